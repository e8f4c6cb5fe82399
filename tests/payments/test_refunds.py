"""Giving money back: never more than was paid, once, and with somebody's leave."""

import pytest

from nabancada.auth import actions as auth
from nabancada.payments import actions, queries
from nabancada.payments.inputs import NewRefund
from nabancada.permissions import Role
from tests import factories
from tests.at_once import at_once
from tests.factories import SOMEBODY
from tests.payments.support import ledger, owing


def test_a_refund_of_an_open_bill_makes_it_due_again(restaurant):
    party = owing(1000)["party_id"]
    paid = factories.payment(party, 600)
    given = factories.refund(paid.payment.id, 200)
    assert (given.payment.amount_cents, given.bill.left_cents) == (-200, 600)
    with pytest.raises(actions.RefundTooLarge):
        factories.refund(paid.payment.id, 401)
    factories.refund(paid.payment.id, 400)
    assert queries.bill(party)["paid_cents"] == 0


def test_a_refund_of_a_settled_bill_leaves_it_settled(restaurant):
    party = owing(1000)["party_id"]
    paid = factories.payment(party, 1000)
    factories.refund(paid.payment.id, 300)
    bill = queries.bill(party)
    assert (bill["paid_cents"], bill["credited_cents"], bill["due_cents"]) == (700, 300, 0)


def test_refunds_at_once_never_give_back_more_than_was_paid(restaurant):
    party = owing(1000)["party_id"]
    paid = factories.payment(party, 1000).payment.id
    results = at_once(restaurant.id, 8, lambda _n: factories.refund(paid, 300), workers=8)
    assert sum(result is actions.RefundTooLarge for result in results) == 5
    assert sum(ledger()) == 100


def test_a_refund_of_a_refund_is_none(restaurant):
    party = owing(1000)["party_id"]
    given = factories.refund(factories.payment(party, 1000).payment.id, 300)
    with pytest.raises(actions.RefundTooLarge):
        factories.refund(given.payment.id, 1)


def test_a_key_gives_back_once(restaurant):
    paid = factories.payment(owing(1000)["party_id"], 1000).payment.id
    new = NewRefund(client_key="devolve-1", amount_cents=300, reason="Engano")
    at_once(restaurant.id, 4, lambda _n: actions.refund(paid, new, SOMEBODY), workers=4)
    assert ledger() == [1000, -300]


def test_a_manager_is_asked_for_what_a_cashier_may_not(client, restaurant):
    manager = factories.staff(Role.MANAGER)
    auth.change_staff(manager, {"pin": "4711"})
    order = owing(10_000)
    paid = factories.payment(order["party_id"], 1000).payment.id
    cashier = client(Role.CASHIER)
    body = {"client_key": "devolve-9", "amount_cents": 100, "reason": "x"}
    where = f"/api/payments/{paid}/refunds"
    assert cashier.post(where, json=body).json["code"] == "pin_needed"
    assert "manager_pin" in cashier.post(where, json={**body, "manager_pin": "0000"}).json["fields"]
    assert cashier.post(where, json={**body, "manager_pin": "4711"}).status_code == 201
    assert client(Role.WAITER).post(where, json={**body, "manager_pin": "4711"}).status_code == 403
    wrong = [cashier.post(where, json={**body, "client_key": f"outra-00{n}", "manager_pin": "1111"}) for n in range(5)]
    assert wrong[-1].status_code == 429
