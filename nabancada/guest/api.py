"""The menu over JSON, for everybody."""

from flask import Blueprint, Response

from nabancada.access import public
from nabancada.guest import kept, menus, queries

bp = Blueprint("guest_api", __name__, url_prefix="/api/public")


@bp.get("/<slug>/menu")
@public
def menu(slug: str) -> Response:
    """What a restaurant sells."""
    house = queries.house_at(slug)
    return kept.answer(house, "guest-json", lambda: menus.as_json(house), content_type=kept.JSON)
