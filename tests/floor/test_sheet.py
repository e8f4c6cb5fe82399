"""The sheet of a table: moving, joining and parting, passing dishes, people, a dish's note and seat, taking back."""

import json
import re

import pytest

from nabancada.floor import queries, slip
from nabancada.kitchen import queries as kitchen
from nabancada.orders import actions, moving
from nabancada.orders.inputs import LinesMove, MovedLine
from nabancada.permissions import Role
from nabancada.tables import queries as tables
from tests import factories

HTMX = {"HX-Request": "true"}


def ordered(name: str, quantity: int = 1, dish: str = "Cuca", cents: int = 90_000, area: str = "Sala") -> dict:
    """An order of one dish at a new table."""
    place = factories.table(name, area=area)
    new = factories.new_order(factories.dish(dish, cents).id, table_id=place.id)
    new.lines[0].quantity = quantity
    return actions.place(new, factories.SOMEBODY).order


def told(answer) -> dict:
    """What an answer without content says in a toast."""
    assert answer.status_code == 204, answer.text
    return json.loads(answer.headers["HX-Trigger"])["nb:toast"]


def text(answer) -> str:
    """The words of a part of the sheet, with ordinary spaces."""
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)).replace(" ,", ",")


@pytest.fixture
def waiter(client, restaurant):
    return client(Role.WAITER)


# ---- where they sit


def test_only_free_tables_are_offered_to_move_to(waiter):
    order = ordered("2")
    ordered("3")
    free = factories.table("4")
    part = waiter.get(f"/floor/tables/{order['table_id']}/free-tables", headers=HTMX)
    assert re.findall(r'id="pick-([^"]+)"', part.text) == [str(free.id)]


def test_a_full_area_says_where_there_is_room(waiter):
    order = ordered("2")
    factories.table("E1", area="Esplanada")
    words = text(waiter.get(f"/floor/tables/{order['table_id']}/free-tables", headers=HTMX))
    assert "Sala sem mesas livres. Ver Esplanada" in words


def test_moving_leads_to_the_new_table_and_back_again(waiter):
    order, free = ordered("2"), factories.table("4")
    party, page = order["party_id"], f"/floor/tables/{order['table_id']}"
    moved = waiter.post(f"/floor/tables/{free.id}/parties/{party}", headers={**HTMX, "Referer": page})
    address = moved.headers["HX-Redirect"]
    assert address.startswith(f"/floor/tables/{free.id}?")
    undo = re.search(r'data-undo="([^"]+)"', waiter.get(address).text)[1]
    back = waiter.post(undo, headers={**HTMX, "Referer": f"/floor/tables/{free.id}"})
    assert back.headers["HX-Redirect"].startswith(page)
    assert tables.open_party(order["table_id"]).id == party


def test_who_moves_a_party_on_the_map_stays_on_the_map(waiter):
    order, free = ordered("2"), factories.table("E4", area="Esplanada")
    address = f"/floor/tables/{free.id}/parties/{order['party_id']}"
    moved = waiter.post(address, headers={"Referer": f"/floor?table={order['table_id']}"})
    assert (moved.status_code, moved.location.split("&from")[0]) == (303, f"/floor?area=esplanada&table={free.id}")


def test_a_table_that_was_taken_meanwhile_is_named(waiter):
    order, other = ordered("2"), ordered("4")
    answer = waiter.post(f"/floor/tables/{other['table_id']}/parties/{order['party_id']}", headers=HTMX)
    assert (answer.status_code, answer.json["code"]) == (409, "table_occupied")
    assert "4" in answer.json["detail"]


def test_a_table_nobody_sits_at_has_no_sheet(waiter):
    for part in ("sheet", "free-tables", "neighbours", "dishes"):
        answer = waiter.get(f"/floor/tables/{factories.table(part).id}/{part}", headers=HTMX)
        assert answer.json["code"] == "nobody_seated"


# ---- whose bill


def test_both_sums_are_shown_before_two_tables_join(waiter):
    cola, sumo = ordered("104", cents=22_000), ordered("105", cents=15_000)
    words = text(waiter.get(f"/floor/tables/{cola['table_id']}/neighbours", headers=HTMX))
    assert "Conta da Mesa 104 220,00 Kz" in words
    assert "150,00 Kz" in words and "juntas 370,00 Kz" in words
    assert str(sumo["party_id"]) in waiter.get(f"/floor/tables/{cola['table_id']}/neighbours").text


