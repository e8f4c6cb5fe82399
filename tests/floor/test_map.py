"""The map of the room: states, ages and amounts as the tables have them, in few statements."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from nabancada import clock, db
from nabancada.floor import queries
from nabancada.orders import actions as orders
from nabancada.orders.states import OrderStatus
from nabancada.permissions import Role
from nabancada.tables import actions as tables
from nabancada.tables import layout
from tests import factories


def table(name: str) -> queries.Table:
    return next(one for one in queries.table_map() if one.name == name)


def state_of(name: str) -> str:
    db.release()
    return table(name).state


def earlier(order_id: UUID, **minutes: int) -> None:
    """Move times of an order into the past."""
    with db.atomic():
        for column, many in minutes.items():
            db.session.execute(
                text(f"UPDATE orders SET {column} = now() - :ago WHERE id = :id"),
                {"ago": timedelta(minutes=many), "id": order_id},
            )


def test_a_table_goes_from_free_through_its_states_and_back(restaurant):
    place = factories.table("7")
    dish = factories.dish(prep_minutes=10)
    assert state_of("7") == "free"

    placed = factories.order(dish.id, table_id=place.id)
    assert state_of("7") == "busy"
    assert table("7").due_cents == 650_000
    assert table("7").waiter == "Beto Kiala"

    earlier(placed.order["id"], placed_at=11)
    assert state_of("7") == "late"

    orders.move(placed.order["id"], OrderStatus.PREPARING)
    orders.move(placed.order["id"], OrderStatus.READY)
    assert state_of("7") == "ready"
    assert table("7").ready_dishes == 1

    tables.request_bill(placed.order["party_id"])
    assert state_of("7") == "ready"  # dishes going cold matter more than a bill
    orders.move(placed.order["id"], OrderStatus.SERVED)
    assert state_of("7") == "bill"

    tables.free(placed.order["party_id"])
    assert state_of("7") == "free"


def test_the_age_is_that_of_the_round_that_was_late_first(restaurant):
    place = factories.table("7")
    slow, quick = factories.dish("Cabrito", prep_minutes=60), factories.dish("Cuca", prep_minutes=2)
    first = factories.order(slow.id, table_id=place.id)
    second = factories.order(quick.id, table_id=place.id)
    earlier(first.order["id"], placed_at=30)
    earlier(second.order["id"], placed_at=5)
    db.release()
    waiting = table("7")
    assert waiting.late
    assert clock.now() - waiting.waiting_since < timedelta(minutes=6)


def test_what_was_taken_back_is_neither_owed_nor_waited_for(restaurant):
    place = factories.table("7")
    dish = factories.dish(prep_minutes=1)
    kept = factories.order(dish.id, dish.id, table_id=place.id)
    gone = factories.order(dish.id, table_id=place.id)
    orders.void(kept.order["id"], kept.order["lines"][0]["id"], None, "caiu", factories.SOMEBODY)
    orders.cancel(gone.order["id"], "engano", factories.SOMEBODY)
    earlier(gone.order["id"], placed_at=90)
    db.release()
    assert table("7").due_cents == 650_000
    assert not table("7").late


def test_needs_come_most_urgent_first_and_from_all_areas(restaurant):
    dish = factories.dish(prep_minutes=10)
    placed = {
        name: factories.order(dish.id, table_id=factories.table(name, area=area).id)
        for name, area in [("1", "Sala"), ("2", "Sala"), ("3", "Quintal")]
    }
    tables.request_bill(placed["1"].order["party_id"])
    orders.move(placed["2"].order["id"], OrderStatus.PREPARING)
    orders.move(placed["2"].order["id"], OrderStatus.READY)
    earlier(placed["3"].order["id"], placed_at=20)
    db.release()
    room = queries.room("sala")
    assert [(need.kind, need.table.name) for need in room.needs] == [("late", "3"), ("ready", "2"), ("bill", "1")]
    assert [(area.key, area.taken, len(area.tables)) for area in room.areas] == [("sala", 2, 2), ("quintal", 1, 1)]
    assert room.area.counts == {"call": 0, "bill": 1, "ready": 1, "late": 0, "busy": 0, "free": 0}


def test_a_table_that_does_not_fit_the_plan_is_shown_beside_it(restaurant):
    factories.table("1")
    layout.add(name="2", seats=8, area="Sala", shape="wide", grid_column=12, grid_row=3)
    assert not table("1").placed
    assert (table("2").column, table("2").row) == (10, 3)  # three cells wide: moved in from the edge


def test_the_page_costs_three_statements_whatever_the_house_is_like(client, restaurant, statements):
    dish = factories.dish()
    for n in range(30):
        place = factories.table(str(n), area="Sala" if n % 2 else "Esplanada")
        if n % 3 == 0:
            factories.order(dish.id, table_id=place.id)
    waiter = client(Role.WAITER)
    waiter.get("/floor")
    statements()
    assert waiter.get("/floor").status_code == 200
    assert len(statements()) <= 3


def test_two_hundred_tables_with_long_names_are_all_there(client, restaurant):
    for n in range(200):
        factories.table(f"{n} junto à janela grande do fundo")
    page = client(Role.WAITER).get("/floor").text
    assert len(re.findall(r'id="table-[0-9a-f]{8}-', page)) == 200


def test_the_area_is_remembered(client, restaurant):
    factories.table("1", area="Sala")
    factories.table("20", area="Quintal do Sol")
    waiter = client(Role.WAITER)
    assert 'id="floor-map:sala"' in waiter.get("/floor").text
    waiter.get("/floor?area=quintal-do-sol")
    assert 'id="floor-map:quintal-do-sol"' in waiter.get("/floor").text
    assert 'id="floor-map:sala"' in waiter.get("/floor?area=sala").text


def test_opening_a_table_remembers_its_area_too(client, restaurant):
    factories.table("1", area="Sala")
    place = factories.table("20", area="Quintal")
    waiter = client(Role.WAITER)
    waiter.get(f"/floor/tables/{place.id}")
    assert 'id="floor-map:quintal"' in waiter.get("/floor").text


@pytest.mark.parametrize(("typed", "found"), [("7", "7"), ("T8", "T8"), ("8", "T8"), ("t8", "T8"), ("007", "7")])
def test_a_typed_number_opens_its_table(client, restaurant, typed, found):
    places = {name: factories.table(name).id for name in ("7", "T8", "70")}
    answer = client(Role.WAITER).get("/floor/tables", query_string={"name": typed})
    assert answer.location == f"/floor/tables/{places[found]}"


@pytest.mark.parametrize("typed", ["99", "", "mesa", "<b>"])
def test_an_unknown_number_opens_nothing_and_says_so(client, restaurant, typed):
    factories.table("7")
    waiter = client(Role.WAITER)
    answer = waiter.get("/floor/tables", query_string={"name": typed}, follow_redirects=True)
    assert answer.request.path == "/floor"
    assert ('data-toast="Não há mesa' in answer.text) == bool(typed)
    assert "<b>." not in answer.text


def test_a_house_without_tables_says_what_to_do(client, restaurant):
    assert "Ainda não há mesas." in client(Role.WAITER).get("/floor").text


def test_the_chosen_table_is_beside_the_map(client, restaurant):
    place = factories.table("12", seats=6)
    placed = factories.order(factories.dish().id, table_id=place.id)
    page = client(Role.WAITER).get(f"/floor?table={place.id}").text
    assert f'id="table-panel:{place.id}"' in page
    assert "Ronda 1" in page
    assert f"/floor/tables/{place.id}/bill-request" in page
    assert str(placed.order["id"]) in page


def test_only_who_takes_orders_sees_the_room(client, restaurant):
    assert client(Role.KITCHEN).get("/floor").status_code == 403
    assert client(None).get("/floor").status_code == 303


def test_another_house_shows_nothing(client, restaurant, other):
    place = factories.table("7")
    factories.order(factories.dish().id, table_id=place.id)
    stranger = client(Role.WAITER, other)
    assert str(place.id) not in stranger.get("/floor").text
    for address in ("", "/slip", "/head", "/panel"):
        assert stranger.get(f"/floor/tables/{place.id}{address}").status_code == 404
    assert stranger.get(f"/floor?table={place.id}").status_code == 404
    assert stranger.post(f"/floor/tables/{place.id}/bill-request").status_code in {404, 409}
