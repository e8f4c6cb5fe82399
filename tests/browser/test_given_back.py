"""Giving money back and taking something off: once, also where the server broke down before it could say so."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from nabancada.permissions import Role
from tests.browser.paying import bill_of, pay


def broken_down(answers: list[int]):
    """A route whose server does what it is asked and then says that it could not."""

    def answer(route) -> None:
        answers.append(route.fetch().status)
        route.fulfill(status=503)

    return answer


def test_a_dish_goes_back_with_a_managers_pin(house, cashier):
    party = house.order("Mufete", "Cuca", table="3")["party_id"]
    with house.api() as api:
        boss = {"name": "Rosa", "email": f"{uuid4().hex}@casa.ao", "role": "manager", "pin": "4711"}
        api.post("/api/staff", json={**boss, "password": "mar-calmo-e-azul"}).raise_for_status()
    page = cashier(f"/checkout/parties/{party}")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator("[data-done-words]")).to_have_text("Conta saldada")
    page.get_by_role("button", name=re.compile("^Devolver 9")).click()
    sheet = page.locator("#pay-refund")
    sheet.locator(".nb-seg__item").filter(has_text="Por artigo").click()
    sheet.get_by_role("button", name="Mais um: Cuca").click()
    sheet.get_by_role("button", name="Prato devolvido").click()
    sheet.get_by_label("PIN de um gerente").fill("4711")
    sheet.get_by_role("button", name=re.compile(r"^Devolver 900")).click()
    expect(sheet).to_be_hidden()
    expect(page.locator(".pay-entry--back")).to_contain_text(re.compile(r"Prato devolvido"))
    [_paid, back] = bill_of(house, party)["payments"]
    assert (back["amount_cents"], back["reason"], len(back["items"])) == (-90_000, "Prato devolvido", 1)


@pytest.mark.parametrize("reopened", [False, True])
def test_money_whose_giving_back_is_answered_by_a_server_that_broke_down_is_given_back_once(
    house, people, cashier, reopened
):
    people.forgive(r"503")
    party = house.order("Mufete", "Cuca", table="3")["party_id"]
    pay(house, party, 500_000)
    page = cashier(f"/checkout/parties/{party}", role=Role.MANAGER)
    sheet, answers = page.locator("#pay-refund"), []

    def ask() -> None:
        page.locator("[data-refund]").click()
        sheet.locator(".nb-seg__item").filter(has_text="Valor").click()
        sheet.get_by_label("Valor em Kz").fill("1000")
        sheet.get_by_role("button", name="Prato devolvido").click()

    page.route("**/refunds", broken_down(answers), times=1)
    ask()
    sheet.get_by_role("button", name=re.compile(r"^Devolver 1")).click()
    expect(sheet.locator("[data-api-problem]")).to_be_visible()
    if reopened:
        page.keyboard.press("Escape")
        expect(sheet).to_be_hidden()
        ask()
    sheet.get_by_role("button", name=re.compile(r"^Devolver 1")).click()
    expect(sheet).to_be_hidden()
    assert answers == [201]
    assert [one["amount_cents"] for one in bill_of(house, party)["payments"]] == [500_000, -100_000]


def test_a_discount_answered_by_a_server_that_broke_down_is_given_once(house, people, cashier):
    people.forgive(r"503")
    party = house.order("Mufete", table="3")["party_id"]
    page = cashier(f"/checkout/parties/{party}", role=Role.MANAGER)
    sheet, answers = page.locator("#pay-discount"), []
    page.route("**/discounts", broken_down(answers), times=1)
    page.locator("[data-open=pay-discount]").first.click()
    sheet.locator("[name=percent]").fill("10")
    sheet.locator("[name=reason]").fill("Demora")
    sheet.locator("[type=submit]").click()
    expect(sheet.locator("[data-api-problem]")).to_be_visible()
    sheet.locator("[type=submit]").click()
    expect(sheet).to_be_hidden()
    assert answers == [200]
    assert [one["bp"] for one in bill_of(house, party)["discounts"]] == [1000]
