"""Two branches of one house, both full: each list is of its own, and who works at one alone asks for no other."""

from uuid import uuid4

import pytest

from nabancada import clock, db
from nabancada.orders import actions as orders
from nabancada.orders import queries as order_queries
from nabancada.orders.states import OrderStatus
from nabancada.permissions import Role
from nabancada.printing.models import Printer, PrintJob
from nabancada.printing.troubles import SILENT
from nabancada.restaurants import actions as restaurants
from nabancada.tables import layout
from nabancada.tables import queries as tables
from nabancada.till import actions as till
from tests import factories

HERE, THERE = "embondeiro", "jacaranda"  # a word in everything of each branch
PAGES = (
    "/pos",
    "/pos/arrivals",
    "/pos/queue",
    "/orders",
    "/orders/list",
    "/floor",
    "/floor/map",
    "/kitchen",
    "/kitchen/board",
    "/till",
    "/tables",
    "/tables/plan",
    "/tables/rooms",
    "/tables/codes",
    "/tables/archive",
    "/printers/trouble",
    "/api/carts?held=true",
    "/api/carts",
    "/api/kitchen",
)
# Lists of the house, which say of each thing where it is and may be asked for those of one branch.
LISTS = ("/api/orders", "/api/tables", "/api/rooms")


@pytest.fixture
def talatona(restaurant):
    """The second branch of the house."""
    return factories.branch(restaurant, "Talatona").id


@pytest.fixture
def both(client, restaurant, talatona):
    """The two branches, filled: each one's id by its word."""
    dish = factories.dish().id
    ids = {HERE: factories.branch(restaurant).id, THERE: talatona}
    for word, branch_id in ids.items():
        fill(word, branch_id, dish, client(at=branch_id))
    db.release()
    return ids


def fill(word, branch_id, dish, owner):
    """Everything a branch may have, with its word in it."""
    factories.order(dish, table_id=factories.table(f"1 {word}", area=f"Sala {word}", branch_id=branch_id).id)
    layout.archive(factories.table(f"9 {word}", area=f"Sala {word}", branch_id=branch_id).id)
    to_go = factories.new_order(
        dish, type="takeaway", customer={"name": word, "phone": "923 456 700"}, branch_id=branch_id
    )
    ready = orders.place(to_go, factories.SOMEBODY).order["id"]
    orders.move(ready, OrderStatus.PREPARING)
    orders.move(ready, OrderStatus.READY)
    till.add_register(f"Caixa {word}", branch_id)
    with db.atomic():
        printer = Printer(name=word, branch_id=branch_id, kind="network", host="192.168.1.50", port=9100, width=80)
        printer.stations, printer.documents = [], ["ticket"]
        printer.trouble, printer.trouble_since = SILENT, clock.now()
        db.session.add(printer)
        restaurants.printers_changed()
    draft = {"type": "counter", "lines": [{"id": "1", "item_id": str(dish), "quantity": 1}]}
    kept = owner.put(f"/api/carts/{uuid4().hex}", json={"version": 1, "label": word, "content": draft})
    assert kept.status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_a_list_is_of_the_branch_one_works_at(client, both, path):
    for word, other in ((HERE, THERE), (THERE, HERE)):
        for browser in (client(Role.OWNER, at=both[word]), client(Role.MANAGER, only=both[word])):
            answer = browser.get(path)
            assert answer.status_code == 200
            assert word in answer.text
            assert other not in answer.text


@pytest.mark.parametrize("path", LISTS)
def test_a_list_of_the_house_is_asked_for_one_branch(client, both, path):
    owner = client()
    everything = owner.get(path)
    assert HERE in everything.text and THERE in everything.text
    assert {one["branch_id"] for one in everything.json["items"]} == {str(one) for one in both.values()}
    for word, other in ((HERE, THERE), (THERE, HERE)):
        asked = owner.get(path, query_string={"branch_id": both[word]})
        assert word in asked.text and other not in asked.text
    nowhere = owner.get(path, query_string={"branch_id": uuid4()})
    assert (nowhere.status_code, list(nowhere.json["fields"])) == (422, ["branch_id"])


@pytest.mark.parametrize("path", [*LISTS, "/api/kitchen"])
def test_who_works_at_one_branch_alone_sees_it_unasked_and_may_ask_for_no_other(client, both, path):
    manager = client(Role.MANAGER, only=both[THERE])
    for asked in ({}, {"branch_id": both[THERE]}):
        answer = manager.get(path, query_string=asked)
        assert THERE in answer.text and HERE not in answer.text
    refused = manager.get(path, query_string={"branch_id": both[HERE]})
    assert (refused.status_code, refused.json["code"]) == (403, "another_branch")


def test_registers_are_all_the_houses_but_for_who_works_at_one_branch_alone(client, both):
    assert len(client().get("/api/registers").json["items"]) == 2
    [only] = client(Role.CASHIER, only=both[THERE]).get("/api/registers").json["items"]
    assert (only["name"], only["branch_id"]) == (f"Caixa {THERE}", str(both[THERE]))


def test_the_table_somebody_means_is_one_of_where_they_work(client, both):
    waiter = client(Role.WAITER, at=both[THERE])
    [table] = tables.all_with_parties(both[THERE])
    assert waiter.get(f"/floor/tables?name=1 {THERE}").location == f"/floor/tables/{table['id']}"
    assert "unknown" in waiter.get(f"/floor/tables?name={HERE}").location


def sent(dish, **order):
    line = {"item_id": str(dish), "quantity": 1}
    return {"client_key": uuid4().hex, "type": "counter", "lines": [line], **order}


