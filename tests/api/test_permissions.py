"""The table of PRODUCT, held by the API: what a role may not do is refused, whatever a screen shows."""

import re
from uuid import uuid4

import pytest

from nabancada.permissions import POLICY, Permission, Role
from tests import factories

STAFF = [Role.OWNER, Role.MANAGER, Role.CASHIER, Role.WAITER, Role.KITCHEN]
TAKES_ORDERS = {Role.OWNER, Role.MANAGER, Role.CASHIER, Role.WAITER}
CASHES = {Role.OWNER, Role.MANAGER, Role.CASHIER}
COOKS = {Role.OWNER, Role.MANAGER, Role.KITCHEN}
LEADS = {Role.OWNER, Role.MANAGER}
ALL = set(STAFF)

TABLE = [
    ("POST", "/api/orders", {}, TAKES_ORDERS),
    ("GET", "/api/orders", None, ALL),
    ("GET", "/api/kitchen", None, COOKS),
    ("GET", "/api/menu", None, ALL),
    ("GET", "/api/tables", None, ALL),
    ("POST", "/api/tables", {}, LEADS),
    ("POST", "/api/tables/batches", {}, LEADS),
    ("DELETE", f"/api/tables/{uuid4()}", None, LEADS),
    ("POST", f"/api/tables/{uuid4()}/restoration", {}, LEADS),
    ("POST", f"/api/tables/{uuid4()}/copies", {}, LEADS),
    ("GET", f"/api/tables/{uuid4()}/code.svg", None, LEADS),
    ("POST", f"/api/tables/{uuid4()}/code", {}, LEADS),
    ("POST", "/api/tables/codes", {}, LEADS),
    ("POST", "/api/tables/codes.pdf", {}, LEADS),
    ("GET", "/api/tables?archived=true", None, LEADS),
    ("GET", "/api/rooms", None, ALL),
    ("POST", "/api/rooms", {}, LEADS),
    ("PUT", "/api/rooms/order", {}, LEADS),
    ("PATCH", f"/api/rooms/{uuid4()}", {}, LEADS),
    ("DELETE", f"/api/rooms/{uuid4()}", None, LEADS),
    ("POST", f"/api/rooms/{uuid4()}/restoration", {}, LEADS),
    ("GET", "/api/rooms?archived=true", None, LEADS),
    ("GET", "/tables", None, LEADS),
    ("GET", "/tables/rooms", None, LEADS),
    ("GET", "/tables/archive", None, LEADS),
    ("GET", "/tables/codes", None, LEADS),
    ("POST", "/api/menu/categories", {}, LEADS),
    ("POST", "/api/menu/items", {}, LEADS),
    ("PUT", "/api/menu/categories/order", {}, LEADS),
    ("DELETE", f"/api/menu/categories/{uuid4()}", None, LEADS),
    ("POST", f"/api/menu/categories/{uuid4()}/restoration", {}, LEADS),
    ("GET", "/api/menu/categories/archived", None, LEADS),
    ("POST", f"/api/menu/items/{uuid4()}/copies", {}, LEADS),
    ("PUT", f"/api/menu/items/{uuid4()}/photo", None, LEADS),
    ("POST", "/api/menu/groups", {}, LEADS),
    ("GET", "/api/menu/groups", None, ALL),
    ("GET", "/api/menu/export", None, LEADS),
    ("POST", "/api/menu/import", None, LEADS),
    ("POST", "/api/menu/prices", {}, LEADS),
    ("POST", "/api/menu/stations", {}, LEADS),
    ("GET", "/api/menu/stations", None, ALL),
    ("GET", "/api/menu/archived", None, LEADS),
    ("GET", "/api/subscription/limits", None, ALL),
    ("GET", "/api/subscription/visits", None, {Role.OWNER}),
    ("GET", "/api/staff", None, {Role.OWNER}),
    ("POST", "/api/staff", {}, {Role.OWNER}),
    ("GET", "/api/staff/invitations", None, {Role.OWNER}),
    ("POST", "/api/staff/invitations", {}, {Role.OWNER}),
    ("POST", f"/api/staff/invitations/{uuid4()}/link", {}, {Role.OWNER}),
    ("DELETE", f"/api/staff/invitations/{uuid4()}", None, {Role.OWNER}),
    ("GET", "/api/audit", None, {Role.OWNER}),
    ("GET", "/api/sessions", None, ALL),
    ("DELETE", f"/api/sessions/{uuid4()}", None, ALL),
    ("PATCH", "/api/profile", {}, ALL),
    ("GET", "/api/profile", None, ALL),
    ("POST", "/api/session/confirmation", {}, ALL),
    ("PUT", "/api/device", None, {Role.OWNER}),
    ("DELETE", "/api/device", None, {Role.OWNER}),
    ("DELETE", "/api/device/session", None, ALL),
    ("POST", "/api/tokens", {}, {Role.OWNER}),
    ("GET", "/api/tokens", None, {Role.OWNER}),
    ("GET", "/api/settings", None, {Role.OWNER}),
    ("PATCH", "/api/settings", {}, {Role.OWNER}),
    ("PUT", "/api/settings/logo", None, {Role.OWNER}),
    ("DELETE", "/api/settings/logo", None, {Role.OWNER}),
    ("GET", "/api/branches", None, ALL),
    ("POST", "/api/branches", {}, {Role.OWNER}),
    ("PATCH", f"/api/branches/{uuid4()}", {}, {Role.OWNER}),
    ("GET", "/paper/sample", None, {Role.OWNER}),
    ("GET", "/api/events", None, ALL),
    ("POST", f"/api/orders/{uuid4()}/cancellation", {"reason": "x"}, LEADS),
    ("POST", f"/api/orders/{uuid4()}/lines/{uuid4()}/void", {"reason": "x"}, LEADS),
    ("POST", f"/api/parties/{uuid4()}/bill-request", {}, TAKES_ORDERS),
    ("GET", f"/api/tables/{uuid4()}/bill", None, TAKES_ORDERS),
    ("POST", f"/api/parties/{uuid4()}/move", {"table_id": str(uuid4())}, TAKES_ORDERS),
    ("POST", f"/api/parties/{uuid4()}/join", {"party_id": str(uuid4())}, TAKES_ORDERS),
    ("POST", f"/api/parties/{uuid4()}/part", {}, TAKES_ORDERS),
    ("POST", f"/api/parties/{uuid4()}/lines", {}, TAKES_ORDERS),
    ("GET", f"/api/bills/{uuid4()}/split", None, TAKES_ORDERS),
    ("PUT", f"/api/bills/{uuid4()}/split", {"by": "whole"}, TAKES_ORDERS),
    ("POST", "/api/payments", {}, CASHES),
    ("POST", "/api/sales", {}, CASHES),
    ("POST", f"/api/payments/{uuid4()}/refunds", {"client_key": "x" * 8, "amount_cents": 1, "reason": "x"}, LEADS),
    ("POST", f"/api/bills/{uuid4()}/settlement", None, CASHES),
    ("POST", f"/api/parties/{uuid4()}/write-off", {"client_key": "x" * 8, "reason": "x"}, LEADS),
    ("POST", f"/api/parties/{uuid4()}/discounts", {}, CASHES),
    ("DELETE", f"/api/bills/{uuid4()}/discounts/{uuid4()}", None, CASHES),
    ("POST", "/api/shifts", {}, CASHES),
    ("GET", "/api/shifts", None, CASHES),
    ("GET", "/api/registers", None, CASHES),
    ("POST", "/api/shifts/current/movements", {}, CASHES),
    ("POST", "/api/shifts/current/closure", {}, CASHES),
    ("POST", "/api/registers", {}, LEADS),
    ("POST", f"/api/shifts/{uuid4()}/closure", {"counted": {"cash": 0}}, LEADS),
    ("POST", f"/api/admin/restaurants/{uuid4()}/status", {"status": "active"}, set()),
    ("POST", f"/api/admin/restaurants/{uuid4()}/visits", {"reason": "x" * 8}, set()),
    ("GET", "/api/printers", None, ALL),
    ("POST", "/api/printers", {}, {Role.OWNER}),
    ("DELETE", f"/api/printers/{uuid4()}", None, {Role.OWNER}),
    ("POST", f"/api/printers/{uuid4()}/test", {}, {Role.OWNER}),
    ("POST", f"/api/printers/{uuid4()}/retry", {}, ALL),
    ("GET", "/api/print-jobs", None, ALL),
    ("POST", f"/api/print-jobs/{uuid4()}/retry", {}, ALL),
    ("POST", f"/api/parties/{uuid4()}/print", {}, TAKES_ORDERS),
    ("POST", f"/api/orders/{uuid4()}/print", {}, TAKES_ORDERS),
    ("POST", f"/api/shifts/{uuid4()}/print", {}, {Role.OWNER, Role.MANAGER, Role.CASHIER}),
    ("GET", "/printers", None, {Role.OWNER}),
    ("GET", "/printers/new", None, {Role.OWNER}),
    ("GET", "/printers/queue", None, ALL),
    ("GET", "/floor", None, TAKES_ORDERS),
    ("GET", "/pos", None, TAKES_ORDERS),
    ("GET", "/kitchen", None, COOKS),
    ("GET", "/dashboard", None, LEADS),
    ("GET", "/staff", None, {Role.OWNER}),
    ("GET", "/staff/new", None, {Role.OWNER}),
    ("GET", "/staff/invitations/new", None, {Role.OWNER}),
    ("GET", "/staff/audit", None, {Role.OWNER}),
    ("GET", "/profile", None, ALL),
    ("GET", "/admin", None, set()),
]
NAMES = [f"{method} {re.sub('[0-9a-f]{8}-[0-9a-f-]{27}', '<id>', path)}" for method, path, *_ in TABLE]  # every run's


