"""A screen whose link breaks says so, and shows exactly what happened once it is back."""

import re

import pytest
from playwright.sync_api import expect

from nabancada.permissions import Role
from tests.browser.cable import Cable
from tests.browser.support import Board, live

AWAY = r"net::ERR_|WebSocket connection"


@pytest.fixture
def cable(server):
    laid = Cable(server.port)
    yield laid
    laid.cut()


def test_the_board_grows_old_in_sight_and_catches_up_in_order(house, people, cable):
    people.forgive(AWAY)
    house.order("Mufete", table="1")
    cook = Board(people.staff(house, Role.KITCHEN, "/kitchen", url=cable.url))
    live(cook.page)
    expect(cook.page.locator(".nb-live")).to_contain_text("ao vivo")
    cable.cut()
    body = cook.page.locator("body")
    expect(body).to_have_attribute("data-live", "retry")
    expect(cook.page.get_by_text("a religar…")).to_be_visible()
    for table in ("2", "3", "4"):
        house.order("Calulu", table=table)
    expect(body).to_have_attribute("data-live", "stale")
    expect(cook.page.locator("[data-live-age]")).to_have_text(re.compile(r"^\d+\ss$"))
    assert cook.tickets.count() == 1
    cable.mend()
    live(cook.page)
    expect(cook.page.locator(".nb-ticket__title")).to_have_text(["Mesa 1", "Mesa 2", "Mesa 3", "Mesa 4"])
    expect(cook.page.get_by_text("ao vivo")).to_be_visible()
    assert [order["number"] for order in house.orders()] == [1, 2, 3, 4]


def test_signing_out_in_one_tab_leads_the_other_to_the_door(house, people):
    first = people.staff(house, Role.WAITER, "/floor")
    second = first.context.new_page()
    second.goto(f"/floor/tables/{house.tables['7']}")
    live(first)
    live(second)
    first.get_by_role("button", name="Menu de").click()
    first.get_by_role("button", name="Sair").click()
    first.wait_for_url("**/sign-in")
    second.wait_for_url(re.compile("/sign-in.next="))
    expect(second.get_by_label("E-mail")).to_be_visible()
