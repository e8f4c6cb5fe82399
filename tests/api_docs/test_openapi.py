"""The description of the API says what there is, all of it, and answers look as it says."""

import json
import re
from pathlib import Path
from uuid import UUID, uuid4

import jsonschema
import pytest
from flask import Flask
from openapi_spec_validator import validate

from nabancada.access import PUBLIC
from nabancada.api_docs import document
from nabancada.api_docs.catalogue import OPERATIONS
from nabancada.permissions import Role
from nabancada.restaurants.models import Restaurant
from tests import factories

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


@pytest.fixture
def described(app: Flask) -> dict:
    return app.test_client().get("/api/openapi.json").json


def test_it_is_valid_openapi(described: dict):
    assert described["openapi"].startswith("3.1")
    validate(described)


def test_every_route_is_described_with_its_methods(app: Flask, described: dict):
    wanted = {
        (document.path(rule), method.lower())
        for rule in document.routes(app)
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert wanted == {(path, method) for path, methods in described["paths"].items() for method in methods}


def test_nothing_is_described_that_is_not_there(app: Flask):
    assert OPERATIONS.keys() == {rule.endpoint for rule in document.routes(app)}


def test_every_operation_says_what_it_does_and_what_its_path_takes(described: dict):
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"].endswith("."), (method, path)
            names = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
            assert names == set(re.findall(r"{(\w+)}", path)), (method, path)


def test_whatever_is_not_public_says_how_to_identify(app: Flask, described: dict):
    for rule in document.routes(app):
        if app.view_functions[rule.endpoint].access == PUBLIC:
            continue
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            operation = described["paths"][document.path(rule)][method.lower()]
            assert operation["security"] == [{"session": []}, {"token": []}], rule
            assert {"401", "403"} <= operation["responses"].keys(), rule


def test_what_reads_a_body_says_which(described: dict):
    silent = [
        operation["operationId"]
        for methods in described["paths"].values()
        for method, operation in methods.items()
        if method in {"post", "patch"} and "requestBody" not in operation
    ]
    of_printers = ["printing_retry", "printing_retry_all", "printing_test_page"]
    assert sorted(silent) == [
        "billing_withdraw",
        "invitations_renew",
        "menu_restore_category",
        "menu_restore_item",
        "parties_request_bill",
        "payments_settle",
        *of_printers,
        "rooms_restore",
        "tables_renew_code",
        "tables_restore",
    ]


def test_the_page_for_people_names_every_route(app: Flask):
    page = PAGE.read_text()
    missing = [
        f"{method} {rule.rule}"
        for rule in document.routes(app)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        if f"`{method} {_written(rule)}`" not in page
    ]
    assert missing == []


def test_the_page_for_people_names_no_route_that_is_not_there(app: Flask):
    there = {f"{method} {_written(rule)}" for rule in app.url_map.iter_rules() for method in rule.methods}
    named = set(re.findall(r"^\| `((?:GET|POST|PUT|PATCH|DELETE) [^`]+)`", PAGE.read_text(), re.MULTILINE))
    assert named - there == set()


def test_answers_look_as_described(client, described: dict, restaurant: Restaurant):
    owner = client(Role.OWNER)
    dish = factories.dish(option_groups=[factories.group(least=0, Funge=0)])
    table = factories.table("7")
    placed = owner.post(
        "/api/orders", json=json.loads(factories.new_order(dish.id, table_id=table.id).model_dump_json())
    )
    assert placed.status_code == 201
    _check(described, "post", "/api/orders", placed)
    order = placed.json
    table_id, order_id = order["table_id"], order["id"]
    for path, values in (
        ("/api/session", {}),
        ("/api/menu", {}),
        ("/api/menu/groups", {}),
        ("/api/public/{slug}/menu", {"slug": restaurant.slug}),
        ("/api/subscription/limits", {}),
        ("/api/tables", {}),
        ("/api/tables/{table_id}/bill", {"table_id": table_id}),
        ("/api/orders", {}),
        ("/api/orders/{order_id}", {"order_id": order_id}),
        ("/api/kitchen", {}),
        ("/api/events", {}),
        ("/api/staff", {}),
        ("/api/staff/invitations", {}),
        ("/api/sessions", {}),
        ("/api/audit", {}),
        ("/api/tokens", {}),
        ("/api/printers", {}),
        ("/api/print-jobs", {}),
        ("/api/openapi.json", {}),
    ):
        _check(described, "get", path, owner.get(path.format(**values)))
    asked = owner.post("/api/staff/invitations", json={"name": "Zeca", "role": "waiter"})
    _check(described, "post", "/api/staff/invitations", asked)
    _check(described, "patch", "/api/profile", owner.patch("/api/profile", json={"language": "pt"}))


def test_answers_about_money_look_as_described(client, described: dict, restaurant: Restaurant):
    owner, dish, customer = client(Role.OWNER), factories.dish(price_cents=1000), {"name": "Telma", "nif": "5417000000"}
    order = factories.order(dish.id, dish.id, table_id=factories.table("7").id).order
    party = {"party_id": order["party_id"]}

    def ask(path: str, ids: dict | None = None, **body: object):
        sent = {key: str(value) if isinstance(value, UUID) else value for key, value in body.items()}
        answer = owner.post(path.format(**ids or {}), json=sent)
        _check(described, "post", path, answer)
        return answer.json

    def key() -> dict:
        return {"client_key": uuid4().hex}

    ask("/api/shifts", opening_cents=5000)
    ask("/api/shifts/current/movements", **key(), kind="in", amount_cents=5, reason="Trocos")
    for method, more in (("get", {}), ("put", {"json": {"by": "equal", "people": ["Ana", "Bia"]}})):
        shared = getattr(owner, method)(f"/api/bills/{party['party_id']}/split", **more)
        _check(described, method, "/api/bills/{bill_id}/split", shared)
    ask("/api/parties/{party_id}/discounts", party, **key(), percent=10, reason="Demora")
    once = {**party, **key(), "method": "cash", "amount_cents": 600, "tendered_cents": 1000}
    paid, again = ask("/api/payments", **once), ask("/api/payments", **once)
    assert again == paid
    ask("/api/payments/{payment_id}/refunds", {"payment_id": paid["id"]}, **key(), amount_cents=100, reason="Engano")
    ask("/api/parties/{party_id}/write-off", party, **key(), reason="Saíram")
    lines = [{"item_id": str(dish.id), "quantity": 1}]
    sale = {
        "order": {**key(), "type": "counter", "customer": customer, "lines": lines},
        "payments": [{"method": "card"}],
    }
    assert ask("/api/sales", **sale) == ask("/api/sales", **sale)
    for path in ("/api/shifts/current", "/api/shifts", "/api/registers"):
        _check(described, "get", path, owner.get(path))
    ask("/api/shifts/current/closure", counted={"cash": 0})


def test_refusals_look_as_described(client, described: dict):
    refused = client(None).get("/api/menu")
    assert refused.content_type == "application/problem+json"
    _fits(described, {"$ref": "#/components/schemas/Problem"}, refused.json)


def _check(described: dict, method: str, path: str, answer) -> None:
    said = described["paths"][path][method]["responses"][str(answer.status_code)]
    _fits(described, said["content"]["application/json"]["schema"], answer.json)


def _fits(described: dict, schema: dict, body: object) -> None:
    jsonschema.validate(body, {**schema, "components": described["components"]}, jsonschema.Draft202012Validator)


def _written(rule):
    """A route's path as people write it: without the kinds of its arguments."""
    return re.sub(r"<[^<>]*:", "<", rule.rule)
