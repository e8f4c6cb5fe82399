"""Calling from the table: what a guest's page offers, sends and is told."""

import re

import pytest

from nabancada import db
from nabancada.floor import queries as floor
from nabancada.permissions import Role
from nabancada.restaurants import actions as restaurants
from nabancada.restaurants import settings
from nabancada.restaurants.models import Restaurant, RestaurantStatus
from nabancada.restaurants.sections import Section
from nabancada.tables import calls, codes
from nabancada.tables.models import DiningTable
from nabancada.web.limiter import TABLE_CALLS
from tests import factories

HTML = {"Accept": "text/html"}


@pytest.fixture
def guest(client):
    return client(None)


@pytest.fixture
def table(restaurant: Restaurant) -> DiningTable:
    return factories.table("7")


def page(table: DiningTable) -> str:
    return f"/t/{table.code}"


def api(table: DiningTable) -> str:
    return f"/api/public/tables/{table.code}/calls"


def state() -> floor.Table:
    db.release()
    [one] = floor.table_map()
    return one


def switch(on: bool) -> None:
    settings.change(Section.GUESTS, {"calls": on})


def test_a_form_without_script_calls_and_leads_back_to_what_came_of_it(guest, table):
    answer = guest.post(f"{page(table)}/calls", data={"for": "waiter"})
    assert (answer.status_code, answer.location) == (303, f"{page(table)}#called-waiter")
    assert 'id="called-waiter"' in guest.get(page(table)).text
    assert state().called_at


def test_a_call_over_json_is_made_once_however_often_it_is_sent(guest, table):
    first, *others = [guest.post(api(table), json={"for": "waiter"}) for _ in range(5)]
    assert (first.status_code, {one.status_code for one in others}) == (202, {200})
    assert {frozenset(one.json) for one in (first, *others)} == {frozenset({"for", "since"})}
    assert {one.json["since"] for one in others} == {first.json["since"]}


def test_the_bill_is_asked_for_where_something_is_on_it(guest, table):
    refused = guest.post(api(table), json={"for": "bill"})
    assert (refused.status_code, refused.json["code"]) == (409, "nothing_ordered")
    factories.order(factories.dish().id, table_id=table.id)
    assert [guest.post(api(table), json={"for": "bill"}).status_code for _ in range(2)] == [202, 200]
    assert state().state == "bill"


@pytest.mark.parametrize("body", [{}, {"for": "money"}, {"for": None}, {"for": "waiter", "name": "Rosa"}])
def test_what_makes_no_sense_is_422(guest, table, body):
    assert guest.post(api(table), json=body).status_code == 422
    assert state().called_at is None


def test_a_house_that_switched_it_off_shows_no_bar_and_takes_no_call(guest, table):
    assert "/calls" in guest.get(page(table)).text
    switch(False)
    assert "/calls" not in guest.get(page(table)).text
    refused = guest.post(api(table), json={"for": "waiter"})
    assert (refused.status_code, refused.json["code"]) == (409, "calls_off")
    said = guest.post(f"{page(table)}/calls", data={"for": "waiter"}, headers=HTML)
    assert said.status_code == 409
    assert "Esta casa não recebe chamadas da mesa." in said.text
    assert f'href="{page(table)}"' in said.text
    assert state().called_at is None
    switch(True)
    assert "/calls" in guest.get(page(table)).text


def test_the_menu_of_the_house_away_from_a_table_calls_nobody(guest, table, restaurant):
    assert "/calls" not in guest.get(f"/r/{restaurant.slug}").text


def test_a_code_that_was_renewed_calls_nobody(guest, table):
    old_page, old_api = page(table), api(table)
    guest.get(old_page)
    codes.renew([table.id])
    assert guest.post(old_api, json={"for": "waiter"}).json["code"] == "code_renewed"
    card = guest.post(f"{old_page}/calls", data={"for": "waiter"}, headers=HTML)
    assert (card.status_code, "Este código já não vale." in card.text) == (404, True)
    assert f'action="{old_page}/calls"' not in guest.get(page(table)).text
    assert state().called_at is None


