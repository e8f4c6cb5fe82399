"""The log as JSON, for those who cannot hold a socket."""

from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from nabancada import access
from nabancada.access import requires
from nabancada.live import queries, topics
from nabancada.live.channel import heard
from nabancada.permissions import Permission
from nabancada.web.answers import MOST
from nabancada.web.body import Input, parse_query

bp = Blueprint("events_api", __name__, url_prefix="/api")


class Wanted(Input):
    since: Annotated[int, Field(ge=0, lt=2**63)] = 0
    limit: Annotated[int, Field(ge=1, le=MOST)] = MOST


@bp.get("/events")
@requires(Permission.WORK_HERE)
def events() -> Response:
    """The events after number `since` as the socket sends them, as far back as the plan shows; the newest number."""
    wanted = parse_query(Wanted)
    house = access.house()
    facts = queries.after(house.id, wanted.since, wanted.limit, begun=access.listed_since())
    newest = max([house.seq, *(fact.seq for fact in facts)])
    items = b",".join([fact.body for fact in heard(facts, topics.heard_by(access.current()))])
    return Response(b'{"items":[%b],"seq":%d}' % (items, newest), content_type="application/json")
