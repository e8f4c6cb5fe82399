"""Asking for paper: on a printer, from a browser, as a file."""

from io import BytesIO
from uuid import uuid4

import pytest
from pypdf import PdfReader

from nabancada import db
from nabancada.payments import closing
from nabancada.payments.inputs import Closing
from nabancada.permissions import POLICY, Role, Staff
from nabancada.printing import actions, runner
from nabancada.printing.inputs import NewPrinter
from nabancada.till.inputs import NewShift
from tests import factories
from tests.at_once import at_once
from tests.conftest import sign_in
from tests.printing import printers


@pytest.fixture
def party(restaurant):
    """Somebody at table 7 who has had a Muamba."""
    dish = factories.dish("Muamba de galinha à moda da avó")
    return factories.order(dish.id, table_id=factories.table("7").id).order


def wish(document: str, **more):
    return {"client_key": uuid4().hex, "document": document, **more}


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_without_a_printer_the_browser_prints(client, party):
    answer = client(Role.WAITER).post(f"/api/parties/{party['party_id']}/print", json=wish("prebill"))
    assert answer.status_code == 201
    [job] = answer.json["items"]
    assert (job["printer"], job["state"], job["copy_number"]) == (None, "done", 1)
    page = client(Role.WAITER).get(job["url"])
    assert page.status_code == 200
    assert "Não serve de factura" in page.text
    assert "Muamba de galinha à moda da avó" in page.text
    assert "2.ª via" not in page.text


def test_one_key_is_one_paper_and_a_second_wish_is_marked(client, party):
    waiter, path = client(Role.WAITER), f"/api/parties/{party['party_id']}/print"
    wanted = wish("prebill")
    first = waiter.post(path, json=wanted)
    again = waiter.post(path, json=wanted)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["items"][0]["id"] == again.json["items"][0]["id"]
    second = waiter.post(path, json=wish("prebill")).json["items"][0]
    assert second["copy_number"] == 2
    assert "2.ª via" in waiter.get(second["url"]).text
    assert waiter.post(path, json={**wanted, "document": "receipt"}).json["code"] == "key_reused"


def test_the_same_key_at_once_is_one_paper(app, client, restaurant, party):
    waiter, path, wanted = client(Role.WAITER), f"/api/parties/{party['party_id']}/print", wish("prebill")
    cookie = waiter.get_cookie(app.config["SESSION_COOKIE_NAME"])

    def press(_n: int) -> str:
        mine = app.test_client()
        mine.set_cookie(cookie.key, cookie.value)
        return mine.post(path, json=wanted).json["items"][0]["id"]

    assert len(set(at_once(restaurant.id, 10, press))) == 1
    assert len(waiter.get("/api/print-jobs").json["items"]) == 1


def test_a_receipt_comes_after_the_money(client, party, add_printer):
    cashier, path = client(Role.CASHIER), f"/api/parties/{party['party_id']}/print"
    refused = cashier.post(path, json=wish("receipt"))
    assert (refused.status_code, refused.json["code"]) == (409, "nothing_paid")
    factories.payment(party["party_id"], party["total_cents"])
    with printers.printer() as till:
        add_printer("Caixa", till)
        [job] = cashier.post(path, json=wish("receipt")).json["items"]
        assert (job["printer"], job["state"]) == ("Caixa", "queued")
        while runner.print_due():  # what other tests left may be due before it
            pass
        assert till.got_one.wait(5)
    [slip] = till.slips
    assert "Multicaixa".encode("cp860") in slip
    assert "Muamba de galinha à".encode("cp860") in slip
    [job] = cashier.get("/api/print-jobs").json["items"]
    assert job["state"] == "done"


def test_an_orders_tickets_can_be_printed_again(client, restaurant, add_printer):
    with printers.printer() as kitchen:
        add_printer("Cozinha", kitchen)
        order = factories.order(factories.dish().id).order
        [job] = client(Role.WAITER).post(f"/api/orders/{order['id']}/print", json=wish("ticket")).json["items"]
        assert job["copy_number"] == 2
        runner.print_due()
    first, second = kitchen.slips
    assert "2.ª via".encode("cp860") not in first
    assert "2.ª via".encode("cp860") in second


def test_a_printer_can_be_named_and_must_be_ones_own(client, restaurant, other, party):
    with db.platform("test"), db.tenant(other.id):
        theirs = actions.add(NewPrinter(name="Deles", host="192.168.1.50")).id
    ours = actions.add(NewPrinter(name="Bar", host="192.168.1.51")).id
    waiter, path = client(Role.WAITER), f"/api/parties/{party['party_id']}/print"
    refused = waiter.post(path, json=wish("prebill", printer_id=str(theirs)))
    assert (refused.status_code, list(refused.json["fields"])) == (422, ["printer_id"])
    assert waiter.post(path, json=wish("prebill", printer_id=str(ours))).json["items"][0]["printer"] == "Bar"


