"""Paper, from the screens to the printer: by the network, by the browser, and when nothing comes out."""

from io import BytesIO

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from nabancada import db
from nabancada.permissions import Role
from nabancada.printing import actions
from nabancada.printing.escpos import OPEN_DRAWER
from nabancada.printing.inputs import NewPrinter
from tests import pictures as files
from tests.browser.house import House
from tests.browser.people import DESK, PHONE
from tests.browser.screens import cut_figures, dress, small_targets, too_wide, unreadable
from tests.browser.support import Ordering, live
from tests.printing import printers
from tests.printing.conftest import printers_here

__all__ = ["printers_here"]

# Written into the page, where it can be waited for: the policy refuses what a waiting script evaluates.
COUNTS_PRINTS = """
    let printed = 0;
    window.print = () => { document.documentElement.dataset.printed = ++printed; };
"""
EVERYTHING = ["ticket", "prebill", "receipt", "shift"]


def stand(house: House, name: str, host: str, port: int, **fields) -> None:
    """Put a printer into the house."""
    new = NewPrinter(**{"name": name, "host": host, "documents": EVERYTHING, **fields})
    with house.bound():
        actions.add(new.model_copy(update={"port": port}))


def come_back(house: House, port: int) -> None:
    """The printers of the house print again, once they are told to: the next try by themselves is far off, and the one
    that a worker may be at counts for nothing."""
    with house.bound(), db.atomic():
        db.run("UPDATE printers SET port = %s WHERE restaurant_id = %s", port, house.id)
        db.run(
            "UPDATE print_turns SET lease = NULL, leased_until = NULL, due_at = now() + interval '1 hour'"
            " WHERE restaurant_id = %s",
            house.id,
        )
        db.run("UPDATE print_jobs SET state = 'queued' WHERE restaurant_id = %s AND state = 'printing'", house.id)


def paid_order(house: House) -> dict:
    order = house.order("Mufete", "Cuca", table="7")
    with house.api() as api:
        body = {"client_key": f"pago-{order['id']}"[:40], "party_id": order["party_id"], "method": "multicaixa"}
        api.post("/api/payments", json={**body, "amount_cents": order["total_cents"]}).raise_for_status()
    return order


def wrong(page: Page) -> list[str]:
    """What is wrong with how a page looks, on a desk and on a phone, by day and by night."""
    found = []
    for width, height in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        found += too_wide(page) + cut_figures(page) + small_targets(page)
        for theme in ("light", "dark"):
            dress(page, theme)
            found += unreadable(page)
    return found


def test_the_owner_puts_a_printer_into_the_house(people, house):
    page = people.staff(house, Role.OWNER, "/printers")
    page.get_by_role("link", name="Juntar impressora").click()
    page.get_by_role("button", name="Juntar").click()
    expect(page.get_by_label("Nome")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Nome").fill("Bar")
    page.get_by_label("Endereço").fill("8.8.8.8")
    page.get_by_label("Talão de cozinha").check()
    page.get_by_label("Bar", exact=True).check()
    people.forgive("422")
    page.get_by_role("button", name="Juntar").click()
    expect(page.get_by_text("Escreva o endereço da impressora na rede da casa")).to_be_visible()
    expect(page.get_by_label("Talão de cozinha")).to_be_checked()
    page.get_by_label("Endereço").fill("192.168.1.50")
    page.get_by_role("button", name="Juntar").click()
    row = page.locator(".paper-printer")
    expect(row).to_contain_text("192.168.1.50 · 80 mm")
    expect(row).to_contain_text("Talão de cozinha (Bar)")
    assert wrong(page) == []
    page.get_by_role("link", name="Alterar Bar").click()
    page.get_by_text("Ao navegador").click()
    expect(page.get_by_label("Endereço")).to_be_hidden()
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator(".paper-printer")).to_contain_text("Impressora do navegador")


def test_a_receipt_is_printed_by_the_browser_where_there_is_no_printer(people, house):
    order = paid_order(house)
    page = people.stranger()
    page.context.add_init_script(COUNTS_PRINTS)
    people.give(page, house.token(Role.CASHIER))
    page.goto(f"/checkout/parties/{order['party_id']}")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Imprimir talão").click()
    slip = opened.value
    expect(slip.locator(".slip")).to_contain_text("TOTAL")
    expect(slip.locator("html")).to_have_attribute("data-printed", "1")
    assert wrong(slip) == []
    slip.emulate_media(media="print")
    expect(slip.locator(".slip-tools")).to_be_hidden()
    [paper, *_more] = PdfReader(BytesIO(slip.pdf(prefer_css_page_size=True, print_background=True))).pages
    assert round(float(paper.mediabox.width) * 25.4 / 72) == 80
    assert "Mufete" in paper.extract_text()
    with page.expect_popup() as again:
        page.get_by_role("button", name="Imprimir talão").click()
    expect(again.value.locator(".slip")).to_contain_text("2.ª via")


