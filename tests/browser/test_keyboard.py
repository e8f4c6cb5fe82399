"""Hands that never leave the keyboard."""

import pytest
from playwright.sync_api import Page, expect

from nabancada.permissions import Role
from tests.browser.support import Board, Ordering, live, tile

PASSWORD = "mangas no quintal 1975"
# The ring lies around the control, around the box it is a part of, or around what is drawn in its place.
OUTLINED = """() => {
    const ringed = (one) => {
        if (!one) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
        return boxShadow !== "none" || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
    };
    const focused = document.activeElement;
    if (focused === document.body) return true; // past the last one it is the browser's turn
    return [focused, focused.parentElement, focused.nextElementSibling].some(ringed);
}"""


def focus_is_seen(page: Page) -> bool:
    return page.evaluate(OUTLINED)


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until the focus is there; every stop on the way can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert focus_is_seen(page), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab never came to {selector}")


def test_a_table_is_ordered_for_without_a_mouse(house, people):
    page = people.stranger()
    page.goto("/sign-in")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(house.login(Role.WAITER, PASSWORD))
    tab_to(page, "#field-password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/floor")
    live(page)

    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    page.keyboard.press("7")
    expect(page.locator("#jump")).to_be_visible()  # for as long as another digit may follow
    page.clock.resume()
    page.wait_for_url(f"**/floor/tables/{house.tables['7']}")
    live(page)
    ordering = Ordering(page)
    page.keyboard.press("F2")
    page.keyboard.type("mufe")
    page.keyboard.press("Enter")
    expect(ordering.lines).to_have_count(1)
    page.keyboard.press("F6")
    ordering.sent()
    assert len(house.orders()) == 1

    page.locator("body").evaluate("() => document.activeElement.blur()")
    tab_to(page, ".nb-who")
    page.keyboard.press("Enter")
    expect(page.locator("#user-menu")).to_be_visible()
    tab_to(page, "[data-theme=light]")
    page.keyboard.press("Escape")
    expect(page.locator("#user-menu")).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('.nb-who')")


def test_a_number_nobody_has_is_refused_where_it_was_typed(house, people):
    page = people.staff(house, Role.WAITER, "/floor")
    live(page)
    page.keyboard.type("99")
    expect(page.locator("#jump-problem")).to_have_text("Não há mesa 99.")
    page.keyboard.press("Escape")
    expect(page.locator("#jump")).to_be_hidden()


def test_every_table_of_the_map_is_reached_and_opened_by_keys(house, people):
    page = people.staff(house, Role.WAITER, "/floor")
    tab_to(page, f"#table-{house.tables['7']}")
    page.keyboard.press("Enter")
    expect(page.locator(".nb-peek__title")).to_have_text("Mesa 7")
    expect(tile(page, house.tables["7"])).to_be_focused()


def test_esc_closes_the_sheet_and_keeps_the_draft(house, people):
    page = people.staff(house, Role.WAITER, f"/floor/tables/{house.tables['7']}")
    ordering = Ordering(page)
    ordering.add("Cuca")
    page.keyboard.type("muam")
    page.keyboard.press("Enter")
    expect(ordering.sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(ordering.sheet).to_be_hidden()
    expect(ordering.lines).to_have_count(1)
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_hidden()  # the field has the focus: a question mark is typed there
    page.keyboard.press("Escape")
    page.locator("#main").focus()
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys-help")).to_be_hidden()
    expect(ordering.lines).to_have_count(1)


def test_options_are_chosen_by_keys(house, people):
    page = people.staff(house, Role.WAITER, f"/floor/tables/{house.tables['7']}")
    ordering = Ordering(page)
    page.keyboard.type("muam")
    page.keyboard.press("Enter")
    expect(ordering.sheet).to_be_visible()
    tab_to(page, "#option-sheet input[type=radio]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#option-note")
    page.keyboard.type("sem sal")
    page.keyboard.press("Enter")
    expect(ordering.lines).to_have_count(1)
    assert ordering.shown() == [{"name": "Muamba de galinha", "quantity": "1", "chosen": "Arroz", "note": "sem sal"}]


def test_the_key_of_a_ticket_starts_it_and_readies_it(house, people):
    house.order("Mufete", table="1")
    house.order("Calulu", table="2")
    cook = Board(people.staff(house, Role.KITCHEN, "/kitchen"))
    live(cook.page)
    cook.page.keyboard.press("1")
    expect(cook.ticket("Mesa 1")).to_have_attribute("data-status", "preparing")
    cook.page.keyboard.press("1")
    expect(cook.ticket("Mesa 1")).to_have_count(0)
    expect(cook.page.locator("#kitchen-ready")).to_contain_text("Mesa 1")
    expect(cook.ticket("Mesa 2")).to_have_attribute("data-status", "pending")


def test_the_counter_changes_quantities_by_keys(house, people):
    page = people.staff(house, Role.CASHIER, "/pos")
    counter = Ordering(page)
    page.keyboard.type("3")
    page.keyboard.type("cuc")
    page.keyboard.press("Enter")
    expect(counter.lines).to_have_count(1)
    assert counter.shown()[0]["quantity"] == "3"
    page.locator("#main").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("+")
    expect(counter.lines.locator("[data-quantity]").first).to_have_text("4")
    page.keyboard.press("-")
    page.keyboard.press("-")
    expect(counter.lines.locator("[data-quantity]").first).to_have_text("2")
    page.keyboard.press("Delete")
    expect(counter.lines).to_have_count(0)
