"""Parties that owe something, and what their tests ask of the ledger."""

from sqlalchemy import select

from nabancada import db
from nabancada.payments import closing
from nabancada.payments.models import Payment
from nabancada.permissions import Staff
from nabancada.restaurants.models import Restaurant
from nabancada.till.inputs import NewShift
from tests import factories
from tests.factories import SOMEBODY


def owing(*prices: int, name: str = "7") -> dict:
    """A party with one round of a dish at each price."""
    table = factories.table(name)
    return [
        factories.order(factories.dish(f"Prato {n}", cents).id, table_id=table.id).order
        for n, cents in enumerate(prices)
    ][-1]


def shift(by: Staff = SOMEBODY) -> None:
    closing.open_shift(NewShift(opening_cents=0), by)


def rules(**money) -> None:
    with db.atomic():
        db.session.get_one(Restaurant, db.current_restaurant_id()).settings = {"money": money}


def counter(cents: int, **fields):
    return factories.order(factories.dish("Prato", cents).id, **fields).order


def ledger() -> list[int]:
    return list(db.session.scalars(select(Payment.amount_cents).order_by(Payment.id)))
