"""Many prices at once: what is shown is what is stored, all of it, in one version."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabancada import db
from nabancada.errors import InvalidInput
from nabancada.menu import actions, catalogue, prices, queries
from nabancada.menu.inputs import PriceChange
from nabancada.permissions import Role
from tests import factories
from tests.at_once import at_once

CENTS = st.integers(0, 100_000_000)
STEP = st.sampled_from([1, 100, 500, 1_000, 5_000, 10_000])


@given(CENTS, st.integers(-10_000, 50_000), STEP)
def test_a_share_rounds_to_the_nearest_step(cents, share, step):
    after = prices.new_price(cents, percent_bp=share, amount_cents=None, step_cents=step)
    assert after % step == 0 and after >= 0
    assert abs(after * 10_000 - cents * (10_000 + share)) * 2 <= step * 10_000


@given(CENTS, st.integers(-1_000_000, 1_000_000), STEP)
def test_an_amount_rounds_to_the_nearest_step(cents, amount, step):
    after = prices.new_price(cents, percent_bp=None, amount_cents=amount, step_cents=step)
    assert after % step == 0 and abs(after - cents - amount) * 2 <= step


@pytest.fixture
def menu(restaurant):
    return [factories.dish(name, cents) for name, cents in (("Calulu", 720_000), ("Cuca", 90_000), ("Mufete", 900_000))]


def _prices(dishes) -> list[int]:
    return [queries.item_json(dish.id)["price_cents"] for dish in dishes]


def test_a_preview_stores_nothing_and_says_what_would_be(menu):
    version = catalogue.now().version
    seen = prices.preview(PriceChange(percent_bp=1_000, step_cents=5_000))
    assert [(one.name, one.before, one.after) for one in seen] == [
        ("Calulu", 720_000, 790_000),
        ("Cuca", 90_000, 100_000),
        ("Mufete", 900_000, 990_000),
    ]
    assert (_prices(menu), catalogue.now().version) == ([720_000, 90_000, 900_000], version)


def test_all_change_in_one_version(menu):
    version = catalogue.now().version
    changed, after = prices.apply(PriceChange(percent_bp=1_000, step_cents=5_000, version=version))
    assert (len(changed), after, catalogue.now().version) == (3, version + 1, version + 1)
    assert _prices(menu) == [790_000, 100_000, 990_000]


def test_only_those_that_are_meant_change(menu):
    calulu, cuca, mufete = menu
    prices.apply(PriceChange(amount_cents=10_000, category_ids=[cuca.category_id]))
    prices.apply(PriceChange(amount_cents=-20_000, item_ids=[mufete.id]))
    assert _prices(menu) == [720_000, 100_000, 880_000]
    actions.archive_item(calulu.id)
    prices.apply(PriceChange(amount_cents=100))
    actions.restore_item(calulu.id)
    assert _prices([calulu]) == [720_000]


def test_a_menu_that_has_changed_since_it_was_looked_at_is_left_alone(menu):
    version = catalogue.now().version
    actions.change_item(menu[0].id, {"price_cents": 1})
    with pytest.raises(prices.MenuChanged):
        prices.apply(PriceChange(percent_bp=1_000, version=version))
    assert _prices(menu) == [1, 90_000, 900_000]


def test_of_two_who_saw_the_same_prices_one_changes_them(restaurant, menu):
    change = PriceChange(percent_bp=1_000, version=catalogue.now().version)
    results = at_once(restaurant.id, 6, lambda n: prices.apply(change), workers=6)
    assert sum(one is not prices.MenuChanged for one in results) == 1
    db.release()
    assert _prices(menu) == [792_000, 99_000, 990_000]


def test_price_changes_from_all_sides_at_once_do_not_deadlock(restaurant, menu):
    def either(n):
        if n % 2:
            return len(prices.apply(PriceChange(amount_cents=100 if n % 4 == 1 else -100))[0])
        return actions.change_item(menu[n % 3].id, {"available": True}).id

    assert not [one for one in at_once(restaurant.id, 40, either, workers=10) if isinstance(one, type)]


def test_no_price_goes_under_zero_and_then_none_changes(menu):
    with pytest.raises(InvalidInput) as refused:
        prices.apply(PriceChange(amount_cents=-100_000))
    assert refused.value.details["name"] == "Cuca"
    assert _prices(menu) == [720_000, 90_000, 900_000]


def test_what_changes_nothing_makes_no_version(menu):
    version = catalogue.now().version
    assert prices.apply(PriceChange(percent_bp=0)) == ([], version)
    assert catalogue.now().version == version


def test_an_order_keeps_the_price_it_was_taken_at(menu):
    order = factories.order(menu[0].id).order
    prices.apply(PriceChange(percent_bp=5_000))
    from nabancada.orders import queries as orders

    assert orders.one(order["id"])["total_cents"] == 720_000


def test_the_api_of_prices(client, menu):
    owner = client(Role.OWNER)
    seen = owner.post("/api/menu/prices", json={"percent_bp": 1_000, "preview": True})
    assert [one["after_cents"] for one in seen.json["changes"]] == [792_000, 99_000, 990_000]
    done = owner.post("/api/menu/prices", json={"percent_bp": 1_000, "version": seen.json["version"]})
    assert (done.status_code, done.json["version"]) == (200, seen.json["version"] + 1)
    again = owner.post("/api/menu/prices", json={"percent_bp": 1_000, "version": seen.json["version"]})
    assert (again.status_code, again.json["code"]) == (409, "menu_changed")
    both, too_low, no_step = (
        {"percent_bp": 1, "amount_cents": 1},
        {"percent_bp": -10_001},
        {"amount_cents": 1, "step_cents": 0},
    )
    for wrong in ({}, both, too_low, no_step):
        assert owner.post("/api/menu/prices", json=wrong).status_code == 422