def test_the_logo_is_above_the_receipt_at_either_width_and_stays_off_when_unwanted(people, house):
    order = paid_order(house)
    with house.api() as api:
        api.put("/api/settings/logo", content=files.logo(), headers={"Content-Type": "image/png"}).raise_for_status()
    page = people.staff(house, Role.OWNER)
    path = f"/paper/bills/{order['bill_id']}/receipt"
    for width, of_paper in ((80, 36), (58, 26)):
        page.goto(f"{path}?width={width}")
        logo = page.locator(".slip__logo")
        box, slip = logo.bounding_box(), page.locator(".slip").bounding_box()
        assert box and slip
        assert abs(box["width"] / slip["width"] - of_paper / width) < 0.01
        assert abs(box["x"] + box["width"] / 2 - slip["x"] - slip["width"] / 2) < 1
        assert abs(box["height"] * 2 - box["width"]) < 2
        assert logo.evaluate("(one) => one.complete && one.naturalWidth") == 480
        assert wrong(page) == []
    page.goto("/settings/receipt")
    expect(page.locator(".slip__logo")).to_be_visible()
    page.get_by_label("Logótipo no talão").uncheck()
    expect(page.locator(".slip")).to_contain_text("TOTAL")
    expect(page.locator(".slip__logo")).to_have_count(0)
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator(".nb-toast")).to_contain_text("Guardado.")
    page.goto(path)
    expect(page.locator(".slip")).to_contain_text("TOTAL")
    expect(page.locator(".slip__logo")).to_have_count(0)


def test_the_receipt_of_a_sale_just_made_is_one_press(people, house):
    with printers.printer() as till:
        stand(house, "Caixa", till.host, till.port, documents=["receipt"])
        page = people.staff(house, Role.CASHIER)
        page.request.post("/api/shifts", data={"opening_cents": 0})
        page.goto("/pos")
        counter = Ordering(page)
        counter.add("Cuca")
        page.locator("[data-exact]").click()
        page.get_by_role("button", name="Imprimir recibo").click()
        expect(page.locator(".nb-toast")).to_contain_text("A imprimir: Caixa")
        assert till.got_one.wait(15)
    [slip] = till.slips
    assert "Numerário".encode("cp860") in slip
    assert OPEN_DRAWER in slip


def test_an_order_comes_out_in_the_kitchen_once(people, house):
    with printers.printer() as kitchen:
        stand(house, "Cozinha", kitchen.host, kitchen.port, stations=["Cozinha"])
        house.order("Mufete", "Cuca", table="7")
        assert kitchen.got_one.wait(15)
        page = people.staff(house, Role.KITCHEN, "/printers/queue")
        expect(page.locator(".paper-job")).to_contain_text("impresso")
        expect(page.locator(".paper-job")).to_have_count(1)
    [slip] = kitchen.slips
    assert b"Mesa 7" in slip
    assert b"Mufete" in slip
    assert b"Cuca" not in slip


def test_printers_in_trouble_are_named_on_the_screens_until_they_print(people, house):
    """SCENARIO 39, with the floor and the counter looking on."""
    floor, counter = people.staff(house, Role.WAITER, "/floor"), people.staff(house, Role.CASHIER, "/pos")
    live(floor)
    live(counter)
    with printers.printer() as back:
        stand(house, "Cozinha", *printers.nobody(), stations=["Cozinha"])
        stand(house, "Bar", *printers.nobody(), stations=["Bar"])
        house.order("Mufete", "Cuca", table="7")
        for page in (floor, counter):
            alert = page.locator("#printer-trouble").get_by_role("alert")
            expect(alert).to_contain_text("As impressoras Bar e Cozinha não imprimem.")
        floor.locator("#printer-trouble").get_by_role("link").click()
        jobs = floor.locator(".paper-job")
        expect(jobs).to_have_count(2)
        live(floor)
        assert wrong(floor) == []
        floor.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        come_back(house, back.port)
        floor.reload()
        for title in ("Cozinha · Mesa 7", "Bar · Mesa 7"):
            floor.get_by_role("button", name=f"Tentar de novo: {title}").click()
            expect(jobs.filter(has_text=title)).to_contain_text("impresso")
        expect(counter.locator("#printer-trouble").get_by_role("alert")).to_have_count(0)
    assert len(back.slips) == 2
