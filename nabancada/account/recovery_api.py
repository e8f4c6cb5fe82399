"""The way back in for who forgot the password, over JSON."""

from flask import Blueprint, Response

from nabancada.access import public
from nabancada.account import recovery
from nabancada.account.inputs import Forgotten, NewPassword
from nabancada.auth import resets, sessions
from nabancada.web.answers import unkept_json
from nabancada.web.body import parse
from nabancada.web.limiter import reset_opened

bp = Blueprint("recovery_api", __name__, url_prefix="/api/password-resets")


@bp.post("")
@public
def send() -> Response:
    """Have a link for a new password sent by e-mail. The answer is the same whether or not anybody has this one."""
    recovery.send_link(parse(Forgotten).email)
    return Response(status=202)


@bp.get("/<token>")
@public
def opened(token: str) -> Response:
    """Whose password a link would set."""
    return unkept_json({"email": resets.owner(token)})


@bp.put("/<token>")
@public
@reset_opened
def use(token: str) -> Response:
    """Set the new password, once. Every session of its person ends, and so does the one that asks."""
    resets.use(token, parse(NewPassword).password)
    sessions.end()
    return Response(status=204)
