"""Terminals on two instances that touch one bill, one payment or one drawer at the same moment.

What each is told is true, nothing is told to nobody, and everything fits together afterwards (`house` sees to that).
"""

from uuid import uuid4

import pytest

from nabancada.permissions import Role
from tests.instances.houses import http
from tests.instances.test_money import owing, payment, taken
from tests.instances.test_orders import at_once

DONE = {200, 201}


def key() -> str:
    return uuid4().hex


def together(pair, cookie, many, act):
    """`act(client, n)` of so many terminals on both instances, begun together; a fault of ours is nobody's answer."""

    def terminal(n):
        with http(pair.urls[n % 2], cookie) as client:
            return act(client, n)

    answers = at_once(many, terminal)
    assert {one.status_code for one in answers} <= DONE | {404, 409}, [one.text for one in answers]
    return answers


@pytest.fixture
def owner(house):
    return house.cookie(Role.OWNER)


def test_a_bill_is_paid_while_its_dishes_are_voided_moved_and_joined(pair, house, owner, database):
    order = owing(pair.a.url, owner, house, quantity=60)
    with http(pair.b.url, owner) as client:
        other = client.post("/api/orders", json=house.at_table(1)).raise_for_status().json()
    [line], part = order["lines"], order["lines"][0]["unit_price_cents"]
    moved = {"lines": [{"order_id": order["id"], "line_id": line["id"], "quantity": 1}], "party_id": other["party_id"]}
    void = f"/api/orders/{order['id']}/lines/{line['id']}/void"
    here = f"/api/parties/{order['party_id']}"

    def act(client, n):
        match n % 6:
            case 0:
                return client.post(void, json={"client_key": key(), "quantity": 1, "reason": "x"})
            case 1:
                return client.post(f"{here}/lines", json={"client_key": key(), **moved})
            case 2:
                return client.post(f"{here}/discounts", json={"client_key": key(), "amount_cents": 700, "reason": "x"})
            case 3 if n == 9:
                return client.post(f"/api/parties/{other['party_id']}/join", json={"party_id": order["party_id"]})
            case 3 if n == 15:
                return client.post("/api/orders", json=house.at_table(1))
        return client.post("/api/payments", json=payment(order["party_id"], part, "card"))

    answers = together(pair, owner, 24, act)
    paid = [one.json()["amount_cents"] for one in answers if "change_cents" in one.json()]
    [[count, sum_]] = database(house, "SELECT count(*), coalesce(sum(amount_cents), 0)::bigint FROM payments")
    assert (count, sum_) == (len(paid), sum(paid))
    assert len(paid) >= 8


def test_what_was_paid_is_given_back_once_by_two_who_do_so_at_once(pair, house, owner, database):
    order = owing(pair.a.url, owner, house, quantity=1)
    with http(pair.a.url, owner) as client:
        body = payment(order["party_id"], order["total_cents"], "card")
        paid = client.post("/api/payments", json=body).raise_for_status().json()

    def give_back(client, _n):
        body = {"client_key": key(), "amount_cents": order["total_cents"], "reason": "Engano"}
        return client.post(f"/api/payments/{paid['id']}/refunds", json=body)

    answers = together(pair, owner, 6, give_back)
    assert sorted(one.status_code for one in answers) == [201] + [409] * 5
    assert {one.json()["code"] for one in answers if one.status_code == 409} == {"refund_too_large"}
    assert taken(database, house) == (2, 0, 0)


def test_a_key_sent_to_two_instances_at_once_gives_back_once(pair, house, owner, database):
    order = owing(pair.a.url, owner, house, quantity=1)
    with http(pair.a.url, owner) as client:
        paid = client.post("/api/payments", json=payment(order["party_id"], 5000, "card")).raise_for_status().json()
    body = {"client_key": key(), "amount_cents": 1000, "reason": "Engano"}
    answers = together(pair, owner, 6, lambda client, _n: client.post(f"/api/payments/{paid['id']}/refunds", json=body))
    assert sorted(one.status_code for one in answers) == [200] * 5 + [201]
    assert len({one.json()["id"] for one in answers}) == 1
    assert taken(database, house) == (2, 4000, 4000)


def test_a_payment_while_the_shift_is_closed_is_before_the_count_or_refused(pair, house, owner, database):
    order = owing(pair.a.url, owner, house)

    def act(client, n):
        if n in (5, 6):
            return client.post("/api/shifts/current/closure", json={"counted": {"cash": 0}, "hand_over": True})
        return client.post("/api/payments", json=payment(order["party_id"]))

    answers = together(pair, owner, 16, act)
    closed = [one.json() for one in answers if one.status_code == 200]
    paid = [one for one in answers if one.status_code == 201]
    assert len(closed) == 1
    assert closed[0]["expected"] == {"cash": 1000 * len(paid)}
    assert {one.json()["code"] for one in answers if one.status_code not in DONE} <= {"no_open_shift", "shift_closed"}
    assert database(house, "SELECT count(*), max(number) FROM shifts") == [(1, 1)]


def test_a_bill_is_given_away_or_paid_never_both(pair, house, owner, database):
    order = owing(pair.a.url, owner, house, quantity=1)
    total = order["total_cents"]

    def act(client, n):
        if n % 2:
            body = {"client_key": key(), "percent": 100, "reason": "Oferta"}
            return client.post(f"/api/parties/{order['party_id']}/discounts", json=body)
        return client.post("/api/payments", json=payment(order["party_id"], total, "card"))

    answers = together(pair, owner, 6, act)
    assert len([one for one in answers if one.status_code in DONE]) == 1
    [[owed, paid]] = database(house, "SELECT total_cents, paid_cents FROM bills")
    assert owed == paid
    assert paid in (0, total)


def test_who_writes_off_and_who_pays_at_once_settle_it_together(pair, house, owner, database):
    order = owing(pair.a.url, owner, house, quantity=1)

    def act(client, n):
        if n == 3:
            body = {"client_key": key(), "reason": "Saíram"}
            return client.post(f"/api/parties/{order['party_id']}/write-off", json=body)
        return client.post("/api/payments", json=payment(order["party_id"], 1000, "card"))

    answers = together(pair, owner, 6, act)
    paid = sum(one.status_code == 201 for one in answers) * 1000
    assert database(house, "SELECT paid_cents, written_off_cents, due_cents FROM bills") == [
        (paid, order["total_cents"] - paid, 0)
    ]