@pytest.mark.parametrize(("method", "path", "body", "allowed"), TABLE, ids=NAMES)
def test_only_who_may_gets_in(client, restaurant, method, path, body, allowed):
    for role in STAFF:
        answer = client(role).open(path, method=method, json=body)
        assert (answer.status_code != 403) == (role in allowed), (role, answer.status_code)


@pytest.mark.parametrize(("method", "path", "body", "_allowed"), TABLE, ids=NAMES)
def test_strangers_get_nowhere(client, method, path, body, _allowed):
    answer = client(None).open(path, method=method, json=body)
    if path.startswith("/api/"):
        assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")
    else:
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in")


def test_cooks_start_and_ready_and_waiters_serve(client, restaurant):
    order_id = factories.order(factories.dish().id).order["id"]
    path, cook, waiter = f"/api/orders/{order_id}/status", client(Role.KITCHEN), client(Role.WAITER)
    assert waiter.post(path, json={"status": "preparing"}).status_code == 403
    assert cook.post(path, json={"status": "preparing"}).status_code == 200
    assert cook.post(path, json={"status": "preparing"}).json["code"] == "wrong_step"
    assert waiter.post(path, json={"status": "ready"}).status_code == 403
    assert cook.post(path, json={"status": "ready"}).status_code == 200
    served = waiter.post(path, json={"status": "served"})
    assert (served.status_code, served.json["status"]) == (200, "served")


def test_anybody_may_say_that_a_dish_ran_out_but_not_change_its_price(client, restaurant):
    path, waiter = f"/api/menu/items/{factories.dish().id}", client(Role.WAITER)
    assert waiter.patch(path, json={"available": False}).json["available"] is False
    assert waiter.patch(path, json={"available": True, "price_cents": 1}).status_code == 403


def test_every_permission_is_somebodys():
    assert set().union(*POLICY.values()) == set(Permission)