def test_joined_tables_say_with_whom_and_show_one_bill(waiter):
    cola, sumo = ordered("104", cents=22_000), ordered("105", cents=15_000)
    answer = waiter.post(f"/floor/parties/{cola['party_id']}/joined/{sumo['party_id']}", headers=HTMX)
    assert told(answer)["undo"] == f"/floor/parties/{cola['party_id']}/parted"
    assert {one.name: one.companions for one in queries.table_map()} == {"104": ("105",), "105": ("104",)}
    for order, other in ((cola, "Mesa 105"), (sumo, "Mesa 104")):
        words = text(waiter.get(f"/floor/tables/{order['table_id']}/slip"))
        assert f"Por pagar, com {other} 370,00 Kz" in words
        assert f"Ronda 1 · {other}" in words
        assert f"com {other}" in text(waiter.get(f"/floor/tables/{order['table_id']}/panel"))


def test_parting_is_offered_at_either_table_and_can_be_undone(waiter):
    cola, sumo = ordered("104"), ordered("105")
    moving.join(cola["party_id"], sumo["party_id"], factories.SOMEBODY)
    assert "Separar desta conta" in text(waiter.get(f"/floor/tables/{cola['table_id']}/sheet", headers=HTMX))
    assert "Separar Mesa 104" in text(waiter.get(f"/floor/tables/{sumo['table_id']}/sheet", headers=HTMX))
    undo = told(waiter.post(f"/floor/parties/{cola['party_id']}/parted", headers=HTMX))["undo"]
    assert slip.of(cola["table_id"]).companions == ()
    told(waiter.post(undo, headers=HTMX))
    assert slip.of(cola["table_id"]).joined


def test_a_third_table_on_the_bill_is_named_at_all_of_them(restaurant):
    first, second, root = ordered("1"), ordered("2"), ordered("3")
    moving.join(first["party_id"], root["party_id"], factories.SOMEBODY)
    moving.join(second["party_id"], root["party_id"], factories.SOMEBODY)
    assert [one.name for one in slip.of(first["table_id"]).companions] == ["2", "3"]
    assert {one.name: one.companions for one in queries.table_map()}["2"] == ("1", "3")
    assert slip.of(second["table_id"]).due_cents == 270_000


def test_one_of_three_beers_goes_to_another_bill_and_each_slip_says_so(waiter):
    order, free = ordered("2", quantity=3), factories.table("4")
    line = order["lines"][0]["id"]
    answer = waiter.post(
        f"/floor/parties/{order['party_id']}/dishes",
        data={"table_id": str(free.id), f"{order['id']}.{line}": "1"},
        headers=HTMX,
    )
    assert "Mesa 4" in told(answer)["text"]
    here, there = slip.of(order["table_id"]), slip.of(free.id)
    assert (here.due_cents, there.due_cents) == (180_000, 90_000)
    assert sorted((line.left, line.elsewhere) for line in here.rounds[0].lines) == [(1, "4"), (2, None)]
    assert [(one.origin, line.left, line.elsewhere) for one in there.rounds for line in one.lines] == [("2", 1, None)]
    assert [line.left for line in kitchen.board().open[0].lines] == [3]
    assert there.waiter is None  # nobody has taken a round here
    assert "na conta da Mesa 4" in text(waiter.get(f"/floor/tables/{order['table_id']}/slip"))


def test_dishes_that_were_passed_come_back_and_the_table_they_went_to_is_free_again(waiter):
    order, free = ordered("2", quantity=3), factories.table("4")
    data = {"table_id": str(free.id), f"{order['id']}.{order['lines'][0]['id']}": "1"}
    undo = told(waiter.post(f"/floor/parties/{order['party_id']}/dishes", data=data, headers=HTMX))["undo"]
    told(waiter.post(undo, headers=HTMX))
    assert slip.of(order["table_id"]).due_cents == 270_000
    assert slip.of(free.id).party_id is None
    assert [line.left for line in kitchen.board().open[0].lines] == [3]


@pytest.mark.parametrize("many", ["0", "", "-1", "4", "x"])
def test_a_number_of_dishes_that_is_none_or_too_many_moves_nothing(waiter, many):
    order, free_id = ordered("2", quantity=3), factories.table("4").id
    line = order["lines"][0]["id"]
    data = {"table_id": str(free_id), f"{order['id']}.{line}": many}
    answer = waiter.post(f"/floor/parties/{order['party_id']}/dishes", data=data, headers=HTMX)
    assert answer.status_code in (409, 422)
    assert tables.open_party(free_id) is None


def test_dishes_are_passed_from_a_shared_bill_as_well(restaurant):
    cola, sumo, free = ordered("104"), ordered("105"), factories.table("9")
    moving.join(cola["party_id"], sumo["party_id"], factories.SOMEBODY)
    assert [line.left for _round, line in slip.of(cola["table_id"]).dishes] == [1, 1]
    lines = [MovedLine(order_id=sumo["id"], line_id=sumo["lines"][0]["id"], quantity=1)]
    moving.move_lines(cola["party_id"], LinesMove(lines=lines, table_id=free.id), factories.SOMEBODY)
    assert slip.of(free.id).due_cents == slip.of(cola["table_id"]).due_cents == 90_000


