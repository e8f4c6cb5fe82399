"""A dish is found before the finger is up, typed or scanned, and the menu on the screen is never an old one."""

import pytest
from playwright.sync_api import Page, expect

from nabancada import db
from nabancada.menu import actions as menu
from nabancada.permissions import Role
from tests.browser.counter import Counter
from tests.browser.support import hold, live, stays

MENU_TRAFFIC = """() => performance.getEntriesByType("resource")
    .filter(({ name }) => name.includes("/api/menu?")).map(({ transferSize }) => transferSize)"""
SHOWN = """() => [...document.querySelectorAll("[data-item]")].filter((one) => !one.hidden)
    .sort((a, b) => (a.style.order || 0) - (b.style.order || 0))
    .map((one) => one.querySelector(".nb-tile__name").textContent)"""

TYPE_AND_TAP = """(tile, key) => {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    tile.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    tile.click();
}"""


def at_the_counter(people, house, role: Role = Role.CASHIER, **options) -> Counter:
    return Counter(people.staff(house, role, "/pos", **options)).ready()


def shown(page: Page) -> list[str]:
    """The names of the dishes that are to be seen, in their order."""
    return page.evaluate(SHOWN)


def test_five_hundred_dishes_are_searched_here_without_accents_the_best_first(open_houses, people):
    house = open_houses(dishes=496)
    house.add_dish("Açorda de marisco")
    house.add_dish("Sopa de açafrão")
    counter = at_the_counter(people, house)
    page = counter.page
    asked = []
    page.on("request", lambda one: "/api/carts" in one.url or asked.append(one.url))
    page.keyboard.type("aco")
    assert shown(page) == ["Açorda de marisco"]
    page.locator("[data-find]").fill("ACAFRÃO sop")
    assert shown(page) == ["Sopa de açafrão"]
    page.locator("[data-find]").fill("cu")
    assert shown(page)[0] == "Cuca"
    page.locator("[data-find]").fill("dia 49")
    assert shown(page)[0] == "Prato do dia número 49"
    page.locator("[data-find]").fill("nada disto")
    expect(page.locator("[data-none-found]")).to_have_text("Nenhum prato com esse nome.")
    page.keyboard.press("Escape")
    assert len(shown(page)) == 502
    assert asked == []


def test_the_menu_is_fetched_once_for_each_version(house, people):
    counter = at_the_counter(people, house)
    page = counter.page
    (first,) = page.evaluate(MENU_TRAFFIC)
    assert first > 0
    page.reload()
    counter.ready()
    counter.add("Cuca")
    assert page.evaluate(MENU_TRAFFIC) == [0]
    house.add_dish("Kissangua", 120_000)
    page.reload()
    counter.ready()
    counter.add("Kissangua")
    expect(counter.lines).to_have_count(2)
    page.reload()
    counter.ready()
    assert page.evaluate(MENU_TRAFFIC) == [0]


def test_a_new_dish_and_a_new_price_come_by_themselves_and_the_cart_stays(house, people):
    counter = at_the_counter(people, house)
    same_page = stays(counter.page)
    counter.add("Cuca")
    counter.page.keyboard.type("mufe")
    kissangua = house.add_dish("Kissangua", 120_000)
    expect(counter.page.locator(f"#dish-{kissangua}")).to_be_attached()
    assert shown(counter.page) == ["Mufete"]  # still being looked for
    counter.page.keyboard.press("Escape")
    counter.add("Kissangua")
    expect(counter.lines).to_have_count(2)
    with house.bound(), db.atomic():
        menu.change_item(kissangua, {"price_cents": 150_000, "name": "Kissangua de abacaxi"})
    expect(counter.dish("Kissangua de abacaxi")).to_contain_text("1 500")
    expect(counter.total).to_contain_text("2 400")
    same_page()


def test_a_house_without_dishes_says_what_comes(open_houses, people):
    counter = at_the_counter(people, open_houses(empty=True))
    expect(counter.page.get_by_text("Ainda não há pratos.")).to_be_visible()


@pytest.fixture
def coded(house) -> str:
    """The barcode of Kissangua."""
    house.add_dish("Kissangua", 120_000, barcode="5601234567890")
    return "5601234567890"


