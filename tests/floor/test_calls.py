"""A table whose guests call, as the staff sees it."""

import json
import re

import pytest

from nabancada import db
from nabancada.floor import queries, slip
from nabancada.orders import actions as orders
from nabancada.orders.states import OrderStatus
from nabancada.permissions import Role
from nabancada.tables import actions as tables
from nabancada.tables import calls
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def place(restaurant):
    return factories.table("7")


def found() -> queries.Table:
    db.release()
    return next(one for one in queries.table_map() if one.name == "7")


def test_a_call_comes_before_everything_and_hides_nothing(place):
    calls.call(place.id)
    assert (found().state, found().beneath, found().since) == ("call", None, found().called_at)

    placed = factories.order(factories.dish().id, table_id=place.id).order
    tables.request_bill(placed["party_id"])
    assert (found().state, found().beneath) == ("call", "bill")
    orders.move(placed["id"], OrderStatus.PREPARING)
    orders.move(placed["id"], OrderStatus.READY)
    assert (found().state, found().beneath) == ("call", "ready")
    assert [need.kind for need in queries.room().needs] == ["call", "ready", "bill"]

    calls.answer(place.id)
    assert (found().state, found().beneath) == ("ready", None)


def test_a_free_table_that_calls_is_still_free_to_move_to(client, place):
    factories.order(factories.dish().id, table_id=factories.table("8").id)
    calls.call(place.id)
    area = queries.room().area
    assert (area.free, area.counts["call"], area.counts["free"]) == (1, 1, 0)
    seated = next(one for one in area.tables if one.party_id)
    picks = client(Role.WAITER).get(f"/floor/tables/{seated.id}/free-tables", headers=HTMX).text
    assert f"pick-{place.id}" in picks


def test_the_map_shows_sign_word_and_age_and_counts_who_calls(client, place):
    factories.order(factories.dish().id, table_id=place.id)
    calls.call(place.id)
    page = client(Role.WAITER).get("/floor").text
    tile = re.search(rf'<a id="table-{place.id}".*?</a>', page, re.DOTALL)[0]
    assert "nb-table--call" in tile and "#hand-stop" in tile and "Chamou" in tile and "data-since" in tile
    need = re.search(rf'<li class="nb-need__item" id="need-call-{place.id}".*?</li>', page, re.DOTALL)[0]
    assert "Chamou" in need and f'action="/floor/tables/{place.id}/call/answer"' in need
    assert 'for="show-call"' in page and 'id="show-call"' in page


def test_the_table_says_so_on_its_page_its_panel_and_its_sheet_until_it_is_answered(client, place):
    factories.order(factories.dish().id, table_id=place.id)
    calls.call(place.id)
    waiter, here = client(Role.WAITER), f"/floor/tables/{place.id}"
    parts = [f"{here}/{part}" for part in ("panel", "slip")] + [f"{here}/sheet", here]
    for part in parts:
        assert "Chamou" in waiter.get(part).text, part
    answered = waiter.post(f"{here}/call/answer", headers=HTMX)
    assert answered.status_code == 204
    for part in parts:
        assert "Chamou" not in waiter.get(part).text, part
    assert slip.of(place.id).called_at is None


def test_without_script_an_answer_leads_back_to_the_table(client, place):
    calls.call(place.id)
    answer = client(Role.CASHIER).post(f"/floor/tables/{place.id}/call/answer")
    assert (answer.status_code, answer.location) == (303, f"/floor/tables/{place.id}")
    assert found().called_at is None


def test_an_answer_that_was_a_slip_is_taken_back_and_they_call_as_long_as_before(client, place):
    since, _new = calls.call(place.id)
    waiter = client(Role.WAITER)
    told = json.loads(waiter.post(f"/floor/tables/{place.id}/call/answer", headers=HTMX).headers["HX-Trigger"])
    assert told["nb:toast"]["text"] == "Chamada atendida." and found().called_at is None
    assert waiter.post(told["nb:toast"]["undo"], headers=HTMX).status_code == 204
    assert found().called_at == since.replace(microsecond=since.microsecond // 1000 * 1000)
    kinds = [one["type"] for one in waiter.get("/api/events").json["items"]]
    assert kinds.count("table.waiter_called") == 1  # nothing rings again
    again = waiter.post(told["nb:toast"]["undo"])
    assert (again.status_code, again.location) == (303, f"/floor/tables/{place.id}")
    for wrong in ("", "?since=ontem", "?since=9999-12-31T00:00:00Z"):
        assert waiter.post(f"/floor/tables/{place.id}/call/answer/withdrawal{wrong}").status_code == 422, wrong


def test_an_answer_after_a_colleagues_says_nothing(client, place):
    answer = client(Role.WAITER).post(f"/floor/tables/{place.id}/call/answer", headers=HTMX)
    assert answer.status_code == 204 and "HX-Trigger" not in answer.headers


def test_who_takes_no_orders_answers_nobody(client, place):
    calls.call(place.id)
    for path in ("answer", "answer/withdrawal?since=2026-11-22T14:05:00Z"):
        assert client(Role.KITCHEN).post(f"/floor/tables/{place.id}/call/{path}").status_code == 403
    assert found().called_at


def test_the_counter_sees_who_calls_first(client, place):
    factories.order(factories.dish().id, table_id=factories.table("8").id)
    calls.call(place.id)
    page = client(Role.CASHIER).get("/pos").text
    first = re.search(r'<li class="pos-arrival.*?</li>', page, re.DOTALL)[0]
    assert "Mesa 7" in first and "chamou" in first and f"/floor/tables/{place.id}/call/answer" in first
    assert 'id="queue-called"' in page
