"""Taking the money of a table, by tap and by key, alone and while somebody else takes it too."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cable import Cable
from tests.browser.paying import bill_of, money, pay
from tests.browser.people import DESK, PHONE
from tests.browser.support import asked, has_state, live, network_returns, tile


def receive(page: Page) -> None:
    page.locator("[data-receive]").click()


def share(page: Page, how: str) -> None:
    """Choose how the bill is shared, and wait until it is kept."""
    with page.expect_response("**/split"):
        page.locator(".pay-seg .nb-seg__item").filter(has_text=how).click()
    expect(page.locator(".pay.is-saving")).to_have_count(0)


def owes(page: Page, cents: int) -> None:
    expect(page.locator("[data-due-figure]")).to_have_text(money(cents))


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_two_taps_from_the_map_to_a_paid_table(house, cashier, size):
    order = house.order("Mufete", "Cuca", table="3")
    with house.api() as api:
        api.post(f"/api/parties/{order['party_id']}/bill-request", json={}).raise_for_status()
    page = cashier("/floor", size=size)
    if size == DESK:
        tile(page, house.tables["3"]).click()
    else:
        page.get_by_role("link", name="Receber a mesa 3").click()
    receive(page)
    expect(page.locator("[data-done-words]")).to_have_text("Conta saldada")
    assert bill_of(house, order["party_id"])["settled_at"]
    page.locator("[data-leave]").click()
    live(page)
    has_state(tile(page, house.tables["3"]), "free")


def test_two_taps_on_receber_are_one_payment(house, cashier):
    order = house.order("Mufete", table="3")
    page = cashier(f"/checkout/parties/{order['party_id']}")
    sent = asked(page, "/api/payments")
    page.evaluate("const b = document.querySelector('[data-receive]'); b.click(); b.click()")
    expect(page.locator("[data-done-words]")).to_have_text("Conta saldada")
    assert len(sent) == 1
    assert [one["amount_cents"] for one in bill_of(house, order["party_id"])["payments"]] == [900_000]


def test_a_payment_whose_answer_got_lost_is_taken_once_after_a_reload(house, people, cashier):
    people.forgive(r"net::ERR_")
    order = house.order("Mufete", table="3")
    page = cashier(f"/checkout/parties/{order['party_id']}")
    keys = []

    def swallow(route):
        keys.append(route.request.post_data_json["client_key"])
        route.fetch()  # it reaches the server, the answer does not come back
        route.abort()

    page.route("**/api/payments", swallow)
    receive(page)
    expect(page.locator("[data-problem]")).to_contain_text("sem cobrar duas vezes")
    page.unroute("**/api/payments")
    sent = asked(page, "/api/payments")
    page.reload()
    expect(page.locator("[data-done-words]")).to_have_text("Conta saldada")
    assert {one["client_key"] for one in sent} == set(keys)
    assert len(bill_of(house, order["party_id"])["payments"]) == 1
    page.reload()
    live(page)
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('nb-pay-'))") == []


def test_what_another_terminal_takes_is_seen_at_once_and_not_taken_twice(house, cashier):
    order = house.order("Mufete", "Cuca", table="3")
    party = order["party_id"]
    page = cashier(f"/checkout/parties/{party}")
    owes(page, 990_000)
    page.keyboard.press("2")
    page.keyboard.type("9500")
    pay(house, party, 400_000)
    owes(page, 590_000)
    expect(page.locator("#toasts")).to_contain_text(re.compile(r"Ana recebeu 4\s000,00\sKz às"))
    expect(page.locator("[data-receive]")).to_contain_text(money(590_000))  # what was typed is more than is due now
    pay(house, party, 590_000)
    expect(page.locator("[data-done-words]")).to_have_text(re.compile(r"Ana já recebeu esta conta às \d\d:\d\d\."))
    expect(page.locator("[data-receive]")).to_be_hidden()
    assert sum(one["amount_cents"] for one in bill_of(house, party)["payments"]) == 990_000


def test_an_amount_that_is_not_due_any_more_is_refused_in_words(house, people, cashier):
    people.forgive("409")
    order = house.order("Mufete", table="3")
    party = order["party_id"]
    page = cashier(f"/checkout/parties/{party}")
    page.route("**/api/payments", lambda route: (pay(house, party, 500_000), route.continue_())[1])
    receive(page)
    expect(page.locator("[data-problem]")).to_contain_text(re.compile(r"Só faltam 4\s000,00\sKz\."))
    owes(page, 400_000)
    assert len(bill_of(house, party)["payments"]) == 1


def test_a_table_of_three_rounds_pays_in_four_ways(house, cashier):
    party = house.order("Mufete", "Cuca", table="3")["party_id"]
    house.order("Calulu", "Cuca", table="3")
    house.order("Mufete", table="3")  # 9 000 + 900 + 7 200 + 900 + 9 000
    page = cashier(f"/checkout/parties/{party}")
    more = page.get_by_role("button", name="Mais uma pessoa")

    share(page, "Iguais")
    for people in (3, 4):
        with page.expect_response("**/split"):
            more.click()
        expect(page.locator("[data-person]")).to_have_count(people)
    owes(page, 675_000)
    receive(page)
    page.locator("[data-next]").click()
    expect(page.locator("#person-0")).to_have_class(re.compile("is-paid"))

    share(page, "Por artigo")
    expect(page.locator("[data-person='1']")).to_have_attribute("aria-pressed", "true")
    with page.expect_response("**/split"):
        page.locator("[data-line]").filter(has_text="Calulu").click()
    owes(page, 720_000)
    page.keyboard.press("2")
    receive(page)
    page.locator("[data-next]").click()
    expect(page.locator("[data-line]").filter(has_text="Calulu").locator(".is-paid")).to_have_text("2")

    share(page, "Valor")
    with page.expect_response("**/split"):
        page.get_by_label("Quanto paga a Pessoa 3").fill("5 000")
        page.get_by_label("Quanto paga a Pessoa 3").blur()
    owes(page, 500_000)
    receive(page)
    page.locator("[data-next]").click()

    share(page, "Inteira")
    owes(page, 805_000)
    receive(page)
    expect(page.locator("[data-done-words]")).to_have_text("Conta saldada")
    paid = bill_of(house, party)
    assert [one["amount_cents"] for one in paid["payments"]] == [675_000, 720_000, 500_000, 805_000]
    assert [one["payer"] for one in paid["payments"]] == ["Pessoa 1", "Pessoa 2", "Pessoa 3", None]
    assert paid["settled_at"]


def test_another_terminal_goes_on_with_the_split(house, cashier):
    party = house.order("Mufete", "Cuca", table="3")["party_id"]
    first = cashier(f"/checkout/parties/{party}")
    share(first, "Por artigo")
    with first.expect_response("**/split"):
        first.locator("[data-line]").filter(has_text="Cuca").click()
    second = cashier(f"/checkout/parties/{party}")
    owes(second, 90_000)
    expect(second.locator("[data-line]").filter(has_text="Cuca").locator("[data-place]")).to_have_text("1")
    second.locator("[data-person='1']").click()
    second.locator("[data-line]").filter(has_text="Mufete").click()
    expect(first.locator("[data-line]").filter(has_text="Mufete").locator("[data-place]")).to_have_text("2")
    expect(first.locator("[data-person='1']")).to_contain_text(money(900_000))
    expect(first.locator(".pay-sum")).to_contain_text("As partes somam a conta")


def test_what_is_chosen_stays_chosen_when_somebody_orders_before_it_is_kept(house, cashier):
    party = house.order("Mufete", table="3")["party_id"]
    page = cashier(f"/checkout/parties/{party}")
    held = []
    page.route("**/split", lambda route: held.append(route))  # playwright marks the function it is given
    with page.expect_request("**/split"):
        page.locator(".pay-seg .nb-seg__item").filter(has_text="Iguais").click()
    house.order("Cuca", table="3")
    page.locator("[data-line]").filter(has_text="Cuca").wait_for()
    expect(page.locator(".pay-seg [value=equal]")).to_be_checked()
    held[0].continue_()
    expect(page.locator("[data-person]")).to_have_count(2)
    expect(page.locator(".pay-seg [value=equal]")).to_be_checked()


def test_a_dish_is_shared_by_taps_and_given_back_by_one_more(house, cashier):
    party = house.order("Mufete", table="3")["party_id"]
    page = cashier(f"/checkout/parties/{party}")
    share(page, "Por artigo")
    fish = page.locator("[data-line]").filter(has_text="Mufete")
    for person in ("0", "1"):
        page.locator(f"[data-person='{person}']").click()
        with page.expect_response("**/split"):
            fish.click()
    owes(page, 450_000)
    expect(page.locator("#person-1")).to_contain_text("½ Mufete")
    with page.expect_response("**/split"):
        fish.click()
    expect(page.locator("[data-person='0']")).to_contain_text(money(900_000))


def test_by_keys_alone(house, cashier):
    party = house.order("Mufete", table="3")["party_id"]
    page = cashier(f"/checkout/parties/{party}")
    page.keyboard.press("1")
    page.keyboard.type("10000")
    expect(page.locator("[data-change]")).to_have_text(money(100_000))
    page.keyboard.press("F9")
    expect(page.locator("[data-done-figure]")).to_have_text(money(100_000))
    page.keyboard.press("Enter")
    page.wait_for_url("**/floor?table=*")
    other = house.order("Cuca", table="4")["party_id"]
    page.goto(f"/checkout/parties/{other}")
    live(page)
    page.keyboard.press("Escape")
    page.wait_for_url("**/floor?table=*")
    assert not bill_of(house, other)["payments"]


def test_on_a_screen_that_stands_still_no_money_is_taken(house, people, cashier, server):
    people.forgive(r"net::ERR_|WebSocket connection")
    party = house.order("Mufete", table="3")["party_id"]
    cable = Cable(server.port)
    page = cashier(f"/checkout/parties/{party}", url=cable.url)
    sent = asked(page, "/api/payments")
    cable.cut()
    expect(page.locator("body")).to_have_attribute("data-live", "stale")
    receive(page)
    expect(page.locator("[data-problem]")).to_contain_text("não se recebe até o ecrã voltar a estar ao vivo")
    assert sent == []
    cable.mend()
    network_returns(page)
    live(page)
    receive(page)
    expect(page.locator("[data-done-words]")).to_have_text("Conta saldada")
    cable.cut()
