"""The menu on a guest's phone."""

from flask import Blueprint, Response, g, make_response, render_template

from nabancada import access
from nabancada.access import public
from nabancada.guest import kept, menus, queries
from nabancada.i18n import language
from nabancada.restaurants import phones
from nabancada.restaurants.queries import Shopfront

bp = Blueprint("guest", __name__)

VARY = "Accept-Encoding, Cookie"  # the cookie that chooses the language


@bp.get("/r/<slug>")
@public
def menu(slug: str) -> Response:
    """The menu of a house."""
    return _page(queries.house_at(slug))


@bp.get("/t/<code>")
@public
def table(code: str) -> Response:
    """The menu, opened by the code on a table."""
    house = g.house = queries.house_behind(code)
    access.enter(house.id)
    return _page(house, queries.table_name(code))


@bp.errorhandler(queries.CodeRenewed)
def _old_card(refused: queries.CodeRenewed) -> Response:
    """Who scanned a card that is no longer valid is in the house all the same: its menu is a tap away."""
    house: Shopfront = g.house
    page = render_template("guest/old_card.html", house=house, phone=phones.readable(house.phone))
    return make_response(page, refused.status, {"Cache-Control": "no-store"})


def _page(house: Shopfront, table: str | None = None) -> Response:
    def draw() -> bytes:
        return render_template(
            "guest/menu.html",
            house=house,
            phone=phones.readable(house.phone),
            table=table,
            categories=menus.for_guests(house)["categories"],
        ).encode()

    what = f"guest-page:{language()}:{table or ''}"
    return kept.answer(house, what, draw, content_type=kept.HTML, vary=VARY)
