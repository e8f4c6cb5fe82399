"""The menu on a guest's phone."""

import re

from flask import Blueprint, Response, g, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from nabancada import access
from nabancada.access import public
from nabancada.errors import NotFound
from nabancada.guest import door, kept, menus, queries
from nabancada.i18n import language
from nabancada.restaurants import colours, phones
from nabancada.restaurants.queries import Shopfront

bp = Blueprint("guest", __name__)

COLOUR = re.compile(r"[0-9a-f]{6}")
FOR_EVER = "public, max-age=31536000, immutable"
VARY = "Accept-Encoding, Cookie"  # the cookie that chooses the language


@bp.get("/r/<slug>")
@public
def menu(slug: str) -> AnyResponse:
    """The menu of a house. An address it had before leads to the one it has."""
    house = queries.house_at(slug)
    return _page(house) if house.slug == slug else redirect(url_for(".menu", slug=house.slug))


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


@bp.get("/house-colours/<colour>.css")
@public
def colours_css(colour: str) -> Response:
    """A house's colour and the ink on it, for browsers to keep: the page's policy takes no style of its own."""
    ink = colours.ink_on(f"#{colour}") if COLOUR.fullmatch(colour) else None
    if ink is None:
        raise NotFound
    sheet = f":root{{--house:#{colour};--house-ink:{ink}}}"
    return Response(sheet, content_type="text/css; charset=utf-8", headers={"Cache-Control": FOR_EVER})


def _page(house: Shopfront, table: str | None = None) -> Response:
    def draw() -> bytes:
        return render_template(
            "guest/menu.html",
            house=house,
            phone=phones.readable(house.phone),
            table=table,
            door=door.of(house),
            state=door.state(house),
            categories=menus.for_guests(house)["categories"],
        ).encode()

    what = f"guest-page:{language()}:{table or ''}"
    return kept.answer(house, what, draw, content_type=kept.HTML, vary=VARY)
