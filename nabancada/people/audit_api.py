"""The audit over JSON."""

from typing import Any

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.people import queries
from nabancada.people.inputs import AuditPage
from nabancada.people.queries import Entry
from nabancada.permissions import Permission
from nabancada.web.body import parse_query
from nabancada.web.json import answer

bp = Blueprint("audit_api", __name__, url_prefix="/api")


@bp.get("/audit")
@requires(Permission.MANAGE_STAFF)
def audit() -> Response:
    """What was done besides the everyday, newest first, as far back as the plan shows."""
    wanted = parse_query(AuditPage)
    found = queries.audit(wanted, wanted.limit, access.listed_since())
    following = found.following and str(found.following)
    return answer({"items": [_as_json(one) for one in found.entries], "next": following})


def _as_json(one: Entry) -> dict[str, Any]:
    return {
        "seq": one.seq,
        "at": one.at,
        "kind": one.kind,
        "group": one.group,
        "text": one.text,
        "by": one.who_id and {"id": one.who_id, "name": one.who},
        "approved_by": one.approved_by_id and {"id": one.approved_by_id, "name": one.approved_by},
        "subject_id": one.subject_id,
        "data": one.data,
    }
