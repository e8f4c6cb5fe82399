"""What the database holds, beside what the model says it must."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from nabancada import clock, db
from nabancada.cli import invariants
from nabancada.orders import days
from nabancada.orders.actions import Placed
from nabancada.orders.inputs import NewDiscount
from nabancada.payments import closing
from nabancada.payments.actions import Sale
from nabancada.payments.inputs import NewPayment, NewSale
from nabancada.payments.ledger import Taken
from nabancada.reports import day, queries
from nabancada.till import queries as shifts
from tests.money.model import House


def ensure_same(house: House) -> None:
    """Bills, lines, parties, orders and drawers are what the model says."""
    assert _bills() == {
        one.id: (house.total(one), one.paid, one.credited, one.written_off, house.due(one), one.settled)
        for one in house.bills.values()
    }
    assert _lines() == {
        line.id: (order.id, line.bill, line.quantity, line.void, line.paid, line.net)
        for order in house.orders.values()
        for line in order.lines
    }
    assert _parties() == {one.id: (one.table, one.joined, one.closed) for one in house.parties.values()}
    assert _orders() == {
        one.id: (one.status, sum(line.net for line in one.lines) if one.party else None)
        for one in house.orders.values()
        if one.status != "cancelled"
    }
    for shift in house.shifts.values():
        if not shift.closed:
            assert closing.figures(shifts.one(shift.id)).expected == house.expected(shift)
    db.release()


def ensure_books_agree(house_id: UUID, house: House) -> None:
    """Every invariant holds, and the dashboard, the bills and the closings tell of the same money."""
    db.release()
    assert invariants.violations(db.engine().url.render_as_string(hide_password=False), [house_id]) == []
    today = days.today(clock.now())
    sold = day.totals(row for row in queries.sales(clock.now(), today) if row.day == today.date)
    assert sold.cents == house.revenue
    due = sum(house.due(one) for one in house.bills.values())
    assert house.revenue - due == sum(one.paid for one in house.bills.values())
    db.release()


def identity(result: Any) -> Any:
    """What a repeated write and its first one have in common."""
    match result:
        case Placed():
            return result.order["id"]
        case Sale():
            return result.order_id
        case Taken():
            return result.payment.id
        case UUID():
            return result
    return result.id


def otherwise(new: Any) -> Any:
    """The same key with other content."""
    match new:
        case NewSale():
            return new.model_copy(update={"order": otherwise(new.order)})
        case NewPayment():
            return new.model_copy(update={"payer": "Outra pessoa"})
        case NewDiscount():
            return new.model_copy(update={"reason": "Outra razão"})
    field = "note" if hasattr(new, "note") else "reason"
    return new.model_copy(update={field: "Outra coisa"})


def _bills() -> dict[UUID, tuple[Any, ...]]:
    return _rows(
        "SELECT id, total_cents, paid_cents, credited_cents, written_off_cents, due_cents, settled_at IS NOT NULL"
        " FROM bills"
    )


def _lines() -> dict[UUID, tuple[Any, ...]]:
    return _rows("SELECT id, order_id, bill_id, quantity, void_quantity, paid_quantity, net_cents FROM order_lines")


def _parties() -> dict[UUID, tuple[Any, ...]]:
    return _rows("SELECT id, table_id, joined_to, closed_at IS NOT NULL FROM parties")


def _orders() -> dict[UUID, tuple[Any, ...]]:
    return _rows(
        "SELECT id, status, CASE WHEN party_id IS NULL THEN NULL ELSE total_cents END FROM orders"
        " WHERE status <> 'cancelled'"
    )


def _rows(statement: str) -> dict[UUID, tuple[Any, ...]]:
    return {row[0]: tuple(row[1:]) for row in db.session.execute(text(statement))}
