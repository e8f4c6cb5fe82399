"""The sheet of a table: where its party sits, on whose bill its dishes are, how many they are and who looks after them.

Each part is a page, or the inside of the sheet that is open beside the map or the slip.
"""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from flask import Blueprint, get_template_attribute, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from nabancada import access, clock
from nabancada.access import requires
from nabancada.auth import pins
from nabancada.auth import queries as people
from nabancada.floor import queries, slip
from nabancada.floor.inputs import ByPin, Called, DishesMove, TypedParty
from nabancada.orders import moving
from nabancada.orders.inputs import LinesMove
from nabancada.permissions import Permission
from nabancada.tables import actions as tables
from nabancada.tables import calls, parties
from nabancada.tables import queries as parties_at
from nabancada.web import htmx
from nabancada.web.addresses import slug
from nabancada.web.body import parse, parse_query

bp = Blueprint("table_sheet", __name__, url_prefix="/floor")

UNDOABLE = 20  # dishes passed at once: as many as an address has room for


@bp.get("/tables/<uuid:table_id>/sheet")
@requires(Permission.TAKE_ORDERS)
def sheet(table_id: UUID) -> str:
    """What can be done with the table and who sits there."""
    return _menu(slip.seated(table_id))


@bp.get("/tables/<uuid:table_id>/free-tables")
@requires(Permission.TAKE_ORDERS)
def free_tables(table_id: UUID) -> str:
    """Where the party could sit instead."""
    here = slip.seated(table_id)
    return _drawn("free", here, room=queries.room(request.args.get("area") or slug(here.area), here.branch_id))


@bp.get("/tables/<uuid:table_id>/neighbours")
@requires(Permission.TAKE_ORDERS)
def neighbours(table_id: UUID) -> str:
    """Whose bill the party could share."""
    here = slip.seated(table_id)
    return _drawn("neighbours", here, tables=queries.table_map(here.branch_id))


@bp.get("/tables/<uuid:table_id>/dishes")
@requires(Permission.TAKE_ORDERS)
def dishes(table_id: UUID) -> str:
    """The dishes of the bill, to be put onto another table's."""
    chosen = request.args.get("line", "")
    here = slip.seated(table_id)
    return _drawn("dishes", here, tables=queries.table_map(here.branch_id), chosen=chosen, key=uuid4().hex)


@bp.get("/tables/<uuid:table_id>/joining/<uuid:into_id>")
@requires(Permission.TAKE_ORDERS)
def joining(table_id: UUID, into_id: UUID) -> str:
    """Joining a bill that has a discount: a manager's PIN, should that be too large then."""
    here = slip.seated(table_id)
    there = parties_at.table_of(into_id)[1]
    return _drawn(
        "by_pin", here, act="join", there=there, action=url_for(".join", party_id=here.party_id, into_id=into_id)
    )


@bp.get("/tables/<uuid:table_id>/parting/<uuid:party_id>")
@requires(Permission.TAKE_ORDERS)
def parting(table_id: UUID, party_id: UUID) -> str:
    """Parting from a bill that has a discount, likewise."""
    who = parties_at.table_of(party_id)[1]
    return _drawn("by_pin", slip.seated(table_id), act="part", there=who, action=url_for(".part", party_id=party_id))


@bp.post("/tables/<uuid:table_id>/parties/<uuid:party_id>")
@requires(Permission.TAKE_ORDERS)
def move(table_id: UUID, party_id: UUID) -> Response:
    """The party sits down at the table. Leads there, where it can be undone."""
    before, _name = parties_at.table_of(party_id)
    moving.move(party_id, table_id)
    return _lead_to(table_id, **{"from": before, "undo": 1})


@bp.post("/parties/<uuid:party_id>/joined/<uuid:into_id>")
@requires(Permission.TAKE_ORDERS)
def join(party_id: UUID, into_id: UUID) -> Response:
    """Two tables, one bill."""
    moving.join(party_id, into_id, pins.for_prices(access.staff(), parse(ByPin).manager_pin))
    return _done(party_id, _("Juntas numa só conta."), url_for(".part", party_id=party_id))


@bp.post("/parties/<uuid:party_id>/parted")
@requires(Permission.TAKE_ORDERS)
def part(party_id: UUID) -> Response:
    """Each table its own bill again."""
    shared_with = parties_at.party(party_id).joined_to
    moving.part(party_id, pins.for_prices(access.staff(), parse(ByPin).manager_pin))
    undo = url_for(".join", party_id=party_id, into_id=shared_with) if shared_with else ""
    return _done(party_id, _("Cada mesa tem outra vez a sua conta."), undo)