@pytest.mark.parametrize("code", ["1", "zzzzzzzzzzzz-aaaaaaaaaaaaaaaaaaaaaa", "0-" + "a" * 22])
def test_a_code_of_nobody_is_not_found(guest, table, code):
    assert guest.post(f"/api/public/tables/{code}/calls", json={"for": "waiter"}).status_code == 404
    assert guest.post(f"/t/{code}/calls", data={"for": "waiter"}).status_code == 404


def test_a_house_that_is_suspended_is_not_called(guest, table, restaurant):
    restaurants.set_status(restaurant.id, RestaurantStatus.SUSPENDED)
    assert guest.post(api(table), json={"for": "waiter"}).status_code == 404
    assert guest.post(f"{page(table)}/calls", data={"for": "waiter"}).status_code == 404


def test_who_still_sits_there_after_closing_time_may_call(guest, table):
    settings.change(Section.HOURS, {"week": [{"days": [1], "start": "00:00", "end": "00:01"}]})
    assert guest.post(api(table), json={"for": "waiter"}).status_code == 202


def test_who_does_little_else_is_slowed_down_and_the_next_table_is_not(guest, table):
    for _ in range(TABLE_CALLS.amount):
        guest.post(api(table), json={"for": "waiter"})
    late = guest.post(api(table), json={"for": "waiter"})
    assert late.status_code == 429
    assert 0 < int(late.headers["Retry-After"]) <= 60
    said = guest.post(f"{page(table)}/calls", data={"for": "waiter"}, headers=HTML)
    assert (said.status_code, "Demasiadas tentativas." in said.text) == (429, True)
    assert guest.post(api(factories.table("8")), json={"for": "waiter"}).status_code == 202


def test_a_call_of_one_house_is_nothing_to_another(guest, client, table, other):
    guest.post(api(table), json={"for": "waiter"})
    assert client(Role.WAITER, other).delete(f"/api/tables/{table.id}/call").status_code == 404
    assert state().called_at


def test_another_site_calls_nobody(guest, table):
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert guest.post(api(table), json={"for": "waiter"}, headers=foreign).status_code == 403
    assert guest.post(f"{page(table)}/calls", data={"for": "waiter"}, headers=foreign).status_code == 403


def test_the_page_stays_the_same_for_all_whoever_calls(guest, table):
    factories.dish()
    before = guest.get(page(table))
    calls.call(table.id)
    db.release()
    after = guest.get(page(table))
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])


def test_a_table_that_was_renamed_or_given_a_new_code_has_a_page_that_says_so(guest, table, client):
    guest.get(page(table))
    client().patch(f"/api/tables/{table.id}", json={"name": "Varanda"})
    assert "<b>Varanda</b>" in guest.get(page(table)).text
    [renewed] = codes.renew([table.id])
    assert f'action="/t/{renewed.code}/calls"' in guest.get(page(renewed)).text


def test_a_call_costs_few_statements(guest, table, statements):
    guest.get(page(table))
    db.release()
    statements()
    guest.post(api(table), json={"for": "waiter"})
    assert len(statements()) <= 8  # with the two that bind the house


def test_english_guests_are_told_in_english(guest, table):
    guest.set_cookie("nb-language", "en")
    assert "The staff have been told." in guest.get(page(table)).text
    refused = guest.post(api(table), json={"for": "bill"})
    assert refused.json["detail"] == "There is nothing on this table's bill yet. Call the waiter."


def test_the_bar_is_two_buttons_with_words(guest, table):
    found = guest.get(page(table)).text
    assert re.findall(r'<button class="nb-btn" name="for" value="(\w+)"', found) == ["waiter", "bill"]
    assert 'aria-label="Chamar o empregado"' in found
