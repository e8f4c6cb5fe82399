"""The live part of the payment sheet: what others pay meanwhile is seen at once."""

from uuid import UUID

from flask import render_template

from nabancada.checkout import queries
from nabancada.errors import NotFound
from nabancada.live.regions import region
from nabancada.permissions import Permission


@region("checkout-bill", topics=lambda bill_id: {f"bill:{bill_id}"}, needs=Permission.TAKE_ORDERS)
def bill(bill_id: str) -> str:
    """A bill with its dishes, its figures and its payments."""
    try:
        return render_template("checkout/_bill.html", sheet=queries.sheet(UUID(bill_id)))
    except ValueError:
        raise NotFound from None
