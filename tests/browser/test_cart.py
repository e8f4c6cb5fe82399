"""A cart is lost by nothing that happens to the page, the network or the hand, and ordered once."""

import pytest
from playwright.sync_api import Page, expect

from nabancada.permissions import Role
from tests.browser.support import Ordering, asked, live

REFUSED = r"net::ERR_(FAILED|INTERNET_DISCONNECTED)"


@pytest.fixture
def page(house, people) -> Page:
    """A waiter before table 7."""
    opened = people.staff(house, Role.WAITER, f"/floor/tables/{house.tables['7']}")
    live(opened)
    return opened


@pytest.fixture
def ordering(page) -> Ordering:
    return Ordering(page)


def test_a_reload_in_the_middle_loses_nothing_and_one_send_orders_it(house, page, ordering):
    ordering.choose("Muamba de galinha", "Funge", "Abacate", note="bem quente", more=2)
    ordering.add("Cuca")
    ordering.add("Cuca")
    before = ordering.shown()
    total = page.locator("[data-cart-total]").inner_text()
    assert before == [
        {"name": "Muamba de galinha", "quantity": "3", "chosen": "Funge · Abacate", "note": "bem quente"},
        {"name": "Cuca", "quantity": "2", "chosen": "", "note": ""},
    ]
    page.reload()
    expect(ordering.lines).to_have_count(2)
    assert ordering.shown() == before
    assert page.locator("[data-cart-total]").inner_text() == total
    ordering.send()
    ordering.sent()
    (order,) = house.orders()
    lines = {line["name"]: line for line in order["lines"]}
    assert lines["Muamba de galinha"]["quantity"] == 3
    assert lines["Muamba de galinha"]["note"] == "bem quente"
    assert [option["name"] for option in lines["Muamba de galinha"]["options"]] == ["Funge", "Abacate"]
    assert lines["Cuca"]["quantity"] == 2


def test_two_taps_on_enviar_order_once(house, page, ordering):
    sent = asked(page, "/api/orders")
    ordering.add("Mufete")
    ordering.send_button.dblclick()
    ordering.sent()
    assert len(house.orders()) == 1
    assert len({one["client_key"] for one in sent}) == 1


def test_without_network_the_order_waits_here_in_words_and_goes_once_when_it_is_back(house, people, page, ordering):
    people.forgive(REFUSED)
    sent = asked(page, "/api/orders")
    ordering.choose("Muamba de galinha", "Arroz", note="sem sal")
    page.context.set_offline(True)
    ordering.send()
    expect(ordering.problem).to_contain_text("Guardado neste aparelho. Segue quando houver rede.")
    expect(ordering.lines).to_have_count(1)
    assert house.orders() == []
    page.context.set_offline(False)
    ordering.sent()
    assert len(house.orders()) == 1
    assert len({one["client_key"] for one in sent}) == 1


def test_an_answer_that_got_lost_does_not_order_twice(house, people, page, ordering):
    people.forgive(REFUSED)
    sent = asked(page, "/api/orders")
    lost = []

    def lose_the_first(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/api/orders", lose_the_first)
    ordering.add("Mufete")
    ordering.send()
    ordering.sent()
    assert lost == [201]
    assert len(sent) >= 2
    assert len({one["client_key"] for one in sent}) == 1
    assert len(house.orders()) == 1


def test_a_reload_while_the_order_waits_for_the_network_sends_it_all_the_same(house, people, page, ordering):
    people.forgive(REFUSED)
    page.route("**/api/orders", lambda route: route.abort())
    ordering.add("Mufete")
    ordering.send()
    expect(ordering.problem).to_be_visible()
    page.unroute("**/api/orders")
    page.reload()
    ordering.sent()
    assert len(house.orders()) == 1


def test_what_was_taken_out_comes_back(page, ordering):
    ordering.add("Mufete")
    ordering.lines.locator('[data-step="-1"]').click()
    expect(ordering.lines).to_have_count(0)
    page.get_by_role("button", name="Desfazer").click()
    expect(ordering.lines).to_have_count(1)


def test_a_missing_choice_is_named_and_keeps_the_sheet_open(ordering):
    ordering.add("Muamba de galinha")
    ordering.sheet.locator("[data-accept]").click()
    expect(ordering.sheet).to_contain_text("Falta escolher 1")
    expect(ordering.sheet).to_be_visible()
    ordering.sheet.locator(".nb-option").filter(has_text="Funge").click()
    ordering.sheet.locator("[data-accept]").click()
    expect(ordering.lines).to_have_count(1)


def test_a_dish_that_runs_out_shows_on_the_other_browser_which_keeps_its_cart(house, people, page, ordering):
    ordering.add("Cuca")
    ordering.choose("Muamba de galinha", "Funge", note="sem sal")
    before = ordering.shown()
    manager = people.staff(house, Role.MANAGER, "/dashboard")
    answer = manager.request.patch(f"/api/menu/items/{house.dishes['Calulu']}", data={"available": False})
    assert answer.ok
    expect(ordering.dish("Calulu")).to_have_attribute("data-out", "")
    expect(ordering.dish("Calulu").get_by_text("Esgotado")).to_be_visible()
    assert ordering.shown() == before
    ordering.dish("Calulu").locator("[data-options]").click()
    expect(ordering.sheet).to_contain_text("Esgotado: não entra em pedidos novos.")
    expect(ordering.sheet.locator("[data-accept]")).to_be_disabled()
    page.keyboard.press("Escape")
    ordering.send()
    ordering.sent()
