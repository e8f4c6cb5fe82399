"""Guests call from their table, with a script and without; the staff sees it at once and answers."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from nabancada.permissions import Role
from tests.browser.house import House
from tests.browser.people import PHONE, TABLET
from tests.browser.screens import dress, small_targets, too_wide, unreadable
from tests.browser.support import has_state, live, tile

LONG = "Varanda do jardim das acácias rubras"


def address_of(house: House, name: str) -> str:
    with house.api() as api:
        return next(f"/t/{one['code']}" for one in api.get("/api/tables").json()["items"] if one["name"] == name)


def said(guest: Page) -> Locator:
    """What came of the guest's last call."""
    return guest.get_by_role("status").locator("p").locator("visible=true")


def guest_at(house: House, people, name: str, **options) -> Page:
    page = people.stranger(size=PHONE, **options)
    page.goto(address_of(house, name))
    return page


def test_a_call_reaches_the_map_and_the_counter_at_once_and_is_answered_on_either(house, people):
    waiter = people.staff(house, Role.WAITER, "/floor", size=TABLET)
    cashier = people.staff(house, Role.CASHIER, "/pos")
    for page in (waiter, cashier):
        live(page)
    guest = guest_at(house, people, "7")
    guest.get_by_role("button", name="Chamar o empregado").click()
    expect(said(guest)).to_have_text("O pessoal foi avisado.")
    table = tile(waiter, house.tables["7"])
    has_state(table, "call")
    expect(table).to_contain_text("Chamou")
    call = cashier.locator(f"#arrival-{house.tables['7']}")
    expect(call).to_contain_text("chamou")

    guest.get_by_role("button", name="Chamar o empregado").click()
    expect(said(guest)).to_have_text("O pessoal já foi avisado e vem a caminho.")
    call.get_by_role("button", name="Atendido: Mesa 7").click()
    expect(call).to_have_count(0)
    has_state(table, "free")


def test_the_bill_is_asked_for_where_there_is_one_and_refused_in_words_where_not(house, people):
    people.forgive("409")
    guest = guest_at(house, people, "7")
    guest.get_by_role("button", name="Pedir a conta").click()
    expect(said(guest)).to_have_text("Esta mesa ainda não tem nada na conta. Chame o empregado.")
    house.order("Mufete", table="7")
    guest.get_by_role("button", name="Pedir a conta").click()
    expect(said(guest)).to_have_text("A conta foi pedida.")


def test_the_waiter_answers_on_a_phone_from_the_list_and_from_the_tables_sheet(house, people):
    house.order("Mufete", table="7")
    guests = [guest_at(house, people, name) for name in ("7", "4")]
    for guest in guests:
        guest.get_by_role("button", name="Chamar o empregado").click()
        expect(said(guest)).to_have_text("O pessoal foi avisado.")
    page = people.staff(house, Role.WAITER, "/floor", size=PHONE)
    live(page)
    call = page.locator(f"#need-call-{house.tables['4']}")
    for undone in (True, False):
        page.get_by_role("button", name="Atendido: Mesa 4").click()
        expect(call).to_have_count(0)
        toast = page.locator("#toasts")
        expect(toast).to_contain_text("Chamada atendida.")
        if undone:
            toast.get_by_role("button", name="Desfazer").click()
            expect(call).to_have_count(1)
    page.goto(f"/floor/tables/{house.tables['7']}")
    live(page)
    page.locator(".table-more").locator("visible=true").click()
    sheet = page.locator("#table-sheet")
    expect(sheet.locator("#sheet-called")).to_contain_text(re.compile(r"Chamou há \d+\s(s|min)"))
    sheet.get_by_role("button", name="Atendido: Mesa 7").click()
    expect(page.locator("#sheet-called")).to_have_count(0)
    expect(page.locator("#called")).to_have_count(0)


def test_without_a_script_the_page_says_what_came_of_it(house, people):
    guest = guest_at(house, people, "7", java_script_enabled=False)
    expect(guest.get_by_text("O pessoal foi avisado.")).to_be_hidden()
    guest.get_by_role("button", name="Chamar o empregado").click()
    expect(guest.get_by_text("O pessoal foi avisado.")).to_be_visible()
    people.forgive("409")
    guest.get_by_role("button", name="Pedir a conta").click()
    expect(guest.get_by_role("heading", level=2)).to_have_text(re.compile("ainda não tem nada na conta"))
    guest.get_by_role("link", name="Voltar à ementa").click()
    expect(guest.get_by_role("button", name="Chamar o empregado")).to_be_visible()


def test_without_a_network_nobody_is_told_and_the_guest_knows(house, people):
    people.forgive(".*")
    guest = guest_at(house, people, "7")
    guest.context.set_offline(True)
    guest.get_by_role("button", name="Chamar o empregado").click()
    expect(said(guest)).to_have_text("Sem rede: não chegou. Tentar outra vez.")
    guest.context.set_offline(False)
    guest.get_by_role("button", name="Chamar o empregado").press("Enter")
    expect(said(guest)).to_have_text("O pessoal foi avisado.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_bar_fits_a_small_phone_whatever_the_table_is_called(house, people, theme):
    house.add_table(LONG)
    guest = guest_at(house, people, LONG, color_scheme=theme)
    guest.get_by_role("button", name="Chamar o empregado").click()
    expect(said(guest)).to_have_text("O pessoal foi avisado.")
    assert too_wide(guest) == []
    assert unreadable(guest) == []
    box = guest.locator(".nb-front__table").bounding_box()
    assert box["x"] + box["width"] <= PHONE[0]
    for button in guest.locator(".nb-calls button").all():
        assert button.bounding_box()["height"] >= 48


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, TABLET])
def test_a_calling_table_is_told_apart_and_reached_on_every_screen(house, people, size, theme):
    house.order("Mufete", table="7")
    guest = guest_at(house, people, "7")
    guest.get_by_role("button", name="Chamar o empregado").click()
    expect(said(guest)).to_have_text("O pessoal foi avisado.")
    page = people.staff(house, Role.WAITER, f"/floor?table={house.tables['7']}", size=size)
    live(page)
    dress(page, theme)
    assert (too_wide(page), unreadable(page), small_targets(page)) == ([], [], [])
