"""The menu over JSON, for everybody, and calling from a table."""

from flask import Blueprint, Response

from nabancada import access, clock
from nabancada.access import public
from nabancada.guest import calls, kept, menus, queries
from nabancada.guest.calls import NewCall
from nabancada.web.body import parse
from nabancada.web.json import answer

bp = Blueprint("guest_api", __name__, url_prefix="/api/public")


@bp.get("/<slug>/menu")
@public
def menu(slug: str) -> Response:
    """What a restaurant sells."""
    house = queries.house_at(slug)
    return kept.answer(house, "guest-json", lambda: menus.as_json(house), content_type=kept.JSON)


@bp.post("/tables/<code>/calls")
@public
def call(code: str) -> Response:
    """Call the waiter to the table with this code, or ask for its bill. 200 if somebody has already, and is waiting."""
    house = queries.house_behind(code)
    access.enter(house.id)
    wanted = parse(NewCall).wanted
    since, new = calls.make(house, code, wanted)
    return answer({"for": wanted, "since": clock.iso(since)}, 202 if new else 200)
