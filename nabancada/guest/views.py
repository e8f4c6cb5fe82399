"""The menu on a guest's phone, and what may be asked for from a table."""

import re

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from nabancada import access
from nabancada.access import public
from nabancada.errors import Conflict, DomainError, NotFound, TooMany
from nabancada.guest import calls, door, kept, menus, queries
from nabancada.guest.calls import NewCall
from nabancada.i18n import language
from nabancada.restaurants import colours, phones
from nabancada.restaurants.queries import Shopfront
from nabancada.tables.models import DiningTable
from nabancada.web import forms
from nabancada.web.body import parse

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
    house = _enter(code)
    return _page(house, queries.table_at(code))


@bp.post("/t/<code>/calls")
@public
def call(code: str) -> AnyResponse:
    """Call the waiter, or ask for the bill. What was done is said by the place on the page that the answer leads to."""
    house = _enter(code)
    wanted = parse(NewCall).wanted
    calls.make(house, code, wanted)
    return redirect(url_for(".table", code=code, _anchor=f"called-{wanted}"), 303)


@bp.errorhandler(queries.CodeRenewed)
def _old_card(refused: queries.CodeRenewed) -> Response:
    """Who scanned a card that is no longer valid is in the house all the same: its menu is a tap away."""
    menu_here = url_for(".menu", slug=g.house.slug)
    text = _("Peça ajuda ao pessoal: a mesa tem um cartão novo. A ementa está aqui na mesma.")
    return _refusal(refused, _("Este código já não vale."), text, menu_here, _("Ver a ementa"))


@bp.errorhandler(Conflict)
@bp.errorhandler(TooMany)
def _not_called(refused: DomainError) -> Response:
    """Nobody was told, and why: the way back is to the table's page."""
    table_here = url_for(".table", **(request.view_args or {}))
    return _refusal(refused, _(refused.message, **refused.details), "", table_here, _("Voltar à ementa"))


@bp.get("/house-colours/<colour>.css")
@public
def colours_css(colour: str) -> Response:
    """A house's colour and the ink on it, for browsers to keep: the page's policy takes no style of its own."""
    ink = colours.ink_on(f"#{colour}") if COLOUR.fullmatch(colour) else None
    if ink is None:
        raise NotFound
    sheet = f":root{{--house:#{colour};--house-ink:{ink}}}"
    return Response(sheet, content_type="text/css; charset=utf-8", headers={"Cache-Control": FOR_EVER})


def _enter(code: str) -> Shopfront:
    """The house behind a table's code, bound to this request."""
    house = g.house = queries.house_behind(code)
    access.enter(house.id)
    return house


def _refusal(refused: DomainError, heading: str, text: str, href: str, words: str) -> Response:
    house: Shopfront = g.house
    said = {"heading": heading, "text": text, "href": href, "words": words}
    page = render_template("guest/refused.html", house=house, phone=phones.readable(house.phone), **said)
    return forms.refused(make_response(page, {"Cache-Control": "no-store"}), refused)


def _page(house: Shopfront, table: DiningTable | None = None) -> Response:
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

    what = f"guest-page:{language()}:" + (f"{table.name}:{table.code}" if table else "")
    return kept.answer(house, what, draw, content_type=kept.HTML, vary=VARY)