@bp.post("/parties/<uuid:party_id>/dishes")
@requires(Permission.TAKE_ORDERS)
def move_dishes(party_id: UUID) -> Response:
    """Put dishes onto another table's bill; somebody sits down there if nobody did. A manager's PIN lets what is left
    have too large a discount."""
    asked = parse(DishesMove) if request.form else parse_query(DishesMove)
    here, _name = parties_at.table_of(party_id)
    by = pins.for_prices(access.staff(), asked.manager_pin)
    moved = moving.move_lines(party_id, LinesMove.model_validate(asked.model_dump()), by)
    back: dict[str, Any] = {f"{one.order_id}.{one.line_id}": one.quantity for one in moved.lines[: UNDOABLE + 1]}
    undo = url_for(".move_dishes", party_id=moved.bill_id, table_id=here, **back) if 0 < len(back) <= UNDOABLE else ""
    title = get_template_attribute("components/order.html", "order_title")
    there = title("table", "", parties_at.table_of(moved.bill_id)[1]).strip()
    return _done(party_id, _("Passados para a conta da %(table)s.", table=there), undo)


@bp.post("/parties/<uuid:party_id>/people")
@requires(Permission.TAKE_ORDERS)
def change_people(party_id: UUID) -> Response | str:
    """How many they are, and who looks after them. Shows the sheet as it is now."""
    party = parties.change(party_id, parse(TypedParty).model_dump(exclude_unset=True))
    if not htmx.asked():
        return _lead_to(party.table_id)
    return _menu(slip.seated(party.table_id))


@bp.post("/tables/<uuid:table_id>/bill-request")
@requires(Permission.TAKE_ORDERS)
def request_bill(table_id: UUID) -> Response:
    """The guests of a table want to pay."""
    party = tables.request_bill(slip.party_at(table_id))
    return _done(party.id, _("Conta pedida."), url_for(".withdraw_bill_request", party_id=party.id))


@bp.post("/parties/<uuid:party_id>/bill-request/withdrawal")
@requires(Permission.TAKE_ORDERS)
def withdraw_bill_request(party_id: UUID) -> Response:
    """They stay after all."""
    parties.withdraw_bill_request(party_id)
    return _done(party_id, _("A conta já não está pedida."))


@bp.post("/tables/<uuid:table_id>/call/answer")
@requires(Permission.TAKE_ORDERS)
def answer_call(table_id: UUID) -> Response:
    """Somebody has seen to the guests who called."""
    since = calls.answer(table_id)
    if not htmx.asked():
        return _lead_to(table_id)
    if since is None:  # a colleague was there first
        return htmx.done()
    return htmx.done(_("Chamada atendida."), url_for(".take_back_answer", table_id=table_id, since=clock.iso(since)))


@bp.post("/tables/<uuid:table_id>/call/answer/withdrawal")
@requires(Permission.TAKE_ORDERS)
def take_back_answer(table_id: UUID) -> Response:
    """Nobody has: they call as before."""
    asked = parse(Called) if request.form else parse_query(Called)
    calls.take_back(table_id, asked.since)
    return htmx.done() if htmx.asked() else _lead_to(table_id)


def _menu(here: slip.Slip) -> str:
    return _drawn("sheet", here, waiters=people.who_may(Permission.TAKE_ORDERS))


def _drawn(part: str, here: slip.Slip, **context: Any) -> str:
    """A part of the sheet: alone, or as a page."""
    name = f"floor/_{part}.html"
    if htmx.asked():
        return render_template(name, slip=here, **context)
    return render_template("floor/sheet.html", part=name, on_page=True, slip=here, **context)


def _done(party_id: UUID, text: str, undo: str = "") -> Response:
    """What changed is live; without script the way leads back to the party's table."""
    if htmx.asked():
        return htmx.done(text, undo)
    return _lead_to(parties_at.table_of(party_id)[0])


def _lead_to(table_id: UUID, **told: Any) -> Response:
    """To a table: beside the map for who is looking at that, else to its own page."""
    if urlsplit(request.referrer or "").path == url_for("floor.screen"):
        area = slug(slip.of(table_id).area)
        address = url_for("floor.screen", area=area, table=table_id, **told)
    else:
        address = url_for("floor.table", table_id=table_id, **told)
    return htmx.lead_to(address) if htmx.asked() else redirect(address, 303)
