"""Passing dishes off a bill that has a discount: no larger than the house lets it be, unless a manager allows it."""

import pytest
from sqlalchemy import select

from nabancada import db
from nabancada.auth import actions as people
from nabancada.floor import slip
from nabancada.live.models import Event
from nabancada.orders import discounts
from nabancada.orders.inputs import NewDiscount
from nabancada.permissions import Role
from tests import factories
from tests.floor.test_sheet import HTMX, ordered, told


@pytest.fixture
def waiter(client):
    return client(Role.WAITER)


def test_dishes_that_would_leave_too_large_a_discount_stay_and_it_says_what_to_do(waiter):
    order, free = ordered("2", quantity=10, cents=1_000), factories.table("4")
    off = NewDiscount(client_key="desconto-1", amount_cents=1_000, reason="Demora")
    discounts.give(order["party_id"], off, factories.SOMEBODY)
    refused = waiter.post(
        f"/floor/parties/{order['party_id']}/dishes",
        data={"table_id": str(free.id), f"{order['id']}.{order['lines'][0]['id']}": "9"},
        headers=HTMX,
    )
    assert (refused.status_code, refused.json["code"]) == (403, "discount_over_limit")
    assert "passaria o limite de 10 %. Retire-o primeiro" in refused.json["detail"]
    assert slip.of(order["table_id"]).due_cents == 9_000


def test_a_manager_allows_it_by_pin_on_the_screen_that_asks_for_it(waiter, restaurant):
    boss = people.hire(name="Rosa", email=f"{db.new_id().hex}@casa.ao", role=Role.MANAGER, pin="4711")
    order, free = ordered("2", quantity=10, cents=1_000), factories.table("4")
    screen = f"/floor/tables/{order['table_id']}/dishes"
    assert "manager_pin" not in waiter.get(screen, headers=HTMX).text
    off = NewDiscount(client_key="desconto-1", amount_cents=1_000, reason="Demora")
    discounts.give(order["party_id"], off, factories.SOMEBODY)
    assert 'name="manager_pin"' in waiter.get(screen, headers=HTMX).text
    where, line = f"/floor/parties/{order['party_id']}/dishes", f"{order['id']}.{order['lines'][0]['id']}"
    wanted = {"client_key": "passar-nove", "table_id": str(free.id), line: "9"}
    for pin, status in (("", 403), ("0000", 422)):
        assert waiter.post(where, data={**wanted, "manager_pin": pin}, headers=HTMX).status_code == status
    told(waiter.post(where, data={**wanted, "manager_pin": "4711"}, headers=HTMX))
    assert slip.of(free.id).due_cents == 9_000
    moved = select(Event.data["approved_by"].astext).where(Event.kind == "table.lines_moved")
    assert db.session.scalars(moved.where(Event.restaurant_id == restaurant.id)).all() == [str(boss.id)]


def test_who_gives_discounts_freely_is_asked_for_no_pin(client):
    order = ordered("2", quantity=10, cents=1_000)
    off = NewDiscount(client_key="desconto-1", amount_cents=1_000, reason="Demora")
    discounts.give(order["party_id"], off, factories.SOMEBODY)
    page = client(Role.MANAGER).get(f"/floor/tables/{order['table_id']}/dishes", headers=HTMX)
    assert "manager_pin" not in page.text
