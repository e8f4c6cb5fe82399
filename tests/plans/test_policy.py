"""What each state of a subscription lets begin, on every path; and that what is open can always be closed."""

from datetime import timedelta

import pytest

from nabancada import clock, db
from nabancada.permissions import Role
from nabancada.plans import actions, queries
from nabancada.plans.actions import SubscriptionInactive
from nabancada.plans.models import SubscriptionStatus
from nabancada.plans.policy import ALLOWED, Act, allows
from nabancada.restaurants import actions as restaurants
from nabancada.restaurants.models import RestaurantStatus
from tests import factories

STOPPED = (SubscriptionStatus.CANCELLED, SubscriptionStatus.EXPIRED, SubscriptionStatus.SUSPENDED)
INACTIVE = (402, "subscription_inactive")


def code(answer):
    return answer.status_code, answer.json.get("code")


def test_every_state_is_in_the_table():
    assert set(ALLOWED) == set(SubscriptionStatus)


def test_only_who_pays_or_tries_serves_guests_and_opens_shifts():
    for act in (Act.SERVE_GUESTS, Act.OPEN_SHIFTS, Act.TAKE_ORDERS):
        assert {state for state in SubscriptionStatus if allows(state, act)} == {"trial", "active", "past_due"}


@pytest.mark.parametrize("state", STOPPED)
def test_nothing_new_begins_on_any_path(client, restaurant, state):
    owner, dish = client(Role.OWNER), factories.dish()
    dish_id, category = str(dish.id), str(dish.category_id)
    factories.subscription(status=state)
    order = {"client_key": f"{state}-pedido", "type": "counter", "lines": [{"item_id": dish_id, "quantity": 1}]}
    assert code(owner.post("/api/orders", json=order)) == INACTIVE
    assert code(owner.post("/api/shifts", json={"opening_cents": 0})) == INACTIVE
    assert code(owner.post("/api/tables", json={"name": "99", "seats": 2})) == INACTIVE
    item = {"category_id": category, "name": "Outro", "price_cents": 100}
    assert code(owner.post("/api/menu/items", json=item)) == INACTIVE
    person = {"name": "Beto", "email": f"{dish_id}@casa.ao", "role": "waiter"}
    assert code(owner.post("/api/staff", json=person)) == INACTIVE
    page = owner.post("/till/shift", data={"opening": "0"})
    assert (page.status_code, actions.SubscriptionInactive.message in page.text) == (402, True)


@pytest.mark.parametrize("state", STOPPED)
def test_what_is_open_is_paid_and_the_shift_closed(client, restaurant, state):
    cashier, dish, table = client(Role.CASHIER), factories.dish(), factories.table()
    cashier.post("/api/shifts", json={"opening_cents": 0})
    order = factories.order(dish.id, table_id=table.id).order
    factories.subscription(status=state)
    paid = {"client_key": "pagar-tudo", "party_id": str(order["party_id"]), "method": "cash"}
    answer = cashier.post("/api/payments", json={**paid, "amount_cents": order["total_cents"]})
    assert (answer.status_code, answer.json["due_cents"]) == (201, 0)
    closed = cashier.post("/api/shifts/current/closure", json={"counted": {"cash": order["total_cents"]}})
    assert closed.status_code == 200


@pytest.mark.parametrize(("state", "status"), [(SubscriptionStatus.EXPIRED, 201), (SubscriptionStatus.SUSPENDED, 402)])
def test_an_expiry_does_not_stop_the_service_of_an_open_shift_but_a_suspension_does(client, restaurant, state, status):
    cashier, dish = client(Role.CASHIER), factories.dish()
    cashier.post("/api/shifts", json={"opening_cents": 0})
    factories.subscription(status=state)
    order = {"client_key": "a-meio-do-turno", "type": "counter", "lines": [{"item_id": str(dish.id), "quantity": 1}]}
    assert cashier.post("/api/orders", json=order).status_code == status


def test_a_house_that_waits_writes_its_menu_but_sells_nothing(app):
    house = factories.restaurant(status=RestaurantStatus.PENDING)
    with db.tenant(house.id):
        dish = factories.dish()
        with pytest.raises(SubscriptionInactive):
            factories.order(dish.id)
        db.release()


def test_who_is_late_goes_on_without_growing(restaurant):
    dish = factories.dish()
    factories.subscription(status=SubscriptionStatus.PAST_DUE)
    factories.order(dish.id)
    with pytest.raises(SubscriptionInactive):
        factories.table()


def test_coming_back_goes_on_where_the_suspension_broke_off(restaurant):
    factories.paying()
    restaurants.set_status(restaurant.id, RestaurantStatus.SUSPENDED, "Não pagou")
    restaurants.set_status(restaurant.id, RestaurantStatus.SUSPENDED, "Não pagou mesmo")
    assert queries.current().status == SubscriptionStatus.SUSPENDED
    restaurants.set_status(restaurant.id, RestaurantStatus.ACTIVE)
    assert queries.current().status == SubscriptionStatus.ACTIVE


@pytest.mark.parametrize(
    ("state", "days", "becomes"),
    [
        (SubscriptionStatus.ACTIVE, 1, SubscriptionStatus.PAST_DUE),
        (SubscriptionStatus.ACTIVE, 8, SubscriptionStatus.EXPIRED),
        (SubscriptionStatus.PAST_DUE, 8, SubscriptionStatus.EXPIRED),
        (SubscriptionStatus.PAST_DUE, 1, SubscriptionStatus.PAST_DUE),
        (SubscriptionStatus.CANCELLED, 1, SubscriptionStatus.EXPIRED),
        (SubscriptionStatus.SUSPENDED, 90, SubscriptionStatus.SUSPENDED),
        (SubscriptionStatus.ACTIVE, -1, SubscriptionStatus.ACTIVE),
    ],
)
def test_time_moves_a_subscription_on_once(restaurant, state, days, becomes):
    factories.subscription(status=state, renews_at=clock.now() - timedelta(days=days))
    assert actions.expire_due() is (state != becomes)
    assert actions.expire_due() is False
    assert queries.current().status == becomes
