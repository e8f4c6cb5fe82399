"""A shift from the float to the count, as a cashier and a manager see it."""

import re

from playwright.sync_api import expect

from nabancada.permissions import Role


def test_a_shift_is_counted_blind_and_closed_with_a_difference(house, people):
    page = people.staff(house, Role.CASHIER, "/till")
    page.get_by_text("Contar por notas e moedas").click()
    page.locator("[data-note='500000']").fill("4")
    expect(page.get_by_label("Fundo de caixa em Kz")).to_have_value("20000,00")
    page.get_by_role("button", name="Abrir o turno").click()
    order = house.order("Mufete", table="3")
    page.goto(f"/checkout/parties/{order['party_id']}")
    page.locator("[data-receive]").click()
    expect(page.locator("[data-done-words]")).to_have_text("Conta saldada")

    page.goto("/till")
    expect(page.locator("main")).not_to_contain_text(re.compile(r"29\s000"))
    page.get_by_label("Numerário contado em Kz").fill("26 500")
    page.get_by_role("button", name="Fechar o turno").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(re.compile(r"26\s500,00\sKz"))
    dialog.get_by_role("button", name="Contar outra vez").click()
    expect(page.get_by_label("Numerário contado em Kz")).to_have_value("26 500")
    page.get_by_role("button", name="Fechar o turno").click()
    dialog.get_by_role("button", name="Fechar o turno").click()
    expect(page.get_by_role("heading", name="Fecho Z 1")).to_be_visible()
    expect(page.locator("main")).to_contain_text(re.compile(r"Faltam 2\s500,00\sKz na caixa\."))


def test_the_slip_fits_a_roll_of_paper_and_nothing_else_is_on_it(house, people):
    page = people.staff(house, Role.CASHIER, "/till")
    page.get_by_label("Fundo de caixa em Kz").fill("20000")
    page.get_by_role("button", name="Abrir o turno").click()
    page.get_by_label("Numerário contado em Kz").fill("20000")
    page.get_by_role("button", name="Fechar o turno").click()
    page.get_by_role("dialog").get_by_role("button", name="Fechar o turno").click()
    page.get_by_role("heading", name="Fecho Z 1").wait_for()
    page.emulate_media(media="print")
    for elsewhere in (".nb-bar", ".nb-nav", ".till__acts", ".till__back"):
        expect(page.locator(elsewhere)).to_be_hidden()
    slip = page.locator(".till__slip").bounding_box()
    assert slip["width"] <= 72 / 25.4 * 96 + 1  # 72 mm


def test_what_is_refused_stays_typed(house, people):
    people.forgive("409|422")
    page = people.staff(house, Role.CASHIER, "/till")
    page.get_by_label("Fundo de caixa em Kz").fill("vinte mil")
    page.get_by_role("button", name="Abrir o turno").click()
    expect(page.get_by_text("Escreva um valor, como 1500,50.")).to_be_visible()
    expect(page.get_by_label("Fundo de caixa em Kz")).to_have_value("vinte mil")
    page.get_by_label("Fundo de caixa em Kz").fill("0")
    page.get_by_role("button", name="Abrir o turno").click()
    house.order("Mufete", table="3")
    page.get_by_label("Numerário contado em Kz").fill("0")
    page.get_by_role("button", name="Fechar o turno").click()
    page.get_by_role("dialog").get_by_role("button", name="Fechar o turno").click()
    expect(page.get_by_role("alert")).to_contain_text("Ainda há mesas por pagar: 3.")
    expect(page.get_by_role("link", name="Mesa 3")).to_be_visible()
    expect(page.get_by_label("Numerário contado em Kz")).to_have_value("0")
