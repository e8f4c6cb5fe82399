"""Asking on a phone over the API, in one process: who may, what is refused, and who is believed."""

import hmac
import json
import time
from uuid import uuid4

import pytest

from nabancada import db
from nabancada.embedded.children import free_port
from nabancada.payments import express, gateways, requests
from nabancada.payments.gateways import Answer, Silent, Standing
from nabancada.permissions import Role
from tests import factories
from tests.factories import SOMEBODY
from tests.payments.support import owing

SECRET = "segredo-de-ensaio-0001"
CALLBACK = "/api/gateways/simulated/callback"


@pytest.fixture
def gateway(settings):
    """A gateway is set up, and nobody answers at its address."""
    url = f"http://127.0.0.1:{free_port()}"
    chosen = {"express_gateway": "simulated", "express_url": url, "express_secret": SECRET}
    gateways.configure(settings.model_copy(update=chosen))
    yield
    gateways.configure(settings)


@pytest.fixture
def party(restaurant):
    return factories.order(factories.dish("Prato", 1000).id, table_id=factories.table("7").id).order["party_id"]


def body(party_id, cents: int = 1000, **fields) -> dict:
    return {
        "client_key": uuid4().hex,
        "party_id": str(party_id),
        "method": "multicaixa_express",
        "amount_cents": cents,
        "phone": "923456700",
        **fields,
    }


def signed(secret: str = SECRET, at: int | None = None, **said) -> dict:
    """A callback as the gateway sends it."""
    content = json.dumps({"id": "gw-1", "status": "paid", "reason": "", "paid_cents": None, **said}).encode()
    at = at or int(time.time())
    digest = hmac.new(secret.encode(), f"{at}.".encode() + content, "sha256").hexdigest()
    return {
        "data": content,
        "content_type": "application/json",
        "headers": {"X-Express-Signature": f"t={at},v1={digest}"},
    }


def test_without_a_gateway_a_phone_is_refused_in_words_and_a_terminal_goes_on(client, party):
    cashier = client(Role.CASHIER)
    refused = cashier.post("/api/payments", json=body(party))
    assert (refused.status_code, refused.json["code"]) == (409, "express_unavailable")
    assert "terminal" in refused.json["detail"]
    taken = cashier.post("/api/payments", json=body(party, phone=None))
    assert (taken.status_code, taken.json["party_closed"]) == (201, True)


def test_a_gateway_that_cannot_be_reached_holds_nothing(client, party, gateway):
    cashier = client(Role.CASHIER)
    asked = cashier.post("/api/payments", json=body(party))
    assert (asked.status_code, asked.json["status"], asked.json["reason"]) == (202, "refused", "unreachable")
    assert (asked.json["due_cents"], asked.json["pending_cents"]) == (1000, 0)
    assert cashier.post("/api/payments", json=body(party, phone=None)).status_code == 201


def test_a_phone_that_is_none_is_a_field_to_correct(client, party, gateway):
    answer = client(Role.CASHIER).post("/api/payments", json=body(party, phone="12"))
    assert (answer.status_code, list(answer.json["fields"])) == (422, ["phone"])


def test_only_who_takes_payments_asks_looks_and_takes_back(client, party, gateway):
    request = requests.begin(factories.asking(party, 1000), SOMEBODY, "simulated")[0]
    waiter, path = client(Role.WAITER), f"/api/payment-requests/{request.id}"
    assert waiter.post("/api/payments", json=body(party)).status_code == 403
    assert waiter.get(path).status_code == 403
    assert waiter.delete(path).status_code == 403
    assert client(Role.CASHIER).get(path).json["status"] == "asking"


def test_taking_back_what_another_gateway_was_asked_stays_open(client, party, gateway):
    request = requests.begin(factories.asking(party, 1000), SOMEBODY, "another")[0]
    answer = client(Role.CASHIER).delete(f"/api/payment-requests/{request.id}")
    assert (answer.status_code, answer.json["status"], answer.json["giving_up"]) == (200, "asking", True)


