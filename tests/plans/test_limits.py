"""What the plan allows holds on every path and under any concurrency."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from nabancada import clock, db
from nabancada.auth import actions as auth
from nabancada.auth import queries as staff
from nabancada.menu import actions as menu
from nabancada.orders import queries as orders
from nabancada.permissions import Role
from nabancada.plans import actions as plans
from nabancada.plans import queries
from nabancada.plans.actions import FeatureNotInPlan, LimitReached
from nabancada.plans.models import Feature, Limit, SubscriptionStatus
from nabancada.restaurants import branches
from nabancada.restaurants.queries import branches_used
from nabancada.tables import layout as tables
from tests import factories
from tests.at_once import at_once


@pytest.fixture
def basico(restaurant):
    factories.subscription(plan="basico")
    return restaurant


def test_the_plans_are_those_of_the_price_list(restaurant):
    offered = {plan.slug: plan for plan in queries.on_offer()}
    assert list(offered) == ["basico", "profissional", "empresarial", "enterprise"]
    assert offered["basico"].limits["orders_per_month"] == 500
    assert offered["empresarial"].limits["menu_items"] is None
    assert offered["profissional"].month_cents == 3_500_000
    assert offered["enterprise"].year_cents == 144_000_000
    assert offered["empresarial"].features["inventory"] is True
    assert offered["profissional"].features["inventory"] is False


def test_the_last_table_is_given_once_to_fifty_who_want_it(basico):
    for n in range(9):
        factories.table(str(n))
    results = at_once(basico.id, 50, lambda n: factories.table(f"x{n}"))
    assert results.count(LimitReached) == 49
    assert tables.tables_used() == 10


def test_the_last_dish_is_given_once_to_many_who_want_it(basico):
    with db.atomic():
        for n in range(49):
            factories.dish(f"Prato {n}")
    results = at_once(basico.id, 50, lambda n: factories.dish(f"x{n}"))
    assert results.count(LimitReached) == 49
    assert menu.items_used() == 50


def test_the_last_branch_is_given_once_to_fifty_who_want_it(restaurant):
    factories.subscription(plan="empresarial")
    ceiling = queries.current().plan.limits[Limit.BRANCHES]
    for n in range(ceiling - 1 - branches_used()):
        branches.add(f"Filial {n}")
    results = at_once(restaurant.id, 50, lambda n: branches.add(f"x{n}"))
    assert results.count(LimitReached) == 49
    assert branches_used() == ceiling


def person(n):
    return {"name": "Beto", "email": f"{n}-{db.current_restaurant_id().hex}@casa.ao", "role": "waiter"}


REQUESTS = {  # by what is asked for and how: where, and the body of the nth
    "table-api": ("/api/tables", lambda n: {"name": f"x{n}", "seats": 2}),
    "dish-api": ("/api/menu/items", lambda n: {"name": f"x{n}", "price_cents": 100}),
    "dish-page": ("/menu/dishes/new", lambda n: {"name": f"x{n}", "price": "1", "station": "Brasa"}),
    "person-api": ("/api/staff", person),
    "person-page": ("/staff/new", lambda n: {**person(n), "pin": "493817"}),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_the_last_place_is_given_once_to_fifty_requests(client, basico, name):
    owner, (path, body) = client(Role.OWNER), REQUESTS[name]
    with db.atomic():
        category_id = str(factories.dish().category_id)
        for n in range(48):
            factories.dish(f"Prato {n}")
        for n in range(9):
            factories.table(str(n))
    way, done = ("json", 201) if path.startswith("/api/") else ("data", 303)

    def ask(n):
        sent = body(n) | ({"category_id": category_id} if name.startswith("dish") else {})
        return owner.post(path, **{way: sent}).status_code

    assert sorted(at_once(basico.id, 50, ask)) == [done, *[402] * 49]
    assert (tables.tables_used(), menu.items_used(), staff.users_used()) == {
        "table": (10, 49, 1),
        "dish": (9, 50, 1),
        "person": (9, 49, 2),
    }[name.partition("-")[0]]


@pytest.mark.parametrize("limit", Limit)
def test_the_last_place_of_any_limit_is_given_once_whatever_is_counted(restaurant, limit):
    factories.subscription(plan="basico" if limit == Limit.MENU_ITEMS else "empresarial")
    ceiling = queries.current().plan.limits[limit]
    there = list(range(ceiling - 1))

    def grow(n):
        with db.atomic():
            plans.ensure_room(limit, lambda: len(there))
            there.append(n)

    results = at_once(restaurant.id, 50, grow)
    assert results.count(LimitReached) == 49
    assert len(there) == ceiling


@pytest.mark.parametrize(
    ("plan", "has"),
    [
        ("basico", set()),
        ("profissional", {Feature.LOYALTY, Feature.COUPONS, Feature.EXPENSES}),
        ("empresarial", set(Feature)),
        ("enterprise", set(Feature)),
    ],
)
def test_a_part_of_the_product_is_there_where_the_plan_has_it(restaurant, plan, has):
    factories.subscription(plan=plan)
    for feature in Feature:
        if feature in has:
            plans.ensure_feature(feature)
        else:
            with pytest.raises(FeatureNotInPlan):
                plans.ensure_feature(feature)


def test_no_limit_is_no_limit(restaurant):
    for n in range(12):
        factories.table(str(n))
    assert tables.tables_used() == 12


def test_a_downgrade_keeps_what_is_there_and_stops_growth(restaurant):
    for n in range(12):
        factories.table(str(n))
    factories.subscription(plan="basico")
    assert tables.tables_used() == 12
    with pytest.raises(LimitReached):
        factories.table("one more")


def test_a_second_approval_does_not_begin_the_trial_again(restaurant):
    first = queries.current().trial_ends_at
    assert plans.start_trial().trial_ends_at == first


def test_a_trial_that_is_over_expires_once(restaurant):
    assert plans.expire_due() is False
    with db.atomic():
        plans.change()
        queries.current().trial_ends_at = clock.now() - timedelta(seconds=1)
    assert plans.expire_due() is True
    assert plans.expire_due() is False
    assert queries.current().status == SubscriptionStatus.EXPIRED


def test_the_last_person_is_taken_on_once_of_fifty(basico):
    factories.staff(Role.OWNER)
    auth_tag = basico.id.hex
    results = at_once(
        basico.id, 50, lambda n: auth.hire(name="Beto", email=f"{n}-{auth_tag}@casa.ao", role=Role.WAITER)
    )
    assert results.count(LimitReached) == 49
    assert staff.users_used() == 2


def test_the_last_order_of_the_month_is_placed_once_of_fifty(basico):
    dish = factories.dish()
    factories.order(dish.id)
    with db.atomic():
        db.session.execute(text("UPDATE order_counters SET placed = 499"))
    results = at_once(basico.id, 50, lambda n: factories.order(dish.id))
    assert results.count(LimitReached) == 49
    assert orders.placed_this_month() == 500


def test_the_limits_page_is_right_at_once(client, basico):
    owner = client(Role.OWNER)
    for n in range(9):
        factories.table(str(n))
    before = owner.get("/api/subscription/limits").json
    assert (before["usage"]["tables"], before["can_add"]["tables"]) == (9, True)
    owner.post("/api/tables", json={"name": "ten", "seats": 2})
    after = owner.get("/api/subscription/limits").json
    assert (after["usage"]["tables"], after["can_add"]["tables"]) == (10, False)
