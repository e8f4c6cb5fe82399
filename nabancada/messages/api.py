"""Messages of the platform over JSON."""

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.messages import actions, queries
from nabancada.messages.inputs import Reading
from nabancada.permissions import Permission
from nabancada.web.answers import Cut
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer

bp = Blueprint("messages_api", __name__, url_prefix="/api/messages")


@bp.get("")
@requires(Permission.SEE_REPORTS)
def messages() -> Response:
    """What the platform told this house, newest first; `read_at` is that of who asks."""
    found = queries.received(access.current().user_id)
    items = [
        {"id": one.id, "subject": one.subject, "body": one.body, "sent_at": one.sent_at, "read_at": one.read_at}
        for one in found
    ]
    return answer(parse_query(Cut).of(items))


@bp.post("/read")
@requires(Permission.SEE_REPORTS)
def read() -> Response:
    """These messages, or everything there is, have been read by who asks. A token reads for nobody."""
    actions.mark_read(access.staff(), parse(Reading).ids)
    return Response(status=204)
