"""A table whose dishes cost nothing: it leaves without a payment."""

from playwright.sync_api import expect

from nabancada.permissions import Role
from tests.browser.support import live


def test_a_table_whose_dishes_cost_nothing_is_closed_by_one_key(house, people):
    house.add_dish("Água da casa", 0)
    order = house.order("Água da casa", table="7")
    page = people.staff(house, Role.CASHIER, f"/checkout/parties/{order['party_id']}")
    live(page)
    expect(page.get_by_text("Nada a pagar")).to_be_visible()
    expect(page.locator("[data-receive]")).to_be_hidden()
    page.keyboard.press("F9")
    expect(page.locator("[data-done-words]")).to_have_text("Conta saldada")
    expect(page.locator("[data-settle]")).to_be_hidden()
    with house.api() as api:
        assert api.get(f"/api/parties/{order['party_id']}/bill").json()["settled_at"]
