"""A bill paid on the payer's phone, in two browsers: asked, refused, asked again, waited for, given up, paid."""

import re

import pytest
from playwright.sync_api import Page, expect

from nabancada.permissions import Role
from tests.browser.people import DESK, PHONE, TABLET
from tests.browser.screens import cut_figures, dress, small_targets, too_wide, unreadable
from tests.browser.support import live

REFUSES, ANSWERS, NEVER = "923 456 701", "923 456 788", "923 456 704"


class Sheet:
    """The payment sheet, as a cashier uses it."""

    def __init__(self, page: Page, order: dict) -> None:
        self.page = page
        self.path = f"/checkout/parties/{order['party_id']}"
        page.goto(self.path)
        live(page)
        self.asked = page.locator("#pay-asked .nb-express")
        self.tender = page.locator("#tender")

    def ask(self, phone: str) -> None:
        self.tender.get_by_role("radio", name="Express").check()
        self.tender.get_by_label("Telemóvel de quem paga").fill(phone)
        self.tender.locator("[data-receive]").click()

    def choose(self, words: str) -> None:
        self.page.locator(".nb-seg__item").filter(has_text=words).click()

    def shows(self, words: str) -> None:
        expect(self.asked).to_have_count(1)
        expect(self.asked).to_contain_text(re.compile(re.escape(words).replace(r"\ ", r"\s")))


@pytest.fixture
def order(house) -> dict:
    return house.order("Mufete", table="7")


@pytest.fixture
def sheets(house, people, order) -> list[Sheet]:
    """The same bill before two cashiers."""
    return [Sheet(people.staff(house, Role.CASHIER), order) for _ in range(2)]


def test_a_bill_is_refused_and_then_paid_on_the_phone_and_both_terminals_see_it(sheets, house, payers):
    mine, other = sheets
    mine.ask(REFUSES)
    for sheet in sheets:
        sheet.shows("À espera de +244 923 456 701")
        expect(sheet.asked.get_by_role("timer")).to_have_text(re.compile(r"^1:[0-2]\d$"))
        expect(sheet.tender).to_be_hidden()
    with payers.answering():
        for sheet in sheets:
            sheet.shows("Recusado em +244 923 456 701")
            expect(sheet.tender).to_be_visible()
    mine.ask(ANSWERS)
    for sheet in sheets:
        sheet.shows("À espera de +244 923 456 788")
    with payers.answering():
        for sheet in sheets:
            expect(sheet.page.locator("[data-done-words]")).to_have_text("Conta saldada")
            expect(sheet.page.locator("[data-done-figure]")).to_contain_text("9")
            expect(sheet.asked).to_have_count(0)
            expect(sheet.page.locator("#pay-entries")).to_contain_text("Multicaixa Express")
    assert other.page.url == mine.page.url
    assert house.orders()[0]["due_cents"] == 0


def test_who_leaves_the_page_finds_the_request_again_and_can_give_it_up(sheets):
    mine = sheets[0]
    mine.ask(NEVER)
    mine.shows("À espera de +244 923 456 704")
    mine.page.goto("/floor")
    mine.page.goto(mine.path)
    live(mine.page)
    mine.shows("À espera de +244 923 456 704")
    mine.asked.get_by_role("button", name="Desistir do pedido").click()
    for sheet in sheets:
        expect(sheet.asked).to_have_count(0)
        expect(sheet.tender).to_be_visible()
        expect(sheet.tender.locator("[data-receive]")).to_be_enabled()


def test_a_part_waits_while_the_rest_is_paid_otherwise(house, people, order):
    sheet = Sheet(people.staff(house, Role.CASHIER, size=PHONE), order)
    for tap in ("Artigos", "Iguais", "Pagar"):
        sheet.choose(tap)
    sheet.ask(NEVER)
    sheet.shows("4 500,00")
    expect(sheet.page.locator("#pay-head")).to_contain_text("à espera do Express")
    for tap in ("Artigos", "Inteira", "Pagar"):
        sheet.choose(tap)
    sheet.tender.get_by_role("radio", name="Cartão").check()
    sheet.tender.locator("[data-receive]").click()
    expect(sheet.page.locator("[data-done-words]")).to_have_text("Parte recebida")
    sheet.shows("À espera")
    with house.api(Role.CASHIER) as api:
        bill = api.get(f"/api/parties/{order['party_id']}/bill").json()
    assert (bill["paid_cents"], bill["pending_cents"], bill["settled_at"]) == (450_000, 450_000, None)


def test_a_phone_is_asked_for_in_words_and_what_a_terminal_took_is_written_down(house, people, order):
    sheet = Sheet(people.staff(house, Role.CASHIER, size=DESK), order)
    sheet.ask("12")
    expect(sheet.tender.locator("[data-problem]")).to_contain_text("Escreva o telemóvel de quem paga")
    expect(sheet.tender.get_by_label("Telemóvel de quem paga")).to_be_focused()
    sheet.choose("Já pago no terminal")
    expect(sheet.tender.get_by_label("Telemóvel de quem paga")).to_be_hidden()
    sheet.tender.locator("[data-receive]").click()
    expect(sheet.page.locator("[data-done-words]")).to_have_text("Conta saldada")


def test_what_was_refused_is_asked_again_with_one_tap(house, people, order, payers):
    sheet = Sheet(people.staff(house, Role.CASHIER), order)
    sheet.ask(REFUSES)
    sheet.shows("À espera")
    with payers.answering():
        sheet.shows("Recusado")
    sheet.asked.get_by_role("button", name="Pedir de novo").click()
    sheet.shows("À espera de +244 923 456 701")


def test_asking_and_waiting_read_well_at_every_width_and_in_both_themes(house, people, order):
    sheet = Sheet(people.staff(house, Role.CASHIER, reduced_motion="reduce"), order)
    sheet.tender.get_by_role("radio", name="Express").check()
    wrong = _unreadable(sheet.page, "asking")
    sheet.ask(NEVER)
    sheet.shows("À espera")
    assert wrong + _unreadable(sheet.page, "waiting") == []


def _unreadable(page: Page, when: str) -> list[str]:
    wrong = []
    for width, height in (PHONE, TABLET, DESK):
        page.set_viewport_size({"width": width, "height": height})
        wrong += [f"{when}, {width} px: {one}" for one in (*too_wide(page), *cut_figures(page), *small_targets(page))]
        for theme in ("light", "dark"):
            dress(page, theme)
            wrong += [f"{when}, {width} px {theme}: {one}" for one in unreadable(page)]
    return wrong