def test_a_scanner_is_heard_from_anywhere_and_leaves_no_code_behind(house, people, coded):
    counter = at_the_counter(people, house)
    page = counter.page
    counter.scan(coded)
    expect(counter.lines).to_have_count(1)
    page.locator("[data-find]").fill("muf")
    counter.scan(coded)
    expect(counter.lines.locator("[data-quantity]").first).to_have_text("2")
    expect(page.locator("[data-find]")).to_have_value("")
    page.keyboard.press("F3")
    page.locator("#field-customer-name").fill("Telma")
    counter.scan(coded)
    expect(counter.customer_sheet).to_be_hidden()
    expect(counter.lines.locator("[data-quantity]").first).to_have_text("3")
    expect(page.locator("[data-customer-name]")).to_have_text("Telma")
    counter.scan("9990000000017")
    expect(page.locator("#toasts")).to_contain_text("O código 9990000000017 não é de nenhum prato.")
    page.locator("[data-pay]").click()
    counter.scan(coded)
    expect(page.locator("#toasts")).to_contain_text("Feche primeiro o pagamento.")
    page.keyboard.press("Escape")
    expect(counter.lines.locator("[data-quantity]").first).to_have_text("3")


def test_digits_of_a_hand_are_a_quantity_and_the_pad_prices_the_line(house, people):
    counter = at_the_counter(people, house, Role.MANAGER)
    page = counter.page
    page.keyboard.press("4")
    counter.add("Cuca")
    expect(counter.total).to_contain_text("3 600")
    page.locator(".pos-pad [data-mode=percent]").click()
    page.locator(".pos-pad [data-digit='1']").click()
    page.locator(".pos-pad [data-digit='0']").click()
    expect(counter.total).to_contain_text("3 240")
    page.locator(".pos-pad [data-mode=price]").click()
    for digit in ("5", "00"):
        page.locator(f".pos-pad [data-digit='{digit}']").click()
    expect(counter.total).to_contain_text("1 800")
    page.locator(".pos-pad [data-mode=quantity]").click()
    page.locator(".pos-pad [data-digit='2']").click()
    expect(counter.total).to_contain_text("900")
    expect(page.locator("[data-needs-manager]")).to_be_hidden()


def test_a_digit_typed_just_before_a_tap_comes_before_it(house, people):
    counter = at_the_counter(people, house)
    counter.dish("Cuca").locator("[data-add]").evaluate(TYPE_AND_TAP, "4")
    expect(counter.total).to_contain_text("3 600")


def test_who_may_not_set_a_price_is_told_that_a_manager_must(house, people):
    counter = at_the_counter(people, house)
    counter.add("Cuca")
    counter.page.locator(".pos-pad [data-mode=price]").click()
    counter.page.locator(".pos-pad [data-digit='1']").click()
    expect(counter.page.locator("[data-needs-manager]")).to_have_text("Precisa do PIN de um gerente")
    counter.page.locator("[data-cart-send]").click()
    expect(counter.page.locator("#pos-pin")).to_be_visible()
    assert house.orders() == []


def test_a_dish_that_runs_out_is_marked_on_its_tile_seen_everywhere_and_taken_back(house, people):
    counter = at_the_counter(people, house)
    other = at_the_counter(people, house, Role.WAITER)
    tile, elsewhere = counter.dish("Calulu"), other.dish("Calulu")
    tile.locator("[data-add]").click(button="right")
    counter.sheet.get_by_role("button", name="Esgotado").click()
    hold(counter.page)
    expect(elsewhere).to_have_attribute("data-out", "")
    expect(tile).to_have_attribute("data-out", "")
    counter.page.get_by_role("button", name="Desfazer").click()
    expect(elsewhere).not_to_have_attribute("data-out", "")
    tile.locator("[data-add]").click(button="right")
    counter.sheet.get_by_role("button", name="Esgotado").click()
    expect(elsewhere).to_have_attribute("data-out", "")
    elsewhere.locator("[data-add]").click()  # it still opens, and adds nothing
    expect(other.sheet).to_contain_text("Esgotado: não entra em pedidos novos.")
    expect(other.sheet.locator("[data-accept]")).to_be_disabled()
    other.sheet.get_by_role("button", name="Já há outra vez").click()
    expect(tile).not_to_have_attribute("data-out", "")
    expect(other.lines).to_have_count(0)


def test_the_cook_says_what_has_run_out(house, people):
    counter = at_the_counter(people, house)
    house.order("Mufete", table="7")
    cook = people.staff(house, Role.KITCHEN, "/kitchen")
    live(cook)
    cook.keyboard.press("e")
    rows = cook.locator("[data-stock-list] li")
    expect(rows).to_have_count(4)
    expect(rows.first).to_contain_text("Mufete")  # what is being cooked comes first
    cook.locator("[data-stock-find]").fill("calu")
    expect(rows).to_have_count(1)
    switch = cook.get_by_role("switch", name="Calulu")
    switch.click()
    hold(cook)
    expect(switch).to_be_checked()
    expect(counter.dish("Calulu")).to_have_attribute("data-out", "")
    cook.get_by_role("button", name="Desfazer").click()
    expect(switch).not_to_be_checked()
    expect(counter.dish("Calulu")).not_to_have_attribute("data-out", "")
