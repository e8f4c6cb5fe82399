"""The live part of the payment sheet: what others pay meanwhile is seen at once."""

from uuid import UUID

from flask import render_template

from nabancada.checkout import asked, queries
from nabancada.errors import NotFound
from nabancada.live.regions import region
from nabancada.payments import queries as payments
from nabancada.permissions import Permission


@region("checkout-bill", topics=lambda bill_id: {f"bill:{bill_id}"}, needs=Permission.TAKE_ORDERS)
def bill(bill_id: str) -> str:
    """A bill with its dishes, its figures and its payments."""
    try:
        return render_template("checkout/_bill.html", sheet=queries.sheet(UUID(bill_id)))
    except ValueError:
        raise NotFound from None


@region("checkout-express", topics=lambda bill_id: {f"bill:{bill_id}"}, needs=Permission.TAKE_PAYMENTS)
def express(bill_id: str) -> str:
    """What was asked for on phones: whoever left the page finds it again, on every terminal."""
    try:
        return render_template("checkout/_express.html", asked=asked.of(payments.bill(UUID(bill_id))))
    except ValueError:
        raise NotFound from None
