"""A shift: from the float to the count, with every payment in exactly one closing."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from nabancada import db
from nabancada.errors import InvalidInput, NotFound
from nabancada.payments import closing
from nabancada.payments.inputs import Closing
from nabancada.payments.models import Payment
from nabancada.permissions import POLICY, Role, Staff
from nabancada.plans.actions import LimitReached, SubscriptionInactive
from nabancada.plans.models import SubscriptionStatus
from nabancada.restaurants import actions as restaurants
from nabancada.restaurants.models import RestaurantStatus
from nabancada.till import actions as till
from nabancada.till import queries
from nabancada.till.actions import RegisterTaken, ShiftClosed, ShiftOpen
from nabancada.till.inputs import NewMovement, NewShift
from nabancada.till.models import Shift
from tests import factories
from tests.at_once import at_once


def cashier(name: str = "Ana") -> Staff:
    return Staff(None, name, POLICY[Role.CASHIER], f"user:{name}-{uuid4()}")


def opened(by: Staff, cents: int = 500_000) -> Shift:
    return closing.open_shift(NewShift(opening_cents=cents), by)


def owing(cents: int, *, number: str = "7") -> dict:
    """A party that owes so much."""
    return factories.order(factories.dish(price_cents=cents).id, table_id=factories.table(number).id).order


def moved(shift: Shift, kind: str, cents: int, by: Staff):
    new = NewMovement(client_key=uuid4().hex, kind=kind, amount_cents=cents, reason="Trocos")
    return closing.move_cash(shift.id, new, by)


def test_expected_cash_is_float_and_sales_and_movements_less_what_was_given_back(restaurant):
    ana = cashier()
    shift, order = opened(ana), owing(1_000_000)
    paid = factories.payment(order["party_id"], 700_000, "cash", ana, tendered_cents=1_000_000, tip_cents=50_000)
    factories.payment(order["party_id"], 300_000, "multicaixa", ana)
    factories.refund(paid.payment.id, 200_000, ana)
    moved(shift, "in", 100_000, ana)
    moved(shift, "out", 30_000, ana)
    figures = closing.figures(shift)
    assert figures.expected == {"cash": 500_000 + 700_000 + 50_000 - 200_000 + 100_000 - 30_000, "multicaixa": 300_000}
    closed = closing.close(shift.id, Closing(counted={"cash": 1_100_000, "multicaixa": 300_000}), ana)
    assert closed.counted["cash"] - closed.expected["cash"] == -20_000
    assert closed.report == figures.as_json()


def test_one_open_shift_a_person_and_a_register(restaurant):
    ana, beto = cashier("Ana"), cashier("Beto")
    first = opened(ana)
    with pytest.raises(ShiftOpen):
        opened(ana)
    with pytest.raises(RegisterTaken):
        closing.open_shift(NewShift(opening_cents=0, register_id=first.register_id), beto)
    second = opened(beto)
    assert {one.name for one in queries.registers()} == {"Caixa 1", "Caixa 2"}
    assert second.register_id != first.register_id


def test_beginning_twice_at_once_begins_one(restaurant):
    ana = cashier()
    results = at_once(restaurant.id, 6, lambda _n: opened(ana).id, workers=6)
    assert sum(result is ShiftOpen for result in results) == 5
    assert len(db.session.scalars(select(Shift.id)).all()) == 1


def test_beginning_sent_twice_at_once_answers_with_the_one_that_began(restaurant):
    ana, new = cashier(), NewShift(client_key="turno-da-ana", opening_cents=0)
    results = at_once(restaurant.id, 4, lambda _n: closing.open_shift(new, ana), workers=4)
    began = queries.mine(ana.key).id
    assert sum(result == began for result in results) == 3
    assert len(db.session.scalars(select(Shift.id)).all()) == 1


@pytest.mark.parametrize("whose", ["own", "somebodys"])
def test_closing_sent_twice_at_once_closes_once(restaurant, whose):
    ana = cashier()
    shift_id, new = opened(ana).id, Closing(client_key="contagem-1", counted={"cash": 500_000})

    def close(_n: int):
        closed = closing.close_own(new, ana) if whose == "own" else closing.close(shift_id, new, ana)
        return closed.id, closed.number

    assert at_once(restaurant.id, 4, close, workers=4) == [(shift_id, 1)] * 4


def test_people_who_begin_at_once_get_a_register_each(restaurant):
    people = [cashier(f"P{n}") for n in range(6)]
    at_once(restaurant.id, 6, lambda n: opened(people[n]).id, workers=6)
    assert len({one.shift_id for one in queries.registers()}) == 6


@pytest.mark.parametrize("counted", [{"multicaixa": 0}, {"cash": -1}, {"cash": float("nan")}, {"cash": float("inf")}])
def test_a_bad_count_never_gets_in(counted):
    with pytest.raises(ValueError, match="counted"):
        Closing(counted=counted)


def test_an_unknown_method_leaves_the_shift_open(restaurant):
    ana = cashier()
    shift = opened(ana)
    with pytest.raises(InvalidInput):
        closing.close(shift.id, Closing(counted={"cash": 1, "cheque": 5}), ana)
    assert queries.mine(ana.key) is not None


def test_open_tables_are_received_or_handed_over(restaurant):
    ana = cashier()
    shift = opened(ana)
    owing(1000, number="12")
    with pytest.raises(closing.OpenTables, match="12"):
        closing.close(shift.id, Closing(counted={"cash": 500_000}), ana)
    closed = closing.close(shift.id, Closing(counted={"cash": 500_000}, hand_over=True), ana)
    assert closed.handed_over
    assert closed.number == 1


def test_a_closed_shift_stays_closed_and_takes_nothing(restaurant):
    ana = cashier()
    shift = opened(ana)
    closing.close(shift.id, Closing(counted={"cash": 500_000}), ana)
    with pytest.raises(ShiftClosed):
        closing.close(shift.id, Closing(counted={"cash": 0}), ana)
    with pytest.raises(ShiftClosed):
        moved(shift, "in", 100, ana)
    with pytest.raises(till.NoOpenShift):
        factories.payment(owing(100)["party_id"], 100, "cash", ana)


def test_more_than_there_is_cannot_be_taken_out(restaurant):
    ana = cashier()
    shift = opened(ana, 1000)
    with pytest.raises(closing.NotInDrawer):
        moved(shift, "out", 1001, ana)
    assert queries.movements(shift.id) == []


def test_a_movement_sent_twice_moves_once(restaurant):
    ana = cashier()
    shift = opened(ana)
    new = NewMovement(client_key="trocos-1", kind="in", amount_cents=500, reason="Trocos")
    at_once(restaurant.id, 4, lambda _n: closing.move_cash(shift.id, new, ana), workers=4)
    assert [(one.kind, one.amount_cents) for one in queries.movements(shift.id)] == [("in", 500)]


def test_closings_are_numbered_without_a_gap(restaurant):
    people = [cashier(f"P{n}") for n in range(5)]
    shifts = [opened(one).id for one in people]
    at_once(
        restaurant.id, 5, lambda n: closing.close(shifts[n], Closing(counted={"cash": 500_000}), people[n]), workers=5
    )
    assert sorted(db.session.scalars(select(Shift.number)).all()) == [1, 2, 3, 4, 5]


def test_every_payment_is_in_exactly_one_closing(restaurant):
    ana = cashier()
    shift, order = opened(ana, 0), owing(2_000)

    def work(n: int):
        if n == 7:
            return closing.close(shift.id, Closing(counted={"cash": 0}, hand_over=True), ana)
        return factories.payment(order["party_id"], 100, "cash", ana)

    at_once(restaurant.id, 16, work, workers=8)
    closed = queries.one(shift.id)
    paid = db.session.scalars(select(Payment.amount_cents).where(Payment.shift_id == shift.id)).all()
    assert closed.expected == {"cash": sum(paid)}
    assert not db.session.scalars(select(Payment.id).where(Payment.shift_id != shift.id)).all()


def test_nothing_begins_while_the_house_takes_no_orders_but_what_is_open_is_closed(restaurant):
    ana = cashier()
    shift = opened(ana)
    factories.subscription(status=SubscriptionStatus.EXPIRED)
    with pytest.raises(SubscriptionInactive):
        opened(cashier("Beto"))
    with db.platform("test"):
        restaurants.set_status(restaurant.id, RestaurantStatus.SUSPENDED)
    assert closing.close(shift.id, Closing(counted={"cash": 500_000}), ana).number == 1


def test_the_monthly_limit_stops_the_next_shift_and_not_this_one(restaurant):
    ana = cashier()
    opened(ana)
    factories.subscription(plan="basico")
    dish = factories.dish()
    with db.atomic():
        factories.order(dish.id)
        db.run("UPDATE order_counters SET placed = 500")
    factories.order(dish.id)
    with pytest.raises(LimitReached):
        opened(cashier("Beto"))


def test_another_house_does_not_know_the_shift(restaurant, other):
    with db.platform("test"), db.tenant(other.id):
        theirs = opened(cashier()).id
        db.release()
    with pytest.raises(NotFound):
        closing.close(theirs, Closing(counted={"cash": 0}), cashier())