@pytest.mark.parametrize("width", [58, 80])
def test_a_pdf_reads_like_the_slip_and_is_as_long_as_it(client, party, width):
    answer = client(Role.WAITER).get(f"/paper/bills/{party['bill_id']}/prebill.pdf?width={width}")
    assert answer.content_type == "application/pdf"
    assert 'filename="consulta-de-mesa-mesa-7.pdf"' in answer.headers["Content-Disposition"]
    read = words(answer.data)
    for said in ("Não serve de factura", "Muamba de", "6 500,00 Kz", "TOTAL", "Servido por Beto Kiala"):
        assert said in read
    [page] = PdfReader(BytesIO(answer.data)).pages
    assert round(float(page.mediabox.width) * 25.4 / 72) == width


@pytest.mark.parametrize("width", [58, 80])
def test_ticket_receipt_reading_and_closing_are_files_too(client, party, width):
    manager = client(Role.MANAGER)
    opened = manager.post("/api/shifts", json={"opening_cents": 150_000}).json
    factories.payment(party["party_id"], party["total_cents"])

    def ensure_read(path, *said):
        answer = manager.get(f"/paper/{path}?width={width}")
        assert (answer.status_code, answer.content_type) == (200, "application/pdf")
        [page] = PdfReader(BytesIO(answer.data)).pages
        assert round(float(page.mediabox.width) * 25.4 / 72) == width
        read = page.extract_text()
        assert [one for one in said if one not in read] == []

    ensure_read(f"orders/{party['id']}/ticket.pdf", "Mesa 7", "Muamba de")
    ensure_read(f"bills/{party['bill_id']}/receipt.pdf", "TOTAL", "6 500,00 Kz", "Multicaixa")
    ensure_read(f"shifts/{opened['id']}.pdf", "Leitura X", "1 500,00 Kz")
    closed = manager.post("/api/shifts/current/closure", json={"counted": {"cash": 150_000}})
    assert closed.status_code == 200
    ensure_read(f"shifts/{opened['id']}.pdf", "Fecho", "1 500,00 Kz")


def test_a_file_made_after_the_print_says_that_it_is_the_second(client, party):
    waiter, path = client(Role.WAITER), f"/paper/bills/{party['bill_id']}/prebill.pdf"
    assert "2.ª via" not in words(waiter.get(path).data)
    waiter.post(f"/api/parties/{party['party_id']}/print", json=wish("prebill"))
    assert "2.ª via" in words(waiter.get(path).data)


def test_a_cashier_prints_the_own_closing_and_no_reading_before_counting(client, restaurant):
    user_id = factories.staff(Role.CASHIER)
    cashier = Staff(user_id, "Rosa", POLICY[Role.CASHIER], f"user:{user_id}")
    shift_id = closing.open_shift(NewShift(opening_cents=0), cashier).id
    browser = client(None)
    sign_in(browser.application, browser, user_id)
    path, wanted = f"/api/shifts/{shift_id}/print", {"client_key": uuid4().hex}
    assert browser.post(path, json=wanted).status_code == 403
    assert browser.get(f"/paper/shifts/{shift_id}").status_code == 403
    reading = client(Role.MANAGER).post(path, json=wanted).json["items"][0]
    assert "Leitura X" in reading["title"]
    assert browser.get(reading["url"]).status_code == 403
    closing.close(shift_id, Closing(counted={"cash": 0}), cashier)
    closed = browser.post(path, json={"client_key": uuid4().hex}).json["items"][0]
    assert (closed["title"], closed["copy_number"]) == ("Fecho Z 1 · Caixa 1", 1)
    assert browser.post(path, json={"client_key": uuid4().hex}).json["items"][0]["copy_number"] == 2
    assert client(Role.CASHIER).get(f"/paper/shifts/{shift_id}").status_code == 403


def test_whoever_may_not_take_orders_prints_no_bill(client, party):
    cook = client(Role.KITCHEN)
    assert cook.post(f"/api/parties/{party['party_id']}/print", json=wish("prebill")).status_code == 403
    assert cook.get(f"/paper/bills/{party['bill_id']}/prebill").status_code == 403
    asked = client(Role.WAITER).post(f"/api/parties/{party['party_id']}/print", json=wish("prebill"))
    assert cook.get(asked.json["items"][0]["url"]).status_code == 403


def test_what_people_typed_is_text_on_the_page(client, restaurant):
    order = factories.order(factories.dish("<b>Muamba</b>").id, note="<script>alert(1)</script>").order
    page = client(Role.WAITER).get(f"/paper/orders/{order['id']}/ticket").text
    assert "<script>alert" not in page
    assert "&lt;b&gt;Muamba" in page
    assert "style=" not in page
