"""What the other rooms do by themselves: the counter, the day's figures, the list of orders."""

from playwright.sync_api import expect

from nabancada.permissions import Role
from tests.browser.support import Board, Ordering, live, stays


def test_an_order_typed_at_the_counter_is_on_the_board(house, people):
    cook = Board(people.staff(house, Role.KITCHEN, "/kitchen"))
    live(cook.page)
    page = people.staff(house, Role.CASHIER, "/pos")
    live(page)
    keys = page.keyboard
    keys.press("F2")
    keys.type("mufe")
    keys.press("Enter")
    keys.type("cuc")
    keys.press("Enter")
    counter = Ordering(page)
    expect(counter.lines).to_have_count(2)
    keys.press("F6")
    counter.sent()
    expect(page.locator("#toasts")).to_contain_text("Balcão 1 na cozinha")
    ticket = cook.ticket("Balcão 1")
    expect(ticket).to_contain_text("Mufete")
    expect(ticket).to_contain_text("Cuca")


def test_an_order_that_is_ready_arrives_at_the_counter_and_is_handed_over(house, people):
    page = people.staff(house, Role.CASHIER, "/pos")
    live(page)
    order = house.order("Mufete")
    house.move(order["id"], "preparing", "ready")
    same_page = stays(page)
    page.get_by_role("button", name="Entregue: Balcão 1").click()
    expect(page.get_by_role("button", name="Entregue: Balcão 1")).to_have_count(0)
    same_page()
    assert [one["status"] for one in house.orders()] == ["served"]


def test_the_dashboard_counts_an_order_as_it_comes(house, people):
    page = people.staff(house, Role.OWNER, "/dashboard")
    live(page)
    expect(page.get_by_text("Ainda não entrou nenhum pedido hoje.")).to_be_visible()
    house.order("Mufete", table="7")
    expect(page.locator(".nb-day__dishes")).to_contain_text("Mufete")
    expect(page.locator(".nb-day")).to_contain_text("9 000")
    house.order("Mufete", table="7")
    expect(page.locator(".nb-day")).to_contain_text("18 000")


def test_the_list_of_orders_follows_and_an_order_is_cancelled_with_a_reason(house, people):
    cook = Board(people.staff(house, Role.KITCHEN, "/kitchen"))
    page = people.staff(house, Role.MANAGER, "/orders")
    live(page)
    live(cook.page)
    house.order("Mufete", table="7")
    same_page = stays(page)
    page.get_by_role("link", name="Mesa 7").click()
    sheet = page.locator("#order-sheet")
    expect(sheet).to_contain_text("Mufete")
    sheet.get_by_text("Anular este pedido").click()
    sheet.get_by_role("button", name="Engano no registo").click()
    sheet.get_by_role("button", name="Anular Mesa 7").click()
    expect(page.locator("#orders-table")).to_contain_text("anulado")
    expect(sheet).to_be_hidden()
    same_page()
    expect(cook.tickets).to_have_count(0)
    expect(cook.page.locator("#kitchen-voids")).to_contain_text("Engano no registo")
    cook.page.keyboard.press("a")
    expect(cook.page.locator("[data-void]")).to_have_count(0)
