"""Passing dishes, joining and parting where a bill has a discount: no larger than the house lets it be, or by PIN."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from nabancada import db
from nabancada.auth import actions as people
from nabancada.floor import slip
from nabancada.live.models import Event
from nabancada.orders import actions, discounts, moving
from nabancada.orders.inputs import NewDiscount
from nabancada.permissions import Role
from tests import factories
from tests.floor.test_sheet import HTMX, ordered, told


@pytest.fixture
def waiter(client):
    return client(Role.WAITER)


@pytest.fixture
def boss(restaurant):
    return people.hire(name="Rosa", email=f"{db.new_id().hex}@casa.ao", role=Role.MANAGER, pin="4711").id


def discounted(name: str, cents: int = 1_000) -> dict:
    """A table with ten dishes and so much off the bill."""
    order = ordered(name, quantity=10, cents=1_000)
    off = NewDiscount(client_key=f"desconto-{name}", amount_cents=cents, reason="Demora")
    discounts.give(order["party_id"], off, factories.SOMEBODY)
    return order


def with_a_dish_reduced(name: str) -> dict:
    """A table whose dish has half taken off: on a bill with a discount that counts."""
    new = factories.new_order(factories.dish("Bolo", 10_000).id, table_id=factories.table(name).id)
    new.lines[0].discount_percent = Decimal(50)
    return actions.place(new, factories.SOMEBODY).order


def approved(kind: str) -> list[str | None]:
    """Who allowed each of these."""
    wanted = select(Event.data["approved_by"].astext).where(Event.kind == kind)
    return list(db.session.scalars(wanted.where(Event.restaurant_id == db.current_restaurant_id())))


def test_dishes_that_would_leave_too_large_a_discount_stay_and_it_says_what_to_do(waiter):
    order, free = discounted("2"), factories.table("4")
    refused = waiter.post(
        f"/floor/parties/{order['party_id']}/dishes",
        data={"table_id": str(free.id), f"{order['id']}.{order['lines'][0]['id']}": "9"},
        headers=HTMX,
    )
    assert (refused.status_code, refused.json["code"]) == (403, "discount_over_limit")
    assert "passaria o limite de 10 %. Retire-o primeiro" in refused.json["detail"]
    assert slip.of(order["table_id"]).due_cents == 9_000


def test_a_manager_allows_it_by_pin_on_the_screen_that_asks_for_it(waiter, boss):
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
    assert approved("table.lines_moved") == [str(boss)]


def test_dishes_that_go_to_a_discounted_bill_have_the_field_as_well(waiter, boss):
    order, there = with_a_dish_reduced("2"), discounted("3")
    screen = waiter.get(f"/floor/tables/{order['table_id']}/dishes", headers=HTMX).text
    assert 'name="manager_pin"' in screen and "com desconto" in screen
    where, line = f"/floor/parties/{order['party_id']}/dishes", f"{order['id']}.{order['lines'][0]['id']}"
    wanted = {"client_key": "passar-bolo", "table_id": there["table_id"], line: "1"}
    assert waiter.post(where, data=wanted, headers=HTMX).json["code"] == "discount_over_limit"
    told(waiter.post(where, data={**wanted, "manager_pin": "4711"}, headers=HTMX))


def test_a_table_joins_a_discounted_bill_by_a_managers_pin(waiter, boss):
    order, plain, there = with_a_dish_reduced("2"), ordered("9"), discounted("3")
    table, address = order["table_id"], f"/floor/parties/{order['party_id']}/joined/{there['party_id']}"
    neighbours = waiter.get(f"/floor/tables/{table}/neighbours", headers=HTMX).text
    asks = f"/floor/tables/{table}/joining/{there['party_id']}"
    assert asks in neighbours and f"/floor/tables/{table}/joining/{plain['party_id']}" not in neighbours
    assert f'action="{address}"' in waiter.get(asks, headers=HTMX).text
    for pin, status in (("", 403), ("0000", 422)):
        assert waiter.post(address, data={"manager_pin": pin}, headers=HTMX).status_code == status
    told(waiter.post(address, data={"manager_pin": "4711"}, headers=HTMX))
    assert slip.of(table).joined
    assert approved("table.joined") == [str(boss)]


def test_a_table_parts_from_a_discounted_bill_by_a_managers_pin(waiter, boss):
    guest, root = ordered("2", quantity=10, cents=1_000), discounted("3")
    moving.join(guest["party_id"], root["party_id"], factories.SOMEBODY)
    off = NewDiscount(client_key="desconto-mais", amount_cents=1_000, reason="Demora")
    discounts.give(root["party_id"], off, factories.SOMEBODY)
    address = f"/floor/parties/{guest['party_id']}/parted"
    for table in (guest["table_id"], root["table_id"]):
        asks = f"/floor/tables/{table}/parting/{guest['party_id']}"
        assert asks in waiter.get(f"/floor/tables/{table}/sheet", headers=HTMX).text
        assert f'action="{address}"' in waiter.get(asks, headers=HTMX).text
    for pin, status in (("", 403), ("0000", 422)):
        assert waiter.post(address, data={"manager_pin": pin}, headers=HTMX).status_code == status
    told(waiter.post(address, data={"manager_pin": "4711"}, headers=HTMX))
    assert not slip.of(guest["table_id"]).joined
    assert approved("table.parted") == [str(boss)]


def test_a_program_sends_the_pin_along_with_joining_and_parting(waiter, boss):
    order, there = with_a_dish_reduced("2"), discounted("3")
    party = f"/api/parties/{order['party_id']}"
    refused = waiter.post(f"{party}/join", json={"party_id": there["party_id"]})
    assert (refused.status_code, refused.json["code"]) == (403, "discount_over_limit")
    wrong = waiter.post(f"{party}/join", json={"party_id": there["party_id"], "manager_pin": "0000"})
    assert "manager_pin" in wrong.json["fields"]
    joined = waiter.post(f"{party}/join", json={"party_id": there["party_id"], "manager_pin": "4711"})
    assert joined.status_code == 200
    assert waiter.post(f"{party}/part", json={"manager_pin": "0000"}).status_code == 422
    assert waiter.post(f"{party}/part", json={"manager_pin": "4711"}).status_code == 200
    assert approved("table.parted") == [str(boss)]


def test_who_gives_discounts_freely_is_asked_for_no_pin(client):
    order, other = discounted("2"), discounted("3")
    manager, table = client(Role.MANAGER), f"/floor/tables/{order['table_id']}"
    assert "manager_pin" not in manager.get(f"{table}/dishes", headers=HTMX).text
    assert f"/joined/{other['party_id']}" in manager.get(f"{table}/neighbours", headers=HTMX).text


def test_only_who_takes_orders_is_asked_for_a_pin(client):
    order, other = discounted("2"), discounted("3")
    for asks in (f"joining/{other['party_id']}", f"parting/{order['party_id']}"):
        address = f"/floor/tables/{order['table_id']}/{asks}"
        assert [client(role).get(address).status_code for role in (Role.KITCHEN, Role.WAITER)] == [403, 200]