def test_what_is_sold_over_the_counter_is_of_the_branch_one_works_at_and_numbers_go_on_through_the_house(client, both):
    dish, sold = factories.dish().id, []
    for word in (HERE, THERE, HERE):
        sold.append(client(Role.WAITER, at=both[word]).post("/api/orders", json=sent(dish)).json)
    assert [one["branch_id"] for one in sold] == [str(both[one]) for one in (HERE, THERE, HERE)]
    assert [one["number"] for one in sold] == [5, 6, 7]
    [asked] = [client().post("/api/orders", json=sent(dish, branch_id=str(both[THERE]))).json]
    assert asked["branch_id"] == str(both[THERE])


def test_its_tickets_come_out_at_that_branch_alone(client, both):
    sold = client(Role.WAITER, at=both[THERE]).post("/api/orders", json=sent(factories.dish().id)).json
    jobs = db.session.query(Printer.name).join(PrintJob, PrintJob.printer_id == Printer.id)
    assert jobs.filter(PrintJob.subject_id == sold["id"]).all() == [(THERE,)]


def test_who_works_at_one_branch_alone_orders_nothing_for_another(client, both):
    waiter, dish = client(Role.WAITER, only=both[HERE]), factories.dish().id
    [table] = tables.all_with_parties(both[THERE])
    before = len(order_queries.page(limit=50, before=None))
    for order in ({"branch_id": str(both[THERE])}, {"type": "table", "table_id": str(table["id"])}):
        refused = waiter.post("/api/orders", json=sent(dish, **order))
        assert (refused.status_code, refused.json["code"]) == (403, "another_branch")
    db.release()
    assert len(order_queries.page(limit=50, before=None)) == before


def test_a_draft_is_of_the_branch_where_it_was_typed_last_and_one_for_a_table_of_the_tables(client, both):
    key, dish = uuid4().hex, factories.dish().id
    draft = {"type": "counter", "lines": [{"id": "1", "item_id": str(dish), "quantity": 1}]}
    for version, word in enumerate((HERE, THERE), 1):
        browser = client(Role.WAITER, at=both[word])
        browser.put(f"/api/carts/{key}", json={"version": version, "label": "da D. Rosa", "content": draft})
    assert "da D. Rosa" not in client(at=both[HERE]).get("/api/carts?held=true").text
    assert "da D. Rosa" in client(at=both[THERE]).get("/api/carts?held=true").text


def test_what_is_typed_for_a_table_goes_along_when_its_room_goes_to_another_branch(client, restaurant, talatona):
    table, dish, owner = factories.table("12").id, factories.dish().id, client()
    draft = {"type": "table", "lines": [{"id": "1", "item_id": str(dish), "quantity": 1}]}
    body = {"version": 1, "table_id": str(table), "content": draft}
    assert owner.put("/api/carts/rascunho-1", json=body).status_code == 200
    assert "A pedir agora" in owner.get("/pos/queue").text
    [room] = tables.rooms()
    assert owner.patch(f"/api/rooms/{room['id']}", json={"branch_id": str(talatona)}).status_code == 200
    assert "A pedir agora" not in owner.get("/pos/queue").text
    assert "A pedir agora" in client(at=talatona).get("/pos/queue").text


def test_a_house_of_one_branch_hears_nothing_of_branches(client, restaurant):
    factories.table("1")
    for path in ("/tables", "/tables/rooms", "/tables/codes", "/tables/archive", "/till"):
        page = client().get(path).text
        assert "Principal" not in page and "branch_id" not in page


def test_where_there_are_several_the_floor_editor_and_the_till_say_which(client, restaurant, talatona):
    owner = client(at=talatona)
    for path in ("/tables", "/tables/rooms", "/tables/codes", "/tables/archive"):
        assert "<p>Talatona</p>" in owner.get(path).text
    assert owner.post("/api/shifts", json={"opening_cents": 0}).status_code == 201
    assert "Caixa 1 · Talatona</h1>" in owner.get("/till").text


def test_a_branch_in_use_is_not_archived_and_why_is_said_beside_it(client, both):
    owner, path = client(), f"/settings/branches/{both[THERE]}"
    page = owner.post(path, data={"archived": "true"})
    beside = page.text[page.text.index("set-branch__name") :].split("</li>")[1]
    assert page.status_code == 409
    assert "Ainda há mesas nesta filial." in beside and 'value="Talatona"' in beside
    over_json = owner.patch(f"/api/branches/{both[THERE]}", json={"archived": True})
    assert (over_json.status_code, over_json.json["code"]) == (409, "branch_in_use")
    assert over_json.json["detail"] == "Ainda há mesas nesta filial."


def test_a_room_is_sent_to_another_branch_from_its_row_which_says_why_it_cannot_go(client, restaurant, talatona):
    factories.table("1", branch_id=talatona)
    owner, [table] = client(), [factories.table("1").id]
    [room] = tables.rooms(factories.branch(restaurant).id)
    path, sent_there = f"/tables/rooms/{room['id']}", {"name": "Varanda", "branch_id": str(talatona)}
    refused = owner.post(path, data=sent_there)
    assert refused.status_code == 422
    assert "Nessa filial já há mesas com estes nomes: 1. Mude-os primeiro." in refused.text
    assert f'<option value="{talatona}" selected>' in refused.text and 'value="Varanda"' in refused.text
    layout.change(table, {"name": "2"})
    gone = owner.get(owner.post(path, data=sent_there).location)
    assert "A sala passou para Talatona, com as suas mesas." in gone.text and 'value="Varanda"' not in gone.text
    assert "passou a sala Varanda para a filial Talatona" in owner.get("/api/audit").text
