"""Selling over the counter: few taps or none, several ways to pay, and one sale whatever happens to the wire."""

import pytest
from playwright.sync_api import expect

from nabancada.permissions import Role
from tests.browser.cable import Cable
from tests.browser.counter import Counter, bill_of
from tests.browser.people import PHONE, TABLET
from tests.browser.support import asked, live, network_returns

AWAY = r"net::ERR_|WebSocket connection"


@pytest.fixture
def cable(server):
    laid = Cable(server.port)
    yield laid
    laid.cut()


@pytest.fixture
def counter(house, people) -> Counter:
    """A cashier whose till is open."""
    opened = Counter(people.staff(house, Role.CASHIER, "/pos"))
    opened.open_shift()
    return opened.ready()


def test_hands_that_never_leave_the_keyboard_sell_and_give_change(house, counter):
    page = counter.page
    page.keyboard.type("2")
    page.keyboard.type("cuc")
    page.keyboard.press("Enter")
    expect(counter.lines).to_have_count(1)
    page.keyboard.type("muam")
    page.keyboard.press("Enter")
    expect(counter.sheet).to_be_visible()
    expect(counter.sheet.get_by_label("Funge")).to_be_focused()
    page.keyboard.press("Enter")
    expect(counter.sheet).to_contain_text("Falta escolher 1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(counter.lines).to_have_count(2)
    assert counter.shown()[1] == {"name": "Muamba de galinha", "quantity": "1", "chosen": "Arroz", "note": ""}
    page.keyboard.press("F9")
    expect(counter.pay_sheet).to_be_visible()
    page.keyboard.type("110000", delay=60)  # the first digit is the way to pay; faster than a hand is a scanner
    page.keyboard.press("Enter")
    counter.sold()
    expect(counter.done).to_contain_text("Troco")
    expect(counter.done.locator("[data-done-figure]")).to_contain_text("1 200")
    (order,) = house.orders()
    (payment,) = bill_of(house, order)["payments"]
    assert (payment["method"], payment["amount_cents"], payment["change_cents"]) == ("cash", 880_000, 120_000)


def test_the_keys_of_the_counter_are_listed_and_do_what_they_say(counter):
    page = counter.page
    counter.add("Cuca")
    page.locator("#main").focus()
    for key, opened in {
        "F3": "#pos-customer",
        "F4": "#pos-held",
        "F7": "#pos-queue-sheet",
        "F8": "#pos-discount",
        "F9": "#pos-pay",
        "Control+Enter": "#pos-pay",
        "?": "#keys-help",
    }.items():
        page.keyboard.press(key)
        expect(page.locator(opened)).to_be_visible()
        if key == "?":
            for listed in ("F2", "F3", "F4", "F6", "F7", "F8", "F9", "F10", "Ctrl+Enter", "Ctrl+Z", "Del", "Esc"):
                expect(page.locator("#keys-help kbd", has_text=listed).first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(opened)).to_be_hidden()
    page.keyboard.press("F2")
    expect(page.locator("[data-find]")).to_be_focused()
    page.locator("#main").focus()
    page.keyboard.press("Delete")
    expect(counter.lines).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(counter.lines).to_have_count(1)


@pytest.mark.parametrize("size", [PHONE, TABLET], ids=["phone", "tablet"])
def test_a_cash_sale_takes_at_most_four_taps_after_the_first_dish(house, people, size):
    counter = Counter(people.staff(house, Role.CASHIER, "/pos", size=size, has_touch=True))
    counter.open_shift()
    counter.ready()
    counter.dish("Mufete").locator("[data-add]").tap()
    counter.count_taps()
    counter.page.locator("[data-exact]").tap()
    counter.sold()
    assert counter.taps == 1
    counter.dish("Mufete").locator("[data-add]").tap()
    counter.count_taps()
    counter.page.locator("[data-pay]").tap()
    counter.pay_sheet.locator("[data-sum='1000000']").tap()
    counter.pay_sheet.locator("[data-receive]").tap()
    counter.sold()
    expect(counter.done.locator("[data-done-figure]")).to_contain_text("1 000")
    assert counter.taps == 3
    assert [bill_of(house, order)["due_cents"] for order in house.orders()] == [0, 0]


def test_part_in_cash_and_the_rest_by_multicaixa_is_one_sale(house, counter):
    counter.add("Mufete")
    sent = asked(counter.page, "/api/sales")
    counter.page.locator("[data-pay]").click()
    sheet = counter.pay_sheet
    for digit in "5000":
        sheet.locator(f"[data-press='{digit}']").click()
    sheet.locator("[data-receive]").click()
    expect(sheet.locator("[data-part]")).to_have_count(1)
    counter.page.keyboard.press("Escape")
    counter.add("Cuca")
    counter.page.locator("[data-pay]").click()
    expect(sheet.locator("[data-part]")).to_contain_text("5 000")  # going back forgot nothing
    sheet.locator("label", has_text="Multicaixa").first.click()
    sheet.locator("[data-receive]").click()
    counter.sold()
    assert len(sent) == 1
    (order,) = house.orders()
    bill = bill_of(house, order)
    taken = {one["method"]: one["amount_cents"] for one in bill["payments"]}
    assert taken == {"cash": 500_000, "multicaixa": 490_000}
    assert bill["due_cents"] == 0


def test_without_a_shift_it_is_opened_here_and_the_sale_goes_on(house, people):
    counter = Counter(people.staff(house, Role.CASHIER, "/pos")).ready()
    people.forgive("409")
    counter.add("Mufete")
    counter.page.locator("[data-exact]").click()
    expect(counter.shift_sheet).to_be_visible()
    counter.page.keyboard.press("Escape")
    expect(counter.lines).to_have_count(1)
    counter.problem.get_by_text("Abrir o turno").click()
    counter.shift_sheet.get_by_role("button", name="Abrir o turno").click()
    expect(counter.shift_sheet).to_contain_text("Escreva quanto está na gaveta.")
    counter.shift_sheet.get_by_label("Fundo de caixa").fill("20 000")
    counter.page.keyboard.press("Enter")
    counter.sold()
    expect(counter.page.locator("[data-where]")).to_contain_text("Turno desde as")
    expect(counter.problem).to_be_hidden()
    (order,) = house.orders()
    assert bill_of(house, order)["due_cents"] == 0


def test_two_taps_take_the_money_once(house, counter):
    sent = asked(counter.page, "/api/sales")
    counter.add("Mufete")
    counter.page.locator("[data-exact]").dblclick()
    counter.sold()
    assert len(sent) == 1
    (order,) = house.orders()
    assert len(bill_of(house, order)["payments"]) == 1


def test_an_answer_that_got_lost_and_a_reload_are_one_order_and_one_payment(house, people, counter):
    people.forgive(AWAY)
    page = counter.page
    answers = []

    def lose(route):
        answers.append(route.fetch().status)
        route.abort()

    page.route("**/api/sales", lose, times=1)
    counter.add("Mufete")
    page.locator("[data-pay]").click()
    counter.pay_sheet.locator("[data-sum='1000000']").click()
    counter.pay_sheet.locator("[data-receive]").click()
    expect(counter.problem).to_contain_text("Guardado neste aparelho")
    expect(counter.problem).to_contain_text("Troco a dar: 1 000,00")
    page.reload()
    expect(counter.lines).to_have_count(0)
    expect(counter.done).to_contain_text("Troco")
    assert answers == [201]
    (order,) = house.orders()
    (payment,) = bill_of(house, order)["payments"]
    assert payment["change_cents"] == 100_000


def test_an_order_that_had_been_sent_and_was_cancelled_is_not_called_sold_and_can_be_sold_anew(house, people, counter):
    people.forgive("409")

    def cancelled_before(route):
        with house.api(Role.MANAGER) as api:
            sent = api.post("/api/orders", json=route.request.post_data_json["order"]).json()
            api.post(f"/api/orders/{sent['id']}/cancellation", json={"reason": "Desistiu"}).raise_for_status()
        route.continue_()

    counter.page.route("**/api/sales", cancelled_before, times=1)
    counter.add("Mufete")
    counter.page.locator("[data-exact]").click()
    expect(counter.problem).to_contain_text("foi anulado. Não se recebeu nada.")
    expect(counter.done).to_be_hidden()
    expect(counter.lines).to_have_count(1)
    counter.page.locator("[data-exact]").click()
    counter.sold()
    paid = {order["status"]: len(bill_of(house, order)["payments"]) for order in house.orders()}
    assert paid == {"cancelled": 0, "pending": 1}


def test_the_wire_is_cut_while_the_sale_is_on_it(house, people, cable):
    people.forgive(AWAY)
    counter = Counter(people.staff(house, Role.CASHIER, "/pos", url=cable.url))
    counter.open_shift()
    page = counter.ready().page
    sent = asked(page, "/api/sales")
    counter.add("Mufete")

    cable.cut_after(b"POST /api/sales")
    page.locator("[data-exact]").click()
    expect(counter.problem).to_contain_text("Guardado neste aparelho. Segue quando houver rede.")
    expect(page.locator("body")).to_have_attribute("data-live", "stale")
    expect(page.locator(".pos-slip .pos-away")).to_be_visible()
    cable.mend()
    counter.sold()
    live(page)
    assert len({one["order"]["client_key"] for one in sent}) == 1
    (order,) = house.orders()
    assert len(bill_of(house, order)["payments"]) == 1


def test_on_a_screen_that_stands_still_a_sale_is_kept_and_says_so(house, people, cable):
    people.forgive(AWAY)
    counter = Counter(people.staff(house, Role.CASHIER, "/pos", url=cable.url))
    counter.open_shift()
    page = counter.ready().page
    counter.add("Mufete")
    cable.cut()
    expect(page.locator("body")).to_have_attribute("data-live", "stale")
    page.locator("[data-pay]").click()
    expect(counter.pay_sheet).to_contain_text("a venda fica guardada neste aparelho")
    counter.pay_sheet.locator("[data-receive]").click()
    expect(counter.pay_sheet).to_be_hidden()
    expect(counter.problem).to_contain_text("Guardado neste aparelho")
    assert house.orders() == []
    cable.mend()
    network_returns(page)
    counter.sold()
    (order,) = house.orders()
    assert bill_of(house, order)["due_cents"] == 0
