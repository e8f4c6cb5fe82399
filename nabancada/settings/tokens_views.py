"""Keys for programs: made, shown once, revoked."""

from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nabancada import access
from nabancada.access import requires
from nabancada.auth import queries, tokens
from nabancada.auth.inputs import NewToken
from nabancada.errors import DomainError
from nabancada.permissions import Permission
from nabancada.settings.words import PERMISSIONS
from nabancada.web import forms
from nabancada.web.body import parse

bp = Blueprint("settings_tokens", __name__, url_prefix="/settings/tokens")


@bp.get("")
@requires(Permission.MANAGE_SETTINGS)
def page() -> str:
    """The tokens of the house."""
    return _page()


@bp.post("")
@requires(Permission.MANAGE_SETTINGS)
def issue() -> Response:
    """Make a token. The answer is the only page that ever shows it, so nothing keeps it."""
    issuer = access.current()
    by = issuer.user_id or issuer.issued_by
    _row, token = tokens.issue_once(parse(NewToken), of=issuer.permissions, by=by)
    if token is None:
        return redirect(url_for(".page"), 303)
    answer = make_response(_page(token=token))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/<uuid:token_id>/revocation")
@requires(Permission.MANAGE_SETTINGS)
def revoke(token_id: UUID) -> Response:
    """Revoke a token."""
    tokens.revoke(token_id)
    return redirect(url_for(".page"), 303)


@forms.again(bp)
def _again(refused: DomainError) -> str:
    """What was refused is the page again, with what was typed and why it did not do."""
    return _page(errors=forms.errors(refused))


def _page(token: str | None = None, errors: dict[str, str] | None = None) -> str:
    typed = request.form if errors else {}
    return render_template(
        "settings/tokens.html",
        tokens=queries.every_token(),
        token=token,
        offered={one: words for one, words in PERMISSIONS.items() if access.may(one)},
        permission_words=PERMISSIONS,
        typed=typed,
        chosen=request.form.getlist("permissions") if errors else [],
        key=forms.key(),
        errors=errors or {},
    )
