"""The bill of a table on its screens: it moves, joins, parts and shrinks; the cook never notices, everybody sees."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from nabancada.permissions import Role
from tests.browser.people import DESK, PHONE, TABLET
from tests.browser.screens import cut_figures, dress, small_targets, too_wide, unreadable
from tests.browser.support import Board, Ordering, hold, live, stays, tile

SOUND = """() => {
    localStorage.setItem("nb-sound", "on");
    window.notes = 0;
    const play = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () { window.notes += 1; return play.call(this); };
}"""
TYPED = """table => JSON.parse(localStorage.getItem(Object.keys(localStorage)
    .find((key) => key.endsWith(`:table-${table}`))))?.lines.length ?? 0"""


def at_table(house, people, name: str, role: Role = Role.WAITER, **options) -> Page:
    page = people.staff(house, role, f"/floor/tables/{house.tables[name]}", **options)
    live(page)
    return page


def sheet(page: Page) -> Locator:
    """The sheet of the table that is looked at, opened."""
    page.locator(".table-more").locator("visible=true").click()
    opened = page.locator("#table-sheet")
    expect(opened.get_by_role("heading", level=2)).to_be_focused()
    return opened


def beers(house, table: str, many: int) -> dict:
    line = {"item_id": house.dishes["Cuca"], "quantity": many}
    return house.order(table=table, lines=[line], client_key=uuid4().hex)


def test_a_party_moves_and_the_cook_keeps_the_same_ticket_without_a_sound(house, people):
    house.order("Mufete", "Cuca", table="7")
    cook = Board(people.staff(house, Role.KITCHEN, "/kitchen"))
    live(cook.page)
    cook.start("Mesa 7")
    expect(cook.ticket("Mesa 7")).to_have_attribute("data-status", "preparing")
    cook.ticket("Mesa 7").evaluate("ticket => { ticket.same = true; }")
    cook.page.evaluate(SOUND)

    page = at_table(house, people, "7", size=PHONE, has_touch=True)
    menu = sheet(page)
    menu.get_by_role("link", name="Mudar de mesa").click()
    menu.get_by_role("button", name="Mesa 4").click()
    page.wait_for_url(f"**/floor/tables/{house.tables['4']}**")
    hold(page)
    expect(page.locator(".nb-where")).to_contain_text("Mesa 4")
    expect(cook.ticket("Mesa 4")).to_have_attribute("data-status", "preparing")
    assert cook.ticket("Mesa 4").evaluate("ticket => ticket.same")
    expect(cook.tickets).to_have_count(1)

    expect(page.locator("#toasts")).to_contain_text("Estão agora na Mesa 4.")
    page.get_by_role("button", name="Desfazer").click()
    page.wait_for_url(f"**/floor/tables/{house.tables['7']}**")
    expect(cook.ticket("Mesa 7")).to_have_count(1)
    assert cook.ticket("Mesa 7").evaluate("ticket => ticket.same")
    assert cook.page.evaluate("window.notes") == 0


def test_two_tables_join_and_part_before_everybodys_eyes(house, people):
    beers(house, "3", 1)
    beers(house, "5", 2)
    watcher = people.staff(house, Role.MANAGER, "/floor")
    live(watcher)
    other = at_table(house, people, "5")
    page = at_table(house, people, "3", size=PHONE, has_touch=True)
    same_pages = [stays(one) for one in (watcher, other, page)]

    menu = sheet(page)
    menu.get_by_role("link", name="Juntar a outra mesa").click()
    expect(menu).to_contain_text(re.compile(r"Conta da Mesa 3\s*900,00"))
    neighbour = menu.get_by_role("button", name=re.compile(r"^5"))
    expect(neighbour).to_contain_text(re.compile(r"1.800,00.*juntas\s*2.700,00", re.DOTALL))
    neighbour.click()
    expect(menu).to_be_hidden()
    expect(tile(watcher, house.tables["3"]).locator(".nb-table__joined")).to_contain_text("5")
    expect(other.locator("#slip-due")).to_contain_text(re.compile(r"com Mesa 3\s*2.700,00"))

    beers(house, "5", 1)  # what one of them orders is on the slip of the other, too
    expect(page.locator("#slip-due")).to_contain_text("3 600", use_inner_text=False)

    sheet(page).get_by_role("button", name="Separar desta conta").click()
    expect(menu).to_be_hidden()
    hold(page)
    expect(other.locator("#slip-due")).not_to_contain_text("com Mesa 3")
    expect(tile(watcher, house.tables["3"]).locator(".nb-table__joined")).to_have_count(0)
    page.get_by_role("button", name="Desfazer").click()
    expect(other.locator("#slip-due")).to_contain_text("com Mesa 3")
    for check in same_pages:
        check()


def test_one_of_three_beers_goes_to_another_table(house, people):
    beers(house, "3", 3)
    cook = Board(people.staff(house, Role.KITCHEN, "/kitchen"))
    live(cook.page)
    page = at_table(house, people, "3", size=PHONE, has_touch=True)
    menu = sheet(page)
    menu.get_by_role("link", name="Passar pratos").click()
    expect(menu.get_by_role("button", name="Escolha os pratos")).to_be_disabled()
    menu.get_by_role("button", name="Mais").click()
    menu.get_by_label("Para a mesa").select_option(label="Mesa 5 · livre")
    menu.get_by_role("button", name=re.compile("Passar 1 · 900,00")).click()
    expect(menu).to_be_hidden()
    page.locator("[data-slip-toggle]").click()
    expect(page.locator("#slip")).to_contain_text("na conta da Mesa 5")
    expect(page.locator("#slip-due")).to_contain_text("1 800", use_inner_text=False)
    expect(cook.tickets).to_have_count(1)
    expect(cook.ticket("Mesa 3").locator(".nb-ticket__quantity")).to_contain_text("3")


def test_dishes_are_taken_back_with_a_managers_pin_by_keys_alone(house, people):
    beers(house, "3", 2)
    house.boss("4711")
    cook = Board(people.staff(house, Role.KITCHEN, "/kitchen"))
    live(cook.page)
    page = at_table(house, people, "3", size=DESK)
    keys = page.keyboard
    page.locator(".nb-round .nb-line__open").focus()
    keys.press("Enter")
    expect(page.locator("#table-sheet-title")).to_be_focused()
    page.locator("#table-sheet summary").focus()
    keys.press("Enter")
    page.locator("#table-sheet [name=reason]").focus()
    keys.type("Engano")
    keys.press("Tab")
    page.locator("#table-sheet [name=manager_pin]").focus()
    keys.type("1111")
    keys.press("Enter")
    people.forgive("422")
    expect(page.locator("#table-sheet .nb-field__error")).to_have_text("Este PIN não confere.")
    page.locator("#table-sheet [name=manager_pin]").fill("4711")
    keys.press("Enter")
    expect(page.locator("#table-sheet")).to_be_hidden()
    expect(page.locator("#slip .nb-round")).to_have_count(0)  # nothing is left: the table is free
    expect(cook.tickets).to_have_count(0)
    assert [one["status"] for one in house.orders()] == ["cancelled"]
    assert page.evaluate(TYPED, house.tables["3"]) == 0


def test_everything_of_the_sheet_is_reached_by_keys(house, people):
    beers(house, "3", 1)
    page = at_table(house, people, "3", size=DESK)
    page.keyboard.press("F7")
    expect(page.locator("#table-sheet-title")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Mudar de mesa")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#table-sheet-title")).to_have_text("Mudar de mesa")
    page.locator(f"#pick-{house.tables['6']}").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/floor/tables/{house.tables['6']}**")
    live(page)
    page.keyboard.press("F7")
    page.locator("#guests-4").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#guests-4")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#guests-4")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".nb-where")).to_contain_text("4 pessoas")


def test_a_table_somebody_takes_is_no_longer_offered(house, people):
    beers(house, "3", 1)
    page = people.staff(house, Role.WAITER, f"/floor?table={house.tables['3']}", size=DESK)
    live(page)
    menu = sheet(page)
    menu.get_by_role("link", name="Mudar de mesa").click()
    expect(menu.locator(f"#pick-{house.tables['4']}")).to_be_visible()
    beers(house, "4", 1)
    expect(menu.locator(f"#pick-{house.tables['4']}")).to_have_count(0)


def test_a_note_that_changes_is_told_to_the_cook_with_a_sound(house, people):
    house.order("Mufete", table="3", note="N1")
    cook = Board(people.staff(house, Role.KITCHEN, "/kitchen"))
    live(cook.page)
    cook.page.evaluate(SOUND)
    page = at_table(house, people, "3", size=PHONE, has_touch=True)
    page.locator("[data-slip-toggle]").click()
    page.locator(".nb-round .nb-line__open").click()
    page.locator("#line-note").fill("N2")
    page.get_by_role("button", name="Guardar a nota").click()
    ticket = cook.ticket("Mesa 3")
    expect(ticket).to_contain_text("nota alterada")
    expect(ticket.locator(".nb-ticket__band")).to_have_text("N2")
    expect(cook.tickets).to_have_count(1)
    assert cook.page.evaluate("window.notes") == 2


def test_who_orders_for_a_party_that_is_moved_is_led_after_it_with_what_was_typed(house, people):
    beers(house, "3", 1)
    page = at_table(house, people, "3")
    ordering = Ordering(page)
    ordering.add("Mufete")
    other = at_table(house, people, "3")
    menu = sheet(other)
    menu.get_by_role("link", name="Mudar de mesa").click()
    menu.get_by_role("button", name="Mesa 4").click()
    news = page.locator("#party-news")
    expect(news).to_contain_text("Estão agora na Mesa 4.")
    expect(ordering.lines).to_have_count(1)
    news.get_by_role("link", name="Ir para lá").click()
    page.wait_for_url(f"**/floor/tables/{house.tables['4']}")
    expect(ordering.lines).to_have_count(1)
    ordering.send()
    ordering.sent()
    assert {one["table"] for one in house.orders()} == {"4"}
    assert len({one["party_id"] for one in house.orders()}) == 1


def test_a_bill_paid_elsewhere_empties_my_screen_and_takes_no_more_dishes(house, people):
    order = beers(house, "5", 1)
    page = at_table(house, people, "5")
    ordering = Ordering(page)
    ordering.add("Mufete")
    with house.api() as cashier:
        sent = {"client_key": uuid4().hex, "party_id": order["party_id"], "method": "card", "amount_cents": 90_000}
        cashier.post("/api/payments", json=sent).raise_for_status()
    expect(page.locator("#slip .nb-round")).to_have_count(0)
    expect(page.locator("#party-news")).to_contain_text("O que está por enviar abre uma conta nova.")
    ordering.send()
    ordering.sent()
    paid, new = house.orders()
    assert (paid["due_cents"], new["due_cents"]) == (0, 900_000)
    assert new["party_id"] != paid["party_id"]


def test_a_draft_survives_the_way_to_the_map_and_somebody_elses_visit(house, people):
    mine = at_table(house, people, "5")
    ordering = Ordering(mine)
    ordering.add("Cuca")
    theirs = at_table(house, people, "5")
    theirs.keyboard.press("F4")
    expect(tile(theirs, house.tables["5"]).locator(".nb-table__draft")).to_be_visible()
    mine.keyboard.press("F4")
    tile(mine, house.tables["5"]).click()
    mine.wait_for_url("**/floor/tables/*")
    expect(ordering.lines).to_have_count(1)
    expect(mine.locator("[data-cart-total]")).to_contain_text("900")


def test_what_another_terminal_makes_of_our_draft_is_in_my_total(house, people):
    page = at_table(house, people, "2")
    ordering = Ordering(page)
    with page.expect_response(lambda answer: "/api/carts/" in answer.url and answer.ok):
        ordering.add("Cuca")
    with house.api(Role.WAITER) as other:
        [draft] = other.get("/api/carts", params={"table_id": house.tables["2"]}).json()["items"]
        draft["content"]["lines"][0]["quantity"] = 44
        body = {"table_id": house.tables["2"], "content": draft["content"], "version": draft["version"] + 1}
        other.put(f"/api/carts/{draft['key']}", json=body).raise_for_status()
    expect(ordering.lines.locator("[data-quantity]").first).to_have_text("44")
    expect(page.locator("[data-cart-total]")).to_have_text(re.compile(r"39.600,00"))


PARTS = {
    "its menu": lambda menu: None,
    "free tables": lambda menu: menu.get_by_role("link", name="Mudar de mesa").click(),
    "other tables": lambda menu: menu.get_by_role("link", name="Juntar a outra mesa").click(),
    "dishes": lambda menu: menu.get_by_role("link", name="Passar pratos").click(),
}


@pytest.mark.parametrize("name", [*PARTS, "a dish"])
def test_a_part_of_the_sheet_fits_and_reads(house, people, name):
    house.add_table("Varanda da avó Teresa", area="Esplanada")
    house.order("Mufete", "Cuca", table="7", note="sem jindungo")
    beers(house, "5", 3)
    page = at_table(house, people, "7", reduced_motion="reduce")
    if name == "a dish":
        page.locator(".nb-round .nb-line__open").first.click()
        page.locator("#table-sheet summary").click()
    else:
        menu = sheet(page)
        PARTS[name](menu)
    expect(page.locator("#table-sheet [data-close], #table-sheet .nb-back").first).to_be_visible()
    wrong = []
    for width, height in (DESK, TABLET, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        wrong += [f"{width} px: {one}" for one in (*too_wide(page), *cut_figures(page), *small_targets(page))]
        for theme in ("light", "dark"):
            dress(page, theme)
            wrong += [f"{width} px {theme}, axe: {one}" for one in unreadable(page)]
    assert wrong == []