def test_taking_back_waits_for_the_gateway_to_agree(client, party, gateway):
    request = requests.begin(factories.asking(party, 1000), SOMEBODY, "simulated")[0]
    answer = client(Role.CASHIER).delete(f"/api/payment-requests/{request.id}")
    assert (answer.status_code, answer.json["status"], answer.json["giving_up"]) == (200, "asking", True)
    assert answer.json["pending_cents"] == 1000


def test_money_to_return_goes_back_with_the_right_of_a_manager(client, party):
    request = requests.begin(factories.asking(party, 1000), SOMEBODY, "simulated")[0]
    for standing in (Standing.EXPIRED, Standing.PAID):
        if standing == Standing.PAID:
            factories.payment(party, 1000)
        requests.conclude(request.id, Answer(standing, "gw-1"))
    told = f"/checkout/bills/{request.bill_id}"
    assert told in client(Role.CASHIER).get("/till").text
    path = f"/api/payment-requests/{request.id}/return"
    assert client(Role.CASHIER).post(path, json={}).status_code == 403
    assert client(Role.MANAGER).post(path, json={}).json["status"] == "returned"
    assert told not in client(Role.CASHIER).get("/till").text


def test_a_signed_callback_from_anywhere_finds_its_house_and_is_taken_once(app, client, party, gateway):
    request = requests.begin(factories.asking(party, 1000), SOMEBODY, "simulated")[0]
    stranger = app.test_client()
    for _twice in range(2):
        assert stranger.post(CALLBACK, **signed(reference=request.reference)).status_code == 204
    bill = client(Role.CASHIER).get(f"/api/parties/{party}/bill").json
    assert [one["reference"] for one in bill["payments"]] == ["gw-1"]
    assert [one["status"] for one in bill["requests"]] == ["paid"]


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (lambda: signed("o-segredo-de-outro-0001", reference="x"), 403, "bad_signature"),
        (lambda: signed(at=1_000_000, reference="x"), 403, "bad_signature"),
        (lambda: signed(reference="x") | {"headers": {"X-Express-Signature": "t=é,v1=ç"}}, 403, "bad_signature"),
        (lambda: signed(reference="x") | {"headers": {}}, 403, "bad_signature"),
        (lambda: signed(reference="unknown"), 404, "not_found"),
    ],
    ids=["another secret", "an old recording", "garbage", "unsigned", "an unknown reference"],
)
def test_who_is_not_the_gateway_is_not_believed(app, gateway, sent, status, code):
    answer = app.test_client().post(CALLBACK, **sent())  # signed now: a signature grows old
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_a_gateway_we_do_not_use_has_no_address(app, gateway):
    assert app.test_client().post("/api/gateways/emis/callback", **signed(reference="x")).status_code == 404


def test_while_the_gateway_is_away_nothing_is_concluded_and_it_is_looked_at_again(app, party, gateway):
    request = requests.begin(factories.asking(party, 1000), SOMEBODY, "simulated")[0]
    db.release()
    express.look(request.id)
    assert requests.one(request.id).status == "asking"
    due = db.lookup("SELECT look_at - now() FROM gateway_references WHERE reference = %s", request.reference)[0]
    assert 0 < due.total_seconds() <= express.LOOK_EVERY.total_seconds()


def test_a_gateway_that_speaks_nonsense_has_said_nothing(gateway):
    with pytest.raises(Silent):
        gateways.simulated._answer({"id": "gw-1", "status": "perhaps", "reason": "", "paid_cents": None})


def test_the_command_looks_at_what_is_due_in_every_house(app, party, gateway):
    with db.platform("test"), db.tenant(factories.restaurant().id):
        _due(owing(5000)["party_id"])
    request = _due(party)
    said = app.test_cli_runner().invoke(args=["sweep-payments"])
    assert (said.exit_code, "requests looked at" in said.output) == (0, True)
    due = db.lookup("SELECT look_at > now() FROM gateway_references WHERE reference = %s", request.reference)
    assert due == (True,)


def _due(party_id):
    """A request whose time to be looked at has come."""
    request = requests.begin(factories.asking(party_id, 1000), SOMEBODY, "simulated")[0]
    requests.look_again(request.id, -requests.FIRST_LOOK)
    db.release()
    return request
