"""From the waiter's hand to the cook's board and back, in two browsers."""

from playwright.sync_api import expect

from nabancada.permissions import Role
from tests.browser.people import DESK, PHONE
from tests.browser.support import Board, Ordering, has_state, live, stays, tile

PASSWORD = "mangas no quintal 1975"


def test_an_order_goes_to_the_cook_and_comes_back_to_the_waiter(house, people):
    cook = Board(people.staff(house, Role.KITCHEN, "/kitchen"))
    live(cook.page)
    watcher = people.staff(house, Role.MANAGER, "/floor")
    live(watcher)

    waiter = people.stranger(PHONE, has_touch=True)
    waiter.goto("/sign-in")
    waiter.get_by_label("E-mail").fill(house.login(Role.WAITER, PASSWORD, "Beto Kiala"))
    waiter.get_by_label("Palavra-passe", exact=True).fill(PASSWORD)
    waiter.get_by_role("button", name="Entrar").click()
    expect(waiter.get_by_role("heading", name="Mesas", exact=True)).to_be_attached()
    tile(waiter, house.tables["7"]).click()

    ordering = Ordering(waiter)
    live(waiter)
    same_pages = [stays(cook.page), stays(watcher), stays(waiter)]
    ordering.choose("Muamba de galinha", "Arroz", "Abacate", note="sem sal", more=1)
    ordering.add("Cuca")
    ordering.send()
    ordering.sent()

    ticket = cook.ticket("Mesa 7")
    expect(ticket).to_have_count(1)
    expect(ticket).to_contain_text("Muamba de galinha")
    expect(ticket).to_contain_text("Arroz · Abacate")
    expect(ticket.locator(".nb-ticket__band")).to_have_text("sem sal")
    expect(ticket.locator(".nb-ticket__quantity").first).to_contain_text("2")
    expect(ticket).to_contain_text("Beto")
    has_state(tile(watcher, house.tables["7"]), "busy")

    ordering.unfold()
    slip = waiter.locator("#slip")
    expect(slip.locator(".nb-round")).to_contain_text("no ecrã da cozinha")
    cook.start("Mesa 7")
    expect(slip.locator(".nb-round")).to_contain_text("a preparar")
    cook.finish("Mesa 7")
    expect(slip.locator(".nb-round")).to_contain_text("pronta")
    has_state(tile(watcher, house.tables["7"]), "ready")
    expect(watcher.locator("#floor-needs")).to_contain_text("pronto")

    slip.get_by_role("button", name="Servido: ronda 1").click()
    expect(slip.locator(".nb-round")).to_contain_text("servida")
    has_state(tile(watcher, house.tables["7"]), "busy")
    expect(cook.page.locator("#kitchen-ready")).to_have_count(0)
    assert [one["status"] for one in house.orders()] == ["served"]
    for check in same_pages:
        check()


def test_on_a_wide_screen_a_table_is_chosen_beside_the_map_and_then_ordered_for(house, people):
    page = people.staff(house, Role.WAITER, "/floor", size=DESK)
    tile(page, house.tables["7"]).click()
    expect(page.locator(".nb-peek__title")).to_have_text("Mesa 7")
    page.get_by_role("link", name="Pedir").click()
    ordering = Ordering(page)
    ordering.add("Mufete")
    ordering.send()
    ordering.sent()
    expect(page.locator("#slip .nb-round")).to_contain_text("Mufete")
    page.keyboard.press("F4")
    has_state(tile(page, house.tables["7"]), "busy")
    expect(page.locator(".nb-peek")).to_contain_text("Mufete")


def test_a_round_that_is_ready_is_served_from_the_map(house, people):
    order = house.order("Mufete", table="3")
    house.move(order["id"], "preparing", "ready")
    page = people.staff(house, Role.WAITER, "/floor", size=PHONE)
    has_state(tile(page, house.tables["3"]), "ready")
    page.get_by_role("button", name="Servido: mesa 3").click()
    has_state(tile(page, house.tables["3"]), "busy")
    expect(page.locator("#floor-needs")).to_have_count(0)
