"""Several people at one counter: slips put aside, found again and sent once; what goes on around it, live."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from nabancada import db
from nabancada.permissions import Role
from nabancada.restaurants.models import Restaurant
from tests.browser.counter import Counter, bill_of
from tests.browser.people import DESK, PHONE
from tests.browser.support import live, stays

FEES = {"money": {"delivery_cents": 100_000, "packaging_cents": 15_000}}


@pytest.fixture
def terminals(house, people):
    """Ana and Beto, each at a terminal of the counter."""

    def sit(name: str, role: Role = Role.CASHIER, **options) -> Counter:
        page = people.stranger(**options)
        people.give(page, house.token(role, name))
        page.goto("/pos")
        return Counter(page).ready()

    return sit


def held(counter: Counter):
    return counter.page.locator("[data-held-list] li")


def test_what_ana_puts_aside_beto_calls_back_by_its_name_and_it_is_one_order(house, terminals):
    ana, beto = terminals("Ana Domingos"), terminals("Beto Kiala")
    ana.add("Mufete")
    ana.add("Cuca")
    ana.page.keyboard.press("F4")
    ana.page.keyboard.type("Senhor do chapéu")
    ana.page.keyboard.press("Enter")
    expect(ana.lines).to_have_count(0)
    expect(beto.page.locator("[data-held-count]")).to_have_text("1")
    beto.add("Calulu")  # is put aside itself when the other is called
    beto.page.keyboard.press("F4")
    expect(held(beto)).to_contain_text("Senhor do chapéu")
    expect(held(beto)).to_contain_text("Ana, há")
    held(beto).get_by_role("button").first.click()
    expect(beto.lines).to_have_count(2)
    ana.page.keyboard.press("F4")
    expect(held(ana)).to_have_count(2)  # what he put aside, and what he has open
    expect(held(ana).filter(has_text="Senhor do chapéu")).to_have_count(0)
    ana.page.keyboard.press("Escape")
    beto.send()
    beto.sent()
    (order,) = house.orders()
    assert sorted(line["name"] for line in order["lines"]) == ["Cuca", "Mufete"]
    assert order["placed_by"] == "Beto Kiala"


def test_a_slip_left_on_a_dead_terminal_is_offered_and_sending_it_twice_is_one_order(house, people, terminals):
    people.forgive("409")
    ana = terminals("Ana Domingos")
    ana.add("Mufete")
    with ana.page.expect_response(lambda one: "/api/carts/" in one.url and one.request.method == "PUT"):
        ana.add("Cuca")
    beto = terminals("Beto Kiala")
    offer = beto.page.locator("[data-cart-offers] li")
    expect(offer).to_contain_text("Rascunho de Ana")
    with beto.page.expect_response(lambda one: "/api/carts/" in one.url and one.request.method == "PUT"):
        offer.get_by_role("button", name="Continuar").click()
    expect(beto.lines).to_have_count(2)
    beto.send()
    beto.sent()
    expect(ana.lines).to_have_count(0)  # hers was the same one
    assert len(house.orders()) == 1


def test_an_emptied_slip_leaves_nothing_here_nor_there(house, terminals):
    ana = terminals("Ana Domingos")
    with ana.page.expect_response(lambda one: "/api/carts/" in one.url and one.request.method == "PUT"):
        ana.add("Mufete")
    with ana.page.expect_response(lambda one: "/api/carts/" in one.url and one.request.method == "DELETE"):
        ana.page.get_by_role("button", name="Mais", exact=True).first.click()
        ana.page.get_by_text("Esvaziar o talão").click()
    beto = terminals("Beto Kiala")
    expect(beto.page.locator("[data-cart-offers] li")).to_have_count(0)
    ana.page.reload()
    ana.ready()
    expect(ana.lines).to_have_count(0)
    assert house.orders() == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_delivery_asks_for_what_it_needs_beside_the_field_and_costs_what_was_shown(house, people, terminals, size):
    with house.bound(), db.atomic():
        db.session.execute(update(Restaurant).where(Restaurant.id == house.id).values(settings=FEES))
    people.forgive("422", "409")  # and a draft that the reload overtook is joined
    counter = terminals("Ana Domingos", size=size)
    counter.add("Mufete")
    counter.kind("delivery")
    expect(counter.total).to_contain_text("10 150")
    counter.send()
    sheet = counter.customer_sheet
    expect(sheet).to_contain_text("Falta o telefone.")
    expect(sheet).to_contain_text("Falta a morada.")
    counter.customer(name="Telma Neto", phone="0000000000000000000", address="Rua da Missão 12")
    counter.send()
    expect(sheet).to_contain_text("Não é um número de telefone.")
    expect(sheet.get_by_label("Morada")).to_have_value("Rua da Missão 12")
    counter.customer(phone="923 456 789")
    counter.page.reload()
    counter.ready()
    counter.unfold()
    expect(counter.page.locator("[data-customer-name]")).to_contain_text("Telma Neto")
    counter.send()
    counter.sent()
    (order,) = house.orders()
    assert order["type"] == "delivery"
    bill = bill_of(house, order)
    assert (bill["delivery_cents"], bill["packaging_cents"], bill["total_cents"]) == (100_000, 15_000, 1_015_000)


def test_a_takeaway_is_called_by_its_customer_and_handed_out_by_whoever_is_there(house, terminals):
    ana, beto = terminals("Ana Domingos"), terminals("Beto Kiala")
    same_page = stays(beto.page)
    ana.kind("takeaway")
    ana.add("Mufete")
    ana.page.keyboard.press("F3")
    ana.customer(name="Telma Neto", phone="923 456 789")
    ana.send()
    ana.sent()
    (order,) = house.orders()
    beto.page.keyboard.press("F7")
    queue = beto.page.locator("#pos-queue-sheet")
    expect(queue).to_contain_text("Levar 1 · Telma Neto")
    house.move(order["id"], "preparing", "ready")
    queue.get_by_role("button", name="Entregue: Levar 1").click()
    expect(queue.get_by_role("button", name="Entregue: Levar 1")).to_have_count(0)
    expect(ana.page.get_by_role("button", name="Entregue: Levar 1")).to_have_count(0)
    assert [one["status"] for one in house.orders()] == ["served"]
    same_page()


def test_a_table_that_asks_for_its_bill_is_one_tap_from_the_money(house, terminals):
    ana = terminals("Ana Domingos")
    house.order("Mufete", table="7")
    waiter = terminals("Beto Kiala", Role.WAITER)
    waiter.page.request.post(f"/floor/tables/{house.tables['7']}/bill-request")
    expect(ana.page.locator(".pos-dock")).to_contain_text("pede a conta")
    expect(waiter.page.get_by_role("link", name="Receber Mesa 7")).to_have_count(0)  # is told, not led
    ana.page.get_by_role("link", name="Receber Mesa 7").first.click()
    ana.page.wait_for_url("**/checkout/**")


def test_none_or_forty_around_the_counter(house, terminals):
    ana = terminals("Ana Domingos")
    expect(ana.page.locator(".pos-dock")).to_contain_text("Nada à espera")
    ana.page.keyboard.press("F7")
    expect(ana.page.locator("#pos-queue-sheet")).to_contain_text("Nada na fila.")
    for n in range(40):
        house.order("Cuca", table=str(n % 8 + 1)) if n % 2 else house.order("Calulu")
    queue = ana.page.locator("#pos-queue-sheet")
    expect(queue.locator(".pos-queue__row")).to_have_count(40)
    ana.page.keyboard.press("Escape")
    live(ana.page)
    expect(ana.page.locator(".pos-dock__queue .nb-count")).to_have_text("20")
    dock = ana.page.locator(".pos-dock").bounding_box()
    for card in ana.page.locator(".pos-arrival:visible").all():
        box = card.bounding_box()
        assert box["x"] >= dock["x"] and box["x"] + box["width"] <= dock["x"] + dock["width"]
