"""The payment sheet of a bill: a page, and its live part alone."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from nabancada import access
from nabancada.access import requires
from nabancada.checkout import asked, queries
from nabancada.payments import gateways, ledger
from nabancada.payments import queries as payments
from nabancada.permissions import Permission
from nabancada.tables import queries as tables
from nabancada.till import queries as till

bp = Blueprint("checkout", __name__, url_prefix="/checkout")


@bp.get("/tables/<uuid:table_id>")
@requires(Permission.TAKE_ORDERS)
def table(table_id: UUID) -> Response:
    """The bill of who sits at a table; the table itself, where nobody has ordered."""
    party_id = tables.with_party(table_id)["party_id"]
    if party_id is None:
        return redirect(f"/floor/tables/{table_id}")
    return redirect(url_for(".bill", bill_id=ledger.bill_of(party_id, None).id))


@bp.get("/parties/<uuid:party_id>")
@requires(Permission.TAKE_ORDERS)
def party(party_id: UUID) -> Response:
    """The bill a party's rounds are on."""
    return redirect(url_for(".bill", bill_id=ledger.bill_of(party_id, None).id))


@bp.get("/orders/<uuid:order_id>")
@requires(Permission.TAKE_ORDERS)
def order(order_id: UUID) -> Response:
    """The bill an order is on."""
    return redirect(url_for(".bill", bill_id=ledger.bill_of(None, order_id).id))


@bp.get("/bills/<uuid:bill_id>")
@requires(Permission.TAKE_ORDERS)
def bill(bill_id: UUID) -> str:
    """Everything about a bill, and taking what is due of it."""
    shift = till.mine(access.current().key) if access.may(Permission.TAKE_PAYMENTS) else None
    sheet = queries.sheet(bill_id)
    seconds = gateways.patience().seconds if gateways.available() else 0
    return render_template("checkout/page.html", sheet=sheet, asked=asked.of(sheet.bill), express=seconds, shift=shift)


@bp.get("/bills/<uuid:bill_id>/sheet")
@requires(Permission.TAKE_ORDERS)
def sheet(bill_id: UUID) -> str:
    """The bill alone, for who has no socket now."""
    return render_template("checkout/_bill.html", sheet=queries.sheet(bill_id))


@bp.get("/bills/<uuid:bill_id>/express")
@requires(Permission.TAKE_PAYMENTS)
def express(bill_id: UUID) -> str:
    """What was asked for on phones alone."""
    return render_template("checkout/_express.html", asked=asked.of(payments.bill(bill_id)))
