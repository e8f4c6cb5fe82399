"""The house's logo on its papers: on which, where from, and what happens without it."""

from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from nabancada import config, db
from nabancada.permissions import Role
from nabancada.printing import queries, runner
from nabancada.printing.document import Document
from nabancada.printing.models import PrintJob
from nabancada.restaurants import settings
from nabancada.restaurants.sections import Section
from nabancada.storage import pictures
from tests import factories
from tests import pictures as files
from tests.printing import printers, rasters


@pytest.fixture
def paid(restaurant):
    """Somebody at table 7 who has paid for a Muamba."""
    order = factories.order(factories.dish().id, table_id=factories.table("7").id).order
    factories.payment(order["party_id"], order["total_cents"])
    return order


@pytest.fixture
def logo(client, restaurant):
    """Where browsers find the house's logo."""
    return client(Role.OWNER).put("/api/settings/logo", data=files.logo()).json["identity"]["logo"]["480"]


def wish(document: str):
    return {"client_key": uuid4().hex, "document": document}


def images(pdf: bytes) -> int:
    return sum(len(page.images) for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize("width", [58, 80])
@pytest.mark.parametrize("kind", ["prebill", "receipt"])
def test_a_bill_has_it_on_the_page_and_in_the_file(client, paid, logo, kind, width):
    path = f"/paper/bills/{paid['bill_id']}/{kind}"
    page = client(Role.WAITER).get(f"{path}?width={width}").text
    assert page.count('<img class="slip__logo" src="data:image/png;base64,') == page.count("<img") == 1
    assert images(client(Role.WAITER).get(f"{path}.pdf?width={width}").data) == 1


def test_tickets_and_reports_of_the_till_do_without(client, paid, logo):
    manager = client(Role.MANAGER)
    shift = manager.post("/api/shifts", json={"opening_cents": 0}).json
    for path in (f"/paper/orders/{paid['id']}/ticket", f"/paper/shifts/{shift['id']}"):
        assert "slip__logo" not in manager.get(path).text
        assert images(manager.get(f"{path}.pdf").data) == 0


def test_the_house_may_keep_it_off_its_papers(client, paid, logo):
    client(Role.OWNER).patch("/api/settings", json={"receipt": {"logo": False}})
    path = f"/paper/bills/{paid['bill_id']}/receipt"
    assert "slip__logo" not in client(Role.WAITER).get(path).text
    assert images(client(Role.WAITER).get(f"{path}.pdf").data) == 0


def test_it_comes_out_of_the_printer_above_the_words(client, paid, logo, add_printer):
    with printers.printer() as till:
        add_printer("Caixa", till, width=58)
        client(Role.CASHIER).post(f"/api/parties/{paid['party_id']}/print", json=wish("receipt"))
        runner.print_due()
        client(Role.CASHIER).post(f"/api/parties/{paid['party_id']}/print", json=wish("receipt"))
        runner.print_due()
    first, second = till.slips
    [picture] = rasters.found(first)
    assert rasters.ink(picture) == (96, 0, 288, 96)
    assert [picture.getpixel((x, 48)) for x in (110, 192, 280)] == [0, 255, 0]
    assert len(rasters.found(second)) == 1
    assert "2.ª via".encode("cp860") in second


@pytest.mark.parametrize("harm", ["lost", "broken"])
def test_a_picture_that_is_not_to_be_had_stops_no_receipt(client, restaurant, paid, logo, add_printer, harm):
    kept = Path(config.settings().uploads, str(restaurant.id), logo.rpartition("/")[2])
    kept.unlink() if harm == "lost" else kept.write_bytes(files.SVG)
    with printers.printer() as till:
        add_printer("Caixa", till)
        [job] = client(Role.CASHIER).post(f"/api/parties/{paid['party_id']}/print", json=wish("receipt")).json["items"]
        runner.print_due()
    [slip] = till.slips
    assert rasters.found(slip) == []
    assert b"TOTAL" in slip
    assert queries.one_json(UUID(job["id"]))["state"] == "done"
    path = f"/paper/bills/{paid['bill_id']}/receipt"
    page, pdf = client(Role.WAITER).get(path), client(Role.WAITER).get(f"{path}.pdf")
    assert (page.status_code, "<img" in page.text) == (200, False)
    assert (pdf.status_code, images(pdf.data)) == (200, 0)


def test_another_houses_picture_is_on_no_paper_of_ours(client, restaurant, other, paid, add_printer):
    with db.platform("test"), db.tenant(other.id):
        theirs = pictures.keep(files.logo())
    with printers.printer() as till:
        add_printer("Caixa", till)
        for name in (theirs, f"../{other.id}/{theirs}"):
            settings.change(Section.IDENTITY, {"logo": name})  # which no form and no call of the API would
            client(Role.CASHIER).post(f"/api/parties/{paid['party_id']}/print", json=wish("receipt"))
            runner.print_due()
            path = f"/paper/bills/{paid['bill_id']}/receipt"
            assert "<img" not in client(Role.WAITER).get(path).text
            assert images(client(Role.WAITER).get(f"{path}.pdf").data) == 0
    assert [rasters.found(slip) for slip in till.slips] == [[], []]


def test_paper_that_was_queued_before_there_were_logos_comes_out(client, paid, logo, add_printer):
    with printers.printer() as till:
        add_printer("Caixa", till)
        [job] = client(Role.CASHIER).post(f"/api/parties/{paid['party_id']}/print", json=wish("receipt")).json["items"]
        kept = queries.job(UUID(job["id"])).payload
        assert set(kept) == {"title", "rows", "drawer", "logo"}
        with db.atomic():
            db.session.execute(update(PrintJob).values(payload={k: v for k, v in kept.items() if k != "logo"}))
        runner.print_due()
        assert "TOTAL" in client(Role.CASHIER).get(job["url"]).text
    assert b"TOTAL" in till.slips[0]
    assert rasters.found(till.slips[0]) == []


def test_a_paper_names_its_logo_and_does_not_hold_it(client, restaurant, paid, logo):
    [job] = client(Role.CASHIER).post(f"/api/parties/{paid['party_id']}/print", json=wish("receipt")).json["items"]
    document = Document.of(queries.job(UUID(job["id"])).payload)
    assert logo.endswith(f"/{restaurant.id}/{document.logo}-480.webp")


def test_a_logo_costs_no_statement(client, restaurant, paid, statements):
    owner, cashier = client(Role.OWNER), client(Role.CASHIER)
    ways = (
        lambda: cashier.post(f"/api/parties/{paid['party_id']}/print", json=wish("receipt")),
        lambda: cashier.get(f"/paper/bills/{paid['bill_id']}/receipt"),
        lambda: cashier.get(f"/paper/bills/{paid['bill_id']}/receipt.pdf"),
    )

    def costs() -> list[int]:
        sent = []
        for ask in ways:
            ask()
            statements()
            ask()
            sent.append(len(statements()))
        return sent

    before = costs()
    owner.put("/api/settings/logo", data=files.logo())
    assert costs() == before
