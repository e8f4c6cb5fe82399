"""What a bill comes to, for any lines, discounts, service, fees and taxes."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from nabancada import db
from nabancada.orders import actions
from nabancada.orders.models import OrderLine
from nabancada.orders.pricing import Discount, Fees, Line, add_up, apportion, in_coins, price, share
from nabancada.restaurants.rules import MoneyRules
from tests import factories

cents = st.integers(0, 5_000_000)
points = st.integers(0, 10_000)
discounts = st.builds(Discount, st.one_of(st.just(0), points), st.one_of(st.just(0), cents))
lines = st.builds(Line, st.integers(0, 99), cents, st.sampled_from([0, 500, 700, 1400]), discounts)
bills = st.lists(lines, max_size=12)
rules = st.builds(
    MoneyRules,
    service_bp=points,
    service_cents=st.one_of(st.just(0), cents),
    service_before_discount=st.booleans(),
    tax_bp=st.sampled_from([0, 700, 1400]),
    tax_included=st.booleans(),
)
fees = st.builds(Fees, cents, cents)


@given(bills, rules, st.lists(discounts, max_size=3), fees, st.randoms())
def test_the_order_of_lines_does_not_matter(bill, money, offs, extra, random):
    shuffled = list(bill)
    random.shuffle(shuffled)
    assert price(add_up(bill), money, offs, extra) == price(add_up(shuffled), money, offs, extra)


@given(bills, bills, rules, st.lists(discounts, max_size=3))
def test_rounds_added_one_by_one_come_to_the_same_as_at_once(first, second, money, offs):
    together = price(add_up(first + second), money, offs)
    assert price(add_up(first).plus(add_up(second)), money, offs) == together


@given(bills, rules, st.lists(discounts, max_size=3), fees)
def test_parts_add_up_to_the_total_and_nothing_is_negative(bill, money, offs, extra):
    found = price(add_up(bill), money, offs, extra)
    added = 0 if found.tax_included else found.tax_cents
    parts = found.items_cents - found.discount_cents + found.service_cents + found.fees.cents + added
    assert found.total_cents == parts
    figures = (found.gross_cents, found.items_cents, found.discount_cents, found.service_cents, found.total_cents)
    assert all(isinstance(one, int) and one >= 0 for one in figures)
    assert found.discount_cents <= found.items_cents <= found.gross_cents
    assert all(tax.tax_cents >= 0 and tax.base_cents >= 0 for tax in found.taxes)


@given(bills, rules, st.lists(discounts, max_size=3), fees)
def test_included_tax_is_a_part_of_the_total(bill, money, offs, extra):
    found = price(add_up(bill), money, offs, extra)
    if found.tax_included:
        assert sum(tax.base_cents + tax.tax_cents for tax in found.taxes) == found.total_cents


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
def test_what_is_shared_out_adds_up(whole, weights):
    parts = apportion(whole, weights)
    assert sum(parts) == (whole if sum(weights) else 0)
    assert all(part >= 0 for part in parts)


@given(cents, st.sampled_from([0, 5, 100, 500, 1000, 5000]))
def test_coins_are_off_by_half_a_coin_at_most(amount, step):
    paid = in_coins(amount, step)
    assert abs(paid - amount) * 2 <= step
    assert not step or paid % step == 0


@pytest.mark.parametrize(
    ("money", "service"),
    [
        (MoneyRules(service_cents=1000), 1000),  # fixed stays fixed
        (MoneyRules(service_bp=1000, service_before_discount=True), 107),  # 10 % of 2,20 + 8,50
        (MoneyRules(service_bp=1000), 99),  # 10 % of 2,20 + 7,65, half up
    ],
)
def test_service_is_fixed_or_a_share_before_or_after_discounts(money, service):
    bill = [Line(1, 220), Line(1, 850, discount=Discount(bp=1000))]
    assert price(add_up(bill), money).service_cents == service


def test_nothing_ordered_costs_nothing():
    money = MoneyRules(service_cents=1000, tax_bp=1400, tax_included=False)
    assert price(add_up([]), money, [Discount(cents=5)], Fees(700, 50)).total_cents == 0


def test_added_tax_is_by_rate_after_the_discount():
    found = price(
        add_up([Line(1, 10_000, 1400), Line(1, 10_000, 700)]), MoneyRules(tax_included=False), [Discount(bp=5000)]
    )
    assert [(tax.bp, tax.base_cents, tax.tax_cents) for tax in found.taxes] == [(700, 5000, 350), (1400, 5000, 700)]
    assert found.total_cents == 11_050


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 99), st.integers(0, 99), cents, discounts)
def test_the_database_keeps_the_net_amount_the_function_comes_to(restaurant, quantity, void, unit, off):
    order = factories.order(factories.dish("Prato", 100).id).order
    with db.atomic():
        line = db.session.scalars(select(OrderLine).where(OrderLine.order_id == order["id"])).one()
        line.quantity, line.void_quantity = quantity, min(void, quantity)
        line.unit_price_cents, line.discount_bp, line.discount_cents = unit, off.bp, off.cents
        db.session.flush()
        db.session.refresh(line)
        assert line.net_cents == Line(quantity - line.void_quantity, unit, discount=off).net_cents
    db.release()


@given(cents, points)
def test_a_share_is_rounded_once_half_up(amount, bp):
    assert abs(share(amount, bp) * 10_000 - amount * bp) <= 5_000


def test_a_line_with_its_own_price_and_discount_is_sold_as_agreed(restaurant):
    dish = factories.dish("Funge", 120_000)
    new = factories.new_order(dish.id, client_key=uuid4().hex)
    new.lines[0].unit_price_cents, new.lines[0].discount_cents = 100_000, 5_000
    order = actions.place(new, factories.SOMEBODY).order
    assert (order["total_cents"], order["lines"][0]["menu_price_cents"]) == (95_000, 120_000)
