"""Temporary: pictures."""

import os

from nabancada.permissions import Role
from tests.browser.support import Ordering, live

OUT = "/work/notes/pdv"


def test_look(house, people):
    house.add_dish("Coca-Cola 33 cl", 80_000, barcode="5449000000996", station="Bar")
    for n in range(12):
        house.add_dish(f"Prato do dia número {n}", 350_000 + n * 10_000)
    o = house.order("Mufete", "Cuca", table="7")
    o2 = house.order("Calulu")
    house.move(o2["id"], "preparing", "ready")
    house.order("Calulu", table="3")
    house.order("Cuca")
    o4 = house.order("Cuca")
    house.move(o4["id"], "preparing", "ready", "served")
    for size, theme in (((1366, 768), "light"), ((768, 1024), "dark"), ((360, 740), "light"), ((1024, 600), "light")):
        if os.environ.get("ONLY") and os.environ["ONLY"] != str(size[0]):
            continue
        people.forgive(".*")
        page = people.staff(house, Role.CASHIER, "/pos", size=size)
        page.evaluate("t => { document.documentElement.dataset.bsTheme = t }", theme)
        live(page)
        c = Ordering(page)

        def shot(name):
            page.wait_for_timeout(450)
            page.screenshot(path=f"{OUT}-{size[0]}-{name}.png")

        shot("0")
        c.add("Cuca")
        c.add("Cuca")
        c.add("Mufete")
        c.add("Calulu")
        if size[0] == 360:
            page.locator("[data-peek]").click()
        else:
            page.locator(".pos-pad [data-mode=percent]").click()
            page.keyboard.type("10")
        shot("1")
        page.keyboard.press("F8")
        page.wait_for_timeout(300)
        page.locator("[data-percent='10']").click()
        page.locator("[data-discount-why]").first.click()
        shot("2")
        page.locator("#pos-discount [type=submit]").click()
        page.keyboard.press("F4")
        shot("3")
        page.keyboard.press("Enter")
        page.wait_for_timeout(600)
        page.keyboard.press("F4")
        shot("4")
        page.locator("[data-recall]").first.click()
        page.wait_for_timeout(500)
        page.locator("[data-pay]").click()
        shot("5")
        page.keyboard.press("Escape")
        page.locator("[data-open='pos-queue-sheet']").locator("visible=true").first.click() if size[
            0
        ] != 360 else page.keyboard.press("F7")
        shot("6")
        page.keyboard.press("Escape")
        page.locator("[popovertarget=pos-more]").click()
        shot("7")
        page.keyboard.press("Escape")
        page.locator("[data-exact]").click()
        shot("8")
        with house.api(Role.CASHIER) as api:
            pass
        page.request.post("/api/shifts", data={"opening_cents": 0})
        page.locator("[data-exact]").click()
        page.wait_for_timeout(500)
        shot("9")
        page.goto("/orders")
        page.wait_for_timeout(400)
        shot("o")
        page.locator(".nb-data__open").nth(2).click()
        page.wait_for_timeout(500)
        page.locator("#order-sheet summary").first.click()
        shot("v")
        page.context.close()
