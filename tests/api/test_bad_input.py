"""Whatever is sent wrongly: a 4xx that says what to do, and nothing stored."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from nabancada import db
from nabancada.keys import ClientKey
from nabancada.orders.models import Order
from nabancada.permissions import Role
from nabancada.tables.models import Party
from tests import factories


@pytest.fixture
def waiter(client):
    return client(Role.WAITER)


@pytest.fixture
def dish(restaurant):
    return factories.dish(option_groups=[factories.group("Molho", 1, 1, Jindungo=0, Vinagrete=0)])


@pytest.fixture
def sauce(dish):
    from nabancada.menu.queries import item_json

    return item_json(dish.id)["option_groups"][0]["options"][0]["id"]


@pytest.fixture(autouse=True)
def nothing_stored(restaurant):
    yield
    db.release()
    for model in (Order, ClientKey, Party):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0


def _order(line, **changes):
    return {"client_key": uuid4().hex, "type": "counter", "lines": [line], **changes}


@pytest.mark.parametrize("quantity", [0, -1, 10**9, "abc", 1.5, None, True, [2]])
def test_quantities_that_are_none(waiter, dish, sauce, quantity):
    line = {"item_id": str(dish.id), "quantity": quantity, "option_ids": [sauce]}
    answer = waiter.post("/api/orders", json=_order(line))
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert answer.json["fields"]["lines.0.quantity"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"item_id": str(uuid4())}, "lines.0.item_id"),
        ({"item_id": "7"}, "lines.0.item_id"),
        ({"note": "x" * 300}, "lines.0.note"),
        ({"option_ids": []}, "lines.0.option_ids"),
        ({"option_ids": [str(uuid4())]}, "lines.0.option_ids"),
        ({"price_cents": 1}, "lines.0.price_cents"),
    ],
)
def test_lines_that_make_no_sense(waiter, dish, sauce, change, field):
    line = {"item_id": str(dish.id), "quantity": 1, "option_ids": [sauce], **change}
    answer = waiter.post("/api/orders", json=_order(line))
    assert answer.status_code == 422
    assert list(answer.json["fields"]) == [field]


def test_too_many_options(waiter, dish):
    from nabancada.menu.queries import item_json

    both = [one["id"] for one in item_json(dish.id)["option_groups"][0]["options"]]
    line = {"item_id": str(dish.id), "quantity": 1, "option_ids": both}
    assert waiter.post("/api/orders", json=_order(line)).status_code == 422


@pytest.mark.parametrize(
    "change",
    [
        {"client_key": "short"},
        {"client_key": "x" * 65},
        {"client_key": None},
        {"type": "table"},
        {"type": "banquet"},
        {"lines": []},
        {"type": "delivery"},
        {"discount": 100},
        {"customer": {"name": "Telma", "phone": "abc"}},
    ],
)
def test_orders_that_make_no_sense(waiter, dish, sauce, change):
    line = {"item_id": str(dish.id), "quantity": 1, "option_ids": [sauce]}
    assert waiter.post("/api/orders", json=_order(line, **change)).status_code == 422


def test_a_sold_out_dish(waiter, restaurant):
    gone = factories.dish("Choco", available=False)
    answer = waiter.post("/api/orders", json=_order({"item_id": str(gone.id), "quantity": 1}))
    assert (answer.status_code, answer.json["code"]) == (409, "sold_out")
    assert "Choco" in answer.json["detail"]


def test_a_table_that_is_not_here(waiter, dish, sauce, other):
    with db.platform("test"), db.tenant(other.id):
        foreign = factories.table()
    line = {"item_id": str(dish.id), "quantity": 1, "option_ids": [sauce]}
    for table_id in (foreign.id, uuid4()):
        answer = waiter.post("/api/orders", json=_order(line, type="table", table_id=str(table_id)))
        assert answer.status_code == 404


def test_a_house_that_is_not_approved(client, app):
    from nabancada.restaurants.models import RestaurantStatus

    pending = factories.restaurant(status=RestaurantStatus.PENDING)
    with db.platform("test"), db.tenant(pending.id):
        dish = factories.dish()
    line = {"item_id": str(dish.id), "quantity": 1}
    answer = client(Role.WAITER, pending).post("/api/orders", json=_order(line))
    assert (answer.status_code, answer.json["code"]) == (402, "subscription_inactive")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b"a=1", "application/x-www-form-urlencoded", 415),
        (b"<order/>", "text/xml", 415),
        (b"", "application/json", 400),
        pytest.param(b" " * 2_000_000, "application/json", 413, id="too large"),
    ],
)
def test_bodies_that_are_no_order(waiter, body, content_type, status):
    answer = waiter.post("/api/orders", data=body, content_type=content_type)
    assert answer.status_code == status
    assert answer.json["status"] == status
    assert answer.json["detail"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/orders", {"client_key": "nul-\0-nul-nul", "type": "counter", "lines": []}),
        ("POST", "/api/session", {"email": "a\0@casa.ao", "password": "x"}),
        ("GET", "/api/kitchen?station=%00", None),
    ],
)
def test_a_character_that_no_text_may_have(client, method, path, body):
    answer = client(Role.OWNER).open(path, method=method, json=body)
    assert answer.status_code == 422
    assert answer.json["fields"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"client_key": "\\ud800-lone-half", "type": "counter", "lines": []}', 400),
        (b'{"client_key": "\xed\xa0\x80-lone-half", "type": "counter", "lines": []}', 400),
        (b'{"lines": [{"quantity": 1' + b"0" * 400 + b"}]}", 400),
        (b'{"lines": [{"quantity": 100000000000000000000}]}', 422),
        (b'{"lines": [{"quantity": 1e400}]}', 400),
        (b'{"lines": [{"quantity": NaN}]}', 400),
        pytest.param(b'{"lines": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, id="deep"),
    ],
)
def test_bodies_that_no_decent_program_writes(waiter, body, status):
    assert waiter.post("/api/orders", data=body, content_type="application/json").status_code == status


@pytest.mark.parametrize(
    ("instant", "status"),
    [
        ("2026-11-22T14:05:00Z", 200),
        ("2000-01-01T00:00:00+16:00", 200),
        ("0001-01-01T00:00:00+16:00", 422),
        ("9999-12-31T23:59:59-16:00", 422),
        ("9999-12-31T23:59:59Z", 422),  # a day later for whoever reads it here
        ("0001-01-01T00:00:00Z", 422),
        ("2026-02-30T00:00:00Z", 422),
        ("2026-11-22T14:05:00", 422),
        ("0", 422),
        ("-5", 422),
    ],
)
def test_instants_from_other_worlds(waiter, instant, status):
    assert waiter.get("/api/orders", query_string={"placed_after": instant}).status_code == status


@pytest.mark.parametrize("width", [[], {}, 80.5, "80 mm", None])
def test_a_printer_of_no_width(client, width):
    new = {"name": "Bar", "host": "192.168.1.50", "width": width}
    assert client(Role.OWNER).post("/api/printers", json=new).json["fields"]["width"]


def test_an_unknown_path_is_a_json_404(waiter):
    answer = waiter.get("/api/nothing-here")
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def test_a_wrong_method_says_which_are_right(waiter):
    answer = waiter.delete("/api/orders")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_words_follow_the_language_switch(waiter, dish):
    waiter.set_cookie("nb-language", "en")
    answer = waiter.post("/api/orders", json={})
    assert answer.json["fields"]["client_key"] == "Fill this in."
