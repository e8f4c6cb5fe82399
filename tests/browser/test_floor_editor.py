"""Who runs the house furnishes it: with a mouse, a finger, the keyboard alone; and the waiters' map follows."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from nabancada.permissions import Role
from nabancada.tables import layout
from nabancada.tables.inputs import NewTables
from tests.browser.people import TABLET
from tests.browser.support import hold, live, tile


def _cell(page: Page, table_id: str, column: int, row: int) -> None:
    expect(tile(page, table_id)).to_have_attribute("data-column", str(column))
    expect(tile(page, table_id)).to_have_attribute("data-row", str(row))


def _kept(house: Any, name: str) -> dict[str, Any]:
    with house.api() as api:
        return next(one for one in api.get("/api/tables").json()["items"] if one["name"] == name)


def _way(page: Page, table_id: str, column: int, row: int) -> tuple[float, float, float, float]:
    """From the middle of a table to where its middle is when it stands in these cells."""
    box = tile(page, table_id).bounding_box()
    now = [int(tile(page, table_id).get_attribute(f"data-{name}")) for name in ("column", "row")]
    plan = page.locator("[data-plan]")
    across = plan.bounding_box()["width"] / 12
    down = plan.evaluate("plan => parseFloat(getComputedStyle(plan).gridAutoRows)")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    return x, y, x + (column - now[0]) * across, y + (row - now[1]) * down


def _drag(page: Page, table_id: str, column: int, row: int) -> None:
    x, y, to_x, to_y = _way(page, table_id, column, row)
    page.mouse.move(x, y)
    page.mouse.down()
    for part in range(1, 9):
        page.mouse.move(x + (to_x - x) * part / 8, y + (to_y - y) * part / 8)
    page.mouse.up()


def test_a_new_house_has_ten_tables_after_one_tap_and_waiters_see_them(open_houses, people):
    house = open_houses(empty=True)
    waiter = people.staff(house, Role.WAITER, "/floor")
    live(waiter)
    page = people.staff(house, Role.OWNER, "/tables")
    live(page)
    page.get_by_role("button", name="Acrescentar 10 mesas").click()
    expect(page.locator(".fp-table")).to_have_count(10)
    expect(page.get_by_role("button", name="Acrescentar mesas")).to_be_visible()
    expect(waiter.locator(".nb-table[id]")).to_have_count(10)


def test_tables_are_added_after_the_key_of_others_whose_answer_was_lost_is_refused(open_houses, people):
    people.forgive("ERR_FAILED", "409")
    page = people.staff(open_houses(empty=True), Role.OWNER, "/tables")
    live(page)

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/api/tables/batches", lose, times=1)
    page.get_by_role("button", name="Acrescentar 10 mesas").click()
    expect(page.locator(".fp-table")).to_have_count(10)
    page.get_by_role("button", name="Acrescentar mesas").click()
    add = page.locator("#add-tables").get_by_role("button", name="Acrescentar")
    with page.expect_response("**/api/tables/batches") as refused:
        add.click()
    assert (refused.value.status, refused.value.json()["code"]) == (409, "key_reused")
    add.click()
    expect(page.locator("#add-tables")).to_be_hidden()
    expect(page.locator(".fp-table")).not_to_have_count(10)


def test_a_table_is_dragged_with_the_mouse_and_the_map_shows_it_there_at_once(house, people):
    waiter = people.staff(house, Role.WAITER, "/floor")
    page = people.staff(house, Role.OWNER, "/tables")
    live(waiter)
    live(page)
    one = house.tables["1"]
    _drag(page, one, 6, 8)
    hold(page)
    _cell(page, one, 6, 8)
    _cell(waiter, one, 6, 8)
    expect(page.locator("#table-form")).to_be_hidden()  # a drag is no tap
    page.get_by_role("button", name="Desfazer").click()
    _cell(waiter, one, 1, 1)
    two = house.tables["2"]
    _drag(page, two, 1, 1)  # onto another: beside it
    _cell(waiter, two, 3, 1)
    assert _kept(house, "2")["grid_column"] == 3


def test_a_table_is_dragged_with_a_finger(house, people):
    page = people.staff(house, Role.MANAGER, "/tables", size=TABLET, has_touch=True)
    live(page)
    one = house.tables["1"]
    x, y, to_x, to_y = _way(page, one, 5, 9)
    hand = page.context.new_cdp_session(page)
    hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for part in range(1, 9):
        point = {"x": x + (to_x - x) * part / 8, "y": y + (to_y - y) * part / 8}
        hand.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    _cell(page, one, 5, 9)
    expect(page.locator("#toasts")).to_contain_text("Mesa 1: coluna 5, fila 9")
    page.reload()
    _cell(page, one, 5, 9)


def test_tables_are_furnished_with_the_keyboard_alone(house, people):
    page = people.staff(house, Role.OWNER, "/tables")
    live(page)
    eight = house.tables["8"]
    tile(page, eight).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-announce]")).to_have_text("Mesa 8: coluna 11, fila 8")
    _cell(page, eight, 11, 8)
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-announce]")).to_have_text("Mesa 8: não há lugar para esse lado")
    expect(tile(page, eight)).to_be_focused()

    people.forgive("422")
    page.keyboard.press("Enter")
    sheet = page.locator("#table-form")
    sheet.get_by_label("Número ou nome").fill("7")
    sheet.get_by_role("button", name="Guardar").click()
    expect(sheet.get_by_text("Já há uma mesa com este nome.")).to_be_visible()
    expect(sheet.get_by_label("Número ou nome")).to_be_focused()
    sheet.get_by_label("Número ou nome").fill("80")
    sheet.get_by_label("Lugares").fill("15")
    sheet.get_by_label("Redonda").check(force=True)
    page.keyboard.press("Enter")
    expect(sheet).to_be_hidden()
    expect(tile(page, eight)).to_contain_text("15 lugares")
    kept = _kept(house, "80")
    assert (kept["shape"], kept["grid_column"], kept["grid_row"]) == ("round", 11, 8)

    tile(page, eight).focus()
    page.keyboard.press("d")
    expect(page.locator(".fp-table")).to_have_count(9)
    page.keyboard.press("Delete")
    expect(page.locator(".fp-table")).to_have_count(8)
    page.get_by_role("button", name="Desfazer").click()
    expect(page.locator(".fp-table")).to_have_count(9)


def test_two_who_arrange_at_once_see_each_other_and_nothing_overlaps(house, people):
    first = people.staff(house, Role.OWNER, "/tables")
    second = people.staff(house, Role.MANAGER, "/tables")
    live(first)
    live(second)
    _drag(first, house.tables["1"], 1, 8)
    _cell(second, house.tables["1"], 1, 8)
    _drag(second, house.tables["2"], 4, 8)
    _cell(first, house.tables["2"], 4, 8)
    second.locator(f"#table-{house.tables['3']}").focus()
    second.keyboard.press("Delete")
    expect(first.locator(".fp-table")).to_have_count(7)


def test_what_cannot_be_saved_goes_back_and_says_so(house, people):
    page = people.staff(house, Role.OWNER, "/tables")
    live(page)
    people.forgive("409")
    house.order("Cuca", table="1")
    tile(page, house.tables["1"]).focus()
    page.keyboard.press("Delete")
    expect(page.locator("#toasts")).to_contain_text("Está gente na mesa 1.")
    expect(page.locator(".fp-table")).to_have_count(8)
    people.forgive("ERR_FAILED", "Failed to fetch")
    page.route("**/api/tables/*", lambda route: route.abort())
    _drag(page, house.tables["2"], 6, 8)
    expect(page.locator("#toasts")).not_to_contain_text("coluna 6")
    _cell(page, house.tables["2"], 4, 1)


def test_two_hundred_tables_are_furnished_in_several_rooms(house, people):
    with house.bound():
        for n in range(2):
            layout.add_many(NewTables(count=96, first=100 + n * 100, area=f"Piso {n + 1}"))
    page = people.staff(house, Role.OWNER, "/tables")
    live(page)
    page.get_by_role("link", name=re.compile("Piso 2")).click()
    live(page)
    expect(page.locator(".fp-table")).to_have_count(96)
    page.get_by_role("button", name="Acrescentar mesas").click()
    dialog = page.locator("#add-tables")
    dialog.get_by_label("Quantas").fill("4")
    dialog.get_by_role("button", name="Acrescentar").click()
    expect(page.locator(".fp-table")).to_have_count(100)
    with house.api() as api:
        added = [one for one in api.get("/api/tables").json()["items"] if one["area"] == "Piso 2"][-4:]
    table_id = added[0]["id"]
    tile(page, table_id).focus()
    page.keyboard.press("ArrowDown")
    _cell(page, table_id, added[0]["grid_column"], added[0]["grid_row"] + 1)


def test_a_code_is_made_anew_and_the_old_card_helps(house, people):
    guest = people.stranger()
    old = _kept(house, "1")["url"]
    page = people.staff(house, Role.OWNER, f"/tables/codes#code-{house.tables['1']}")
    card = page.locator(f"#code-{house.tables['1']}")
    expect(card.locator("img")).to_have_js_property("complete", True)
    assert card.locator("img").evaluate("image => image.naturalWidth") > 0
    card.get_by_role("button", name="Renovar").click()
    page.locator("#renew-code").get_by_role("button", name="Renovar").click()
    expect(page.get_by_text("1 código renovado.")).to_be_visible()
    people.forgive("404")
    guest.goto(old)
    expect(guest.get_by_role("heading", name="Este código já não vale.")).to_be_visible()
    guest.get_by_role("link", name="Ver a ementa").click()
    expect(guest.get_by_text("Muamba de galinha").first).to_be_visible()
    guest.goto(_kept(house, "1")["url"])
    expect(guest.locator(".nb-front__table")).to_contain_text("1")
