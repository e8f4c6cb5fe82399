"""The owner settles things, and guests, receipts and the counter follow."""

import re

from playwright.sync_api import Page, expect

from nabancada.permissions import Role
from tests.browser.support import Ordering, live


def _guest(house, people) -> Page:
    page = people.stranger()
    page.goto(f"/r/{house.slug}")
    return page


def _save(page: Page) -> None:
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator(".nb-toast")).to_have_text(re.compile("Guardado."))


def test_hours_and_days_are_on_the_guests_menu_at_once(house, people):
    page = people.staff(house, Role.OWNER, "/settings/hours")
    window = page.locator("[data-window]").first
    for day in window.locator(".ed-day").all():
        day.click()
    window.get_by_label("Das").fill("00:00")
    window.get_by_label("Às").fill("00:00")
    page.get_by_role("button", name="Juntar dia").click()
    other = page.locator("[data-date]")
    other.get_by_label("Dia", exact=True).fill(
        page.evaluate("new Date(Date.now() + 3 * 864e5).toISOString().slice(0, 10)")
    )
    other.get_by_label("Nome").fill("Festa da casa")
    _save(page)
    guest = _guest(house, people)
    expect(guest.locator(".nb-front__state")).to_contain_text("Aberto até às")
    expect(guest.locator(".nb-about")).to_contain_text("Festa da casa: fechado")


def test_a_colour_that_carries_no_words_is_told_before_it_is_saved_and_one_that_does_is_on_the_menu(house, people):
    page = people.staff(house, Role.OWNER, "/settings/identity")
    page.get_by_label("Usar uma cor da casa").check()
    page.locator("#field-colour").fill("#7b7b7b")
    expect(page.locator("#colour-error")).to_contain_text("não se lêem letras")
    page.locator("#field-colour").fill("#1f5673")
    expect(page.locator("#colour-error")).to_be_hidden()
    _save(page)
    guest = _guest(house, people)
    expect(guest.locator(".nb-front")).to_have_css("background-color", "rgb(31, 86, 115)")
    expect(guest.locator(".nb-front h1")).to_have_css("color", "rgb(255, 255, 255)")


def test_a_counter_that_is_open_charges_what_was_just_settled(house, people):
    counter = people.staff(house, Role.CASHIER, "/pos")
    live(counter)
    Ordering(counter).add("Mufete")
    before = counter.locator("[data-cart-total]").first.inner_text()
    page = people.staff(house, Role.OWNER, "/settings/money")
    page.get_by_text("Percentagem").click()
    page.get_by_label("Serviço em %").fill("10")
    _save(page)
    expect(counter.locator("[data-cart-total]").first).not_to_have_text(before)


def test_a_receipt_is_seen_as_it_is_written(house, people):
    page = people.staff(house, Role.OWNER, "/settings/receipt")
    expect(page.locator(".slip")).to_contain_text("TOTAL")
    page.get_by_label("No fim").fill("Volte sempre.")
    expect(page.locator(".slip")).to_contain_text("Volte sempre.")
    page.locator(".set-preview").get_by_text("58 mm").click()
    expect(page.locator(".slip--58")).to_be_visible()
    _save(page)


def test_a_key_is_made_copied_and_revoked_with_the_keyboard_alone(house, people):
    page = people.staff(house, Role.OWNER, "/settings/tokens")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".set-new summary").focus()  # the first key's form is open
    page.keyboard.press("Tab")
    page.keyboard.type("Contabilidade")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#token-text")).to_have_text(re.compile("^nb_"))
    page.get_by_role("button", name="Copiar").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").get_by_text("Copiado.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#token-text").text_content()
    revoke = page.get_by_role("button", name="Revogar Contabilidade")
    revoke.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Revogar Contabilidade")
    dialog.get_by_role("button", name="Revogar").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("revogada", exact=True)).to_be_visible()


def test_a_key_is_chosen_to_be_copied_by_hand_where_the_browser_gives_no_clipboard(house, people):
    """As it does to pages that came without TLS."""
    page = people.staff(house, Role.OWNER, "/settings/tokens")
    page.get_by_label("Nome").fill("Contabilidade")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Criar chave").click()
    key = page.locator("#token-text").text_content()
    page.evaluate("delete Navigator.prototype.clipboard")
    page.get_by_role("button", name="Copiar").click()
    assert page.evaluate("getSelection().toString()") == key
