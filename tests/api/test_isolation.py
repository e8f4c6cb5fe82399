"""Every route, walked with another house's ids: 404, and not one byte of theirs."""

from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from werkzeug.routing import AnyConverter, Rule, UUIDConverter

from nabancada import db
from nabancada.cli.permissions import routes
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
    "floor_editor.change_room": {"name": "x"},
    "table_sheet.take_back_answer": {"since": "2026-11-22T14:05:00Z"},
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
# Routes that take a house's id and are the platform's: an owner has no permission, whatever the id.
OF_THE_PLATFORM = {
    "admin_api.set_status",
    "admin_api.house",
    "admin_api.payments",
    "admin_api.decline_request",
    "admin_api.change_subscription",
    "admin_api.record_payment",
    "admin_api.enter",
    "admin.house",
    "admin.set_status",
    "admin.change_subscription",
    "admin.record_payment",
    "admin.decline_request",
    "admin.enter",
}
# What routes take that is the id of no row, and why it is not walked here.
NO_IDS = {
    "slug": "the public name of a house or a plan: whoever has it reads the menu, or is the platform",
    "code": "hangs on a table: whoever reads it is a guest there",
    "token": "the secret of a letter: whoever has it is meant",
    "key": "a draft's name in its own house, or a photograph's that nobody guesses: tests/orders, tests/storage",
    "colour": "a colour",
    "name": "a gateway, or a file of the program",
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
    walked, refused = [], set()
    for method, rule, _needs in routes(app):
        wanted = {name for name, kind in rule._converters.items() if isinstance(kind, UUIDConverter)}
        if not wanted:
            continue
        assert wanted <= set(ids), f"{rule.rule}: give this test an id of another house"
        for path in _paths(rule, ids):
            kind = "json" if path.startswith("/api/") else "data"
            body = {kind: BODIES.get(rule.endpoint, {})} if method != "GET" else {}
            answer = owner.open(path, method=method, **body)
            assert canary not in answer.text
            if answer.status_code == 403:
                refused.add(rule.endpoint)
            else:
                assert answer.status_code == 404, (method, path, answer.status_code, answer.text[:200])
        walked.append(f"{method} {rule.rule}")
    assert refused == OF_THE_PLATFORM
    assert walked == [f"{method} {rule.rule}" for method, rule, _needs in routes(app) if "<uuid:" in rule.rule]


def test_what_else_routes_take_is_the_id_of_no_row(app):
    kinds = {(name, type(kind)) for _, rule, _ in routes(app) for name, kind in rule._converters.items()}
    assert {name for name, kind in kinds if kind not in (UUIDConverter, AnyConverter)} == set(NO_IDS)


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
        if "GET" in rule.methods and not rule.arguments:
            assert canary not in owner.get(rule.rule).text, rule.rule


def _paths(rule: Rule, ids: dict[str, Any]) -> Iterator[str]:
    """The addresses of a route with these ids: one for each of the words it may take besides."""
    kinds = rule._converters.items()
    choices = [sorted(kind.items) if isinstance(kind, AnyConverter) else [ids[name]] for name, kind in kinds]
    for chosen in product(*choices):
        yield rule.build(dict(zip(rule._converters, chosen, strict=True)), append_unknown=False)[1]
