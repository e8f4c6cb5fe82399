"""Every route, walked with another house's ids: 404, and not one byte of theirs."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from nabancada import db
from nabancada.menu import queries as menu
from nabancada.orders.models import Order
from nabancada.payments.models import Payment
from nabancada.permissions import Role
from tests import factories, rows

BODIES = {
    "orders_api.step": {"status": "preparing"},
    "orders_api.cancel": {"reason": "x"},
    "orders_api.void": {"reason": "x"},
    "menu_api.change_item": {"name": "x"},
    "menu_api.change_category": {"name": "x"},
    "menu_api.arrange_items": {"ids": [str(uuid4())]},
    "groups_api.change": {"name": "x", "options": [{"name": "x"}]},
    "editor.rename_category": {"name": "x"},
    "tables_api.change": {"name": "x"},
    "rooms_api.change": {"name": "x"},
    "floor_editor.rename_room": {"name": "x"},
    "auth_api.change_staff": {"name": "x"},
    "orders_api.change_line": {"note": "x"},
    "parties_api.move": {"table_id": str(uuid4())},
    "parties_api.join": {"party_id": str(uuid4())},
    "parties_api.move_lines": {
        "table_id": str(uuid4()),
        "lines": [{"order_id": str(uuid4()), "line_id": str(uuid4()), "quantity": 1}],
    },
    "parties_api.change": {"guests": 2},
    "split_api.keep": {"by": "whole"},
    "shifts_api.close_any": {"counted": {"cash": 0}},
    "payments_api.refund": {"client_key": "devolver-1", "amount_cents": 1, "reason": "x"},
    "payments_api.write_off_party": {"client_key": "abater-1", "reason": "x"},
    "payments_api.write_off_order": {"client_key": "abater-2", "reason": "x"},
    "payments_api.discount_party": {"client_key": "desconto-1", "percent": 5, "reason": "x"},
    "payments_api.discount_order": {"client_key": "desconto-2", "percent": 5, "reason": "x"},
    "kitchen.step": {"status": "preparing"},
    "printing_api.change": {"name": "x"},
    "paper_api.print_party": {"client_key": "imprimir-1", "document": "prebill"},
    "paper_api.print_order": {"client_key": "imprimir-2", "document": "prebill"},
    "paper_api.print_shift": {"client_key": "imprimir-3"},
    "pos.cancel": {"reason": "x"},
    "table_sheet.move_dishes": {"table_id": str(uuid4()), f"{uuid4()}.{uuid4()}": "1"},
    "table_sheet.change_people": {"guests": "2"},
    "table_line.change": {"note": "x"},
    "table_line.void": {"reason": "x"},
    "pos.void": {"reason": "x"},
    "settings_branches.change": {"name": "x"},
    "people.change": {"name": "x", "email": "x@casa.ao", "role": "waiter"},
}
METHODS = {"GET", "POST", "PATCH", "PUT", "DELETE"}
# Parameters of routes that are no ids of a house's rows, each with what it is.
NO_IDS = {
    "filename": "a file of the product",
    "key": "a picture, which everybody may see",
    "colour": "a colour",
    "slug": "a house or a plan, by its public name",
    "code": "of a table, for guests",
    "token": "an invitation or a new password, for who has the letter",
    "name": "a gateway",
    "section": "a page of the settings",
    "form": "a kind of file",
    "kind": "a kind of paper",
    "part": "a part of a page",
}
# Routes whose uuid is not a tenant's row, each with the reason.
NOT_TENANTS = {
    "admin_api.set_status",  # the super-admin's; an owner has no permission
    "admin_api.house",
    "admin_api.change_subscription",
    "admin_api.payments",
    "admin_api.decline_request",
    "admin_api.record_payment",
    "admin.house",
    "admin.set_status",
    "admin.change_subscription",
    "admin.record_payment",
    "admin.decline_request",
    "admin.enter",
}


@pytest.fixture
def theirs(app):
    """Another house full of rows that carry its canary, and their ids by what a route calls them."""
    house, canary = factories.restaurant(), f"canario{uuid4().hex[:8]}"
    with db.platform("test"), db.tenant(house.id):
        ids = {"restaurant_id": house.id, **rows.one_of_each(canary)}
        db.release()
    return ids, canary


def _options_of(ids):
    with db.platform("test"), db.tenant(ids["restaurant_id"]):
        return [one["id"] for group in menu.groups() for one in group["options"]]


def test_no_route_finds_another_houses_rows(app, client, restaurant, theirs):
    ids, canary = theirs
    owner = client(Role.OWNER)
    walked, rules = set(), list(app.url_map.iter_rules())
    for rule in rules:
        wanted = re.findall(r"<uuid:(\w+)>", rule.rule)
        if not wanted or rule.endpoint in NOT_TENANTS:
            continue
        assert set(wanted) <= set(ids), f"{rule.rule}: give this test an id of another house"
        path = re.sub(r"<uuid:(\w+)>", lambda found: str(ids[found[1]]), rule.rule)
        for method in rule.methods & METHODS:
            kind = "json" if path.startswith("/api/") else "data"
            body = {kind: BODIES.get(rule.endpoint, {})} if method != "GET" else {}
            answer = owner.open(path, method=method, **body)
            assert answer.status_code == 404, (method, path, answer.status_code, answer.text[:200])
            assert canary not in answer.text
            walked.add((rule.rule, method))
    assert {rule.endpoint for rule in rules} >= NOT_TENANTS
    assert walked == {
        (rule.rule, method)
        for rule in rules
        for method in rule.methods & METHODS
        if rule.arguments - NO_IDS.keys() and rule.endpoint not in NOT_TENANTS
    }


def test_nothing_of_another_house_is_sold(client, restaurant, theirs):
    ids, canary = theirs
    owner, ours, table = client(Role.OWNER), factories.dish(), factories.table()
    foreign_line, our_line = ({"item_id": str(one), "quantity": 1} for one in (ids["item_id"], ours.id))
    [choice] = _options_of(ids)
    for order in (
        {"type": "counter", "lines": [foreign_line]},
        {"type": "counter", "lines": [our_line, foreign_line]},
        {"type": "counter", "lines": [{**our_line, "option_ids": [choice]}]},
        {"type": "table", "table_id": str(ids["table_id"]), "lines": [our_line]},
        {"type": "table", "table_id": str(table.id), "lines": [foreign_line]},
    ):
        sale = {"order": {"client_key": uuid4().hex, **order}, "payments": [{"method": "card"}]}
        answer = owner.post("/api/sales", json=sale)
        assert answer.status_code in (404, 422), answer.text
        assert canary not in answer.text
    db.release()
    for model in (Order, Payment):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0


def test_no_list_or_page_shows_another_houses_rows(app, client, restaurant, theirs):
    _ids, canary = theirs
    owner = client(Role.OWNER)
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments and rule.endpoint != "sockets.listen":
            assert canary not in owner.get(rule.rule).text, rule.rule
