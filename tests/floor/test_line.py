"""A dish of a round on the screens of the room: its note, its seat, taking it back and passing it on."""

import json
import re

import pytest
from sqlalchemy import update

from nabancada import db
from nabancada.auth import passwords
from nabancada.auth.models import User
from nabancada.floor import slip
from nabancada.kitchen import queries as kitchen
from nabancada.orders import actions
from nabancada.orders import queries as orders
from nabancada.permissions import Role
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def waiter(client, restaurant):
    return client(Role.WAITER)


def ordered(quantity: int = 1) -> dict:
    """An order of one dish at table 7."""
    new = factories.new_order(factories.dish("Cuca", 90_000).id, table_id=factories.table("7").id)
    new.lines[0].quantity = quantity
    return actions.place(new, factories.SOMEBODY).order


def done(answer) -> str:
    """What an answer without content says in a toast."""
    assert answer.status_code == 204, answer.text
    return json.loads(answer.headers["HX-Trigger"])["nb:toast"]["text"]


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def line_of(order: dict) -> str:
    return f"/floor/orders/{order['id']}/lines/{order['lines'][0]['id']}"


def test_a_new_note_is_told_to_the_kitchen_and_nothing_is_ordered_anew(waiter, client):
    order = ordered(quantity=2)
    done(waiter.post(line_of(order), data={"note": "sem sal"}, headers=HTMX))
    [ticket] = kitchen.board().open
    assert [(one.left, one.note, one.note_changed_at is not None) for one in ticket.lines] == [(2, "sem sal", True)]
    assert "nota alterada" in words(client(Role.KITCHEN).get("/kitchen/board"))


def test_a_seat_is_kept_with_the_dish_even_once_it_is_served(waiter):
    order = ordered()
    for step in ("preparing", "ready", "served"):
        actions.move(order["id"], step)
    done(waiter.post(line_of(order), data={"seat": "3"}, headers=HTMX))
    assert orders.one(order["id"])["lines"][0]["seat"] == 3
    assert "lugar 3" in words(waiter.get(f"/floor/tables/{order['table_id']}/slip"))
    done(waiter.post(line_of(order), data={"seat": ""}, headers=HTMX))
    assert orders.one(order["id"])["lines"][0]["seat"] is None


def test_a_note_comes_too_late_once_the_dish_is_served(waiter):
    order = ordered()
    for step in ("preparing", "ready", "served"):
        actions.move(order["id"], step)
    assert waiter.post(line_of(order), data={"note": "sem sal"}, headers=HTMX).json["code"] == "wrong_step"


def test_a_dish_is_taken_back_from_the_round_with_a_managers_pin(waiter, restaurant):
    order = ordered(quantity=3)
    boss = factories.staff(Role.MANAGER, name="Rosa Lima")
    with db.engine().begin() as connection:
        connection.execute(update(User).where(User.id == boss).values(pin_hash=passwords.hashed("4711")))
    sent = {"reason": "caiu", "quantity": "2"}
    assert waiter.post(f"{line_of(order)}/void", data=sent, headers=HTMX).json["code"] == "pin_needed"
    wrong = waiter.post(f"{line_of(order)}/void", data={**sent, "manager_pin": "1234"}, headers=HTMX)
    assert wrong.json["fields"] == {"manager_pin": "Este PIN não confere."}
    done(waiter.post(f"{line_of(order)}/void", data={**sent, "manager_pin": "4711"}, headers=HTMX))
    assert slip.of(order["table_id"]).due_cents == 90_000


@pytest.mark.parametrize("page", ["/floor/orders/{order}/lines/{line}", "/orders/{order}"])
def test_taking_back_that_is_sent_twice_takes_back_once(client, restaurant, page):
    manager, order = client(Role.MANAGER), ordered(quantity=3)
    page = page.format(order=order["id"], line=order["lines"][0]["id"])
    form = manager.get(page).text.split("data-void")[1].split("</form>")[0]
    key = re.search(r'name="client_key" value="([\w-]+)"', form)[1]
    address = f"{page}/void" if "/floor" in page else f"{page}/lines/{order['lines'][0]['id']}/void"
    sent = {"client_key": key, "reason": "caiu", "quantity": "1"}
    assert [manager.post(address, data=sent).status_code for _ in range(2)] == [303, 303]
    assert manager.post(address, data={**sent, "quantity": "2"}, headers=HTMX).json["code"] == "key_reused"
    assert orders.one(order["id"])["lines"][0]["void_quantity"] == 1


def test_dishes_whose_passing_is_sent_twice_are_passed_once(waiter):
    order, free = ordered(quantity=3), factories.table("4")
    form = waiter.get(f"/floor/tables/{order['table_id']}/dishes", headers=HTMX).text
    key = re.search(r'name="client_key" value="(\w+)"', form)[1]
    address, line = f"/floor/parties/{order['party_id']}/dishes", f"{order['id']}.{order['lines'][0]['id']}"
    sent = {"client_key": key, "table_id": str(free.id), line: "1"}
    toasts = [waiter.post(address, data=sent, headers=HTMX).headers["HX-Trigger"] for _ in range(2)]
    assert ["undo" in toast for toast in toasts] == [True, False]
    assert waiter.post(address, data={**sent, line: "2"}, headers=HTMX).json["code"] == "key_reused"
    assert (slip.of(order["table_id"]).due_cents, slip.of(free.id).due_cents) == (180_000, 90_000)


def test_without_script_a_dish_is_a_page_that_leads_back_to_itself(waiter):
    order = ordered()
    assert waiter.post(line_of(order), data={"note": "x"}).location == line_of(order)
    assert "Guardar a nota" in waiter.get(line_of(order)).text