def test_paying_the_bill_another_tables_dish_went_to_leaves_the_rest_due(restaurant):
    order, free = ordered("2", quantity=3), factories.table("4")
    lines = [MovedLine(order_id=order["id"], line_id=order["lines"][0]["id"], quantity=1)]
    bill = moving.move_lines(order["party_id"], LinesMove(lines=lines, table_id=free.id), factories.SOMEBODY).bill_id
    factories.payment(bill, 90_000)
    assert slip.of(free.id).party_id is None
    assert slip.of(order["table_id"]).due_cents == 180_000


def test_paying_one_table_leaves_another_as_it_was(restaurant):
    five, two = ordered("5", cents=440), ordered("2")
    before = slip.of(five["table_id"])
    factories.payment(two["party_id"], two["total_cents"])
    assert slip.of(five["table_id"]) == before
    assert slip.of(two["table_id"]).party_id is None


# ---- people, and the bill they ask for


def test_how_many_they_are_and_who_looks_after_them_is_said_in_one_tap(waiter, restaurant):
    order = ordered("7")
    rosa = factories.staff(Role.WAITER, name="Rosa Lima")
    address = f"/floor/parties/{order['party_id']}/people"
    assert (
        'id="guests-5" name="guests" value="5" aria-pressed="true"'
        in waiter.post(address, data={"guests": "5"}, headers=HTMX).text
    )
    waiter.post(address, data={"waiter_id": str(rosa)}, headers=HTMX)
    assert (slip.of(order["table_id"]).guests, slip.of(order["table_id"]).waiter) == (5, "Rosa Lima")
    assert queries.table_map()[0].waiter == "Rosa Lima"
    waiter.post(address, data={"waiter_id": ""}, headers=HTMX)
    assert (slip.of(order["table_id"]).guests, slip.of(order["table_id"]).waiter) == (5, "Beto Kiala")


def test_only_who_may_look_after_a_table_is_offered(waiter, restaurant):
    order = ordered("7")
    factories.staff(Role.KITCHEN, name="Cozinheira")
    words = text(waiter.get(f"/floor/tables/{order['table_id']}/sheet", headers=HTMX))
    assert "Ana Domingos" in words
    assert "Cozinheira" not in words


@pytest.mark.parametrize("sent", [{"guests": "0"}, {"guests": "muitas"}, {"waiter_id": "ninguém"}])
def test_what_is_no_number_of_people_and_nobody_is_refused(waiter, sent):
    order = ordered("7")
    answer = waiter.post(f"/floor/parties/{order['party_id']}/people", data=sent, headers=HTMX)
    assert answer.status_code == 422


def test_asking_for_the_bill_can_be_taken_back(waiter):
    order = ordered("7")
    undo = told(waiter.post(f"/floor/tables/{order['table_id']}/bill-request", headers=HTMX))["undo"]
    assert slip.of(order["table_id"]).bill_requested_at
    assert "Já não querem a conta" in text(waiter.get(f"/floor/tables/{order['table_id']}/sheet", headers=HTMX))
    told(waiter.post(undo, headers=HTMX))
    assert slip.of(order["table_id"]).bill_requested_at is None


def test_without_script_everything_leads_back_to_the_table(client, restaurant):
    manager, order, other = client(Role.MANAGER), ordered("7"), ordered("8")
    page = f"/floor/tables/{order['table_id']}"
    for address, data in (
        (f"/floor/parties/{order['party_id']}/joined/{other['party_id']}", {}),
        (f"/floor/parties/{order['party_id']}/parted", {}),
        (f"/floor/parties/{order['party_id']}/people", {"guests": "2"}),
        (f"{page}/bill-request", {}),
        (f"/floor/parties/{order['party_id']}/bill-request/withdrawal", {}),
    ):
        assert manager.post(address, data=data).location == page, address


# ---- who, and at what cost


@pytest.mark.parametrize("part", ["sheet", "free-tables", "neighbours", "dishes"])
def test_only_who_takes_orders_opens_the_sheet(client, restaurant, part):
    order = ordered("7")
    address = f"/floor/tables/{order['table_id']}/{part}"
    assert client(Role.KITCHEN).get(address).status_code == 403
    for role in (Role.WAITER, Role.CASHIER, Role.MANAGER, Role.OWNER):
        assert client(role).get(address).status_code == 200


@pytest.mark.parametrize("part", ["sheet", "free-tables", "neighbours", "dishes", "slip"])
def test_a_part_of_the_sheet_costs_three_statements(client, restaurant, statements, part):
    here, other = ordered("7"), ordered("8")
    moving.join(here["party_id"], other["party_id"], factories.SOMEBODY)
    waiter, address = client(Role.WAITER), f"/floor/tables/{here['table_id']}/{part}"
    waiter.get(address, headers=HTMX)
    statements()
    assert waiter.get(address, headers=HTMX).status_code == 200
    assert len(statements()) <= 4  # with the one that binds the house
