"""Money between instances: never more than is due, never twice, and nothing lost when a machine dies."""

from uuid import uuid4

from nabancada.permissions import Role
from tests.instances.houses import hands, http
from tests.instances.instance import Instance
from tests.instances.test_database import crash, postgres  # noqa: F401  (a fixture)
from tests.instances.test_orders import at_once

PART = 1000  # cêntimos: what a hand pays at a time
FEW, MANY = 150, 350  # payments before and after something dies


def owing(url: str, cookie: str, house, quantity: int = 3) -> dict:
    """A table that has ordered, and may be paid for."""
    with http(url, cookie) as client:
        client.post("/api/shifts", json={"opening_cents": 0}).raise_for_status()
        body = house.at_table(0)
        body["lines"][0]["quantity"] = quantity
        return client.post("/api/orders", json=body).raise_for_status().json()


def payment(party_id: str, cents: int = PART, method: str = "cash") -> dict:
    return {"client_key": uuid4().hex, "party_id": party_id, "method": method, "amount_cents": cents}


def taken(database, house) -> tuple[int, int, int]:
    """How many payments there are, what they come to, and what the bill says was paid."""
    [row] = database(house, "SELECT count(*), sum(amount_cents)::bigint FROM payments")
    [[paid]] = database(house, "SELECT paid_cents FROM bills")
    return (*row, paid)


def test_six_full_payments_of_one_bill_at_once_are_one(pair, house, database):
    cashier = house.cookie(Role.CASHIER)
    order = owing(pair.a.url, cashier, house)

    def pay(n):
        with http(pair.urls[n % 2], cashier) as client:
            return client.post("/api/payments", json=payment(order["party_id"], order["total_cents"]))

    answers = at_once(6, pay)
    assert sorted(one.status_code for one in answers) == [201] + [409] * 5
    assert {one.json()["code"] for one in answers if one.status_code == 409} == {"overpaid"}
    assert taken(database, house) == (1, order["total_cents"], order["total_cents"])


def test_two_terminals_on_two_instances_never_take_more_than_is_due(pair, house, database):
    cashier = house.cookie(Role.CASHIER)
    order = owing(pair.a.url, cashier, house, quantity=1)
    part = order["total_cents"] // 4 + 1

    def pay(n):
        with http(pair.urls[n % 2], cashier) as client:
            return client.post("/api/payments", json=payment(order["party_id"], part, "card")).status_code

    assert sorted(at_once(10, pay)) == [201] * 3 + [409] * 7
    assert taken(database, house) == (3, 3 * part, 3 * part)


def test_payments_go_on_exactly_once_when_a_worker_is_killed(alone, house, database):
    cashier = house.cookie(Role.CASHIER)
    order = owing(alone.url, cashier, house)
    with hands([alone.url], cashier, lambda _n: payment(order["party_id"]), many=6, path="/api/payments") as working:
        working.until(FEW)
        alone.kill_worker(alone.worker_pids()[0])
        working.until(MANY)
    assert working.lost == []
    ids = {one.id for one in working.acked}
    assert len(ids) == len(working.acked)
    assert taken(database, house) == (len(ids), len(ids) * PART, len(ids) * PART)
    with http(alone.url, cashier) as client:
        closed = client.post("/api/shifts/current/closure", json={"counted": {"cash": 0}, "hand_over": True}).json()
    assert closed["expected"] == {"cash": len(ids) * PART}


def test_a_sale_sent_again_while_a_worker_is_killed_is_sold_once(alone, house, database):
    cashier = house.cookie(Role.CASHIER)
    with http(alone.url, cashier) as client:
        client.post("/api/shifts", json={"opening_cents": 0}).raise_for_status()
    twins = [house.order() for _ in range(50)]

    def sale(n):
        """Each order is sold by several hands, and again by the same."""
        return {"order": twins[n // 10 % len(twins)], "payments": [{"method": "cash"}]}

    with hands([alone.url], cashier, sale, many=6, path="/api/sales") as working:
        working.until(FEW)
        alone.kill_worker(alone.worker_pids()[0])
        working.until(MANY)
    assert working.lost == []
    sold = {one.id for one in working.acked}
    assert database(house, "SELECT count(*), count(DISTINCT bill_id) FROM payments") == [(len(sold), len(sold))]
    assert database(house, "SELECT count(*) FROM orders") == [(len(sold),)]
    assert database(house, "SELECT count(*) FROM bills WHERE settled_at IS NULL") == [(0,)]


def test_payments_go_on_exactly_once_when_postgresql_crashes(folder, postgres, house):  # noqa: F811
    instance = Instance(folder, workers=2, DATABASE_URL=postgres.url).ready()
    try:
        cashier = house.cookie(Role.CASHIER)
        order = owing(instance.url, cashier, house)
        with hands(
            [instance.url], cashier, lambda _n: payment(order["party_id"]), many=6, path="/api/payments"
        ) as working:
            working.until(FEW)
            crash(postgres)
            postgres.start(postgres.port)
            working.until(MANY)
        assert (working.lost, working.broken) == ([], 0)
        assert {status for status, _after in working.refusals} <= {503}
        with http(instance.url, cashier) as client:
            bill = client.get(f"/api/parties/{order['party_id']}/bill").json()
            closed = client.post("/api/shifts/current/closure", json={"counted": {"cash": 0}, "hand_over": True}).json()
        assert {one["id"] for one in bill["payments"]} == {one.id for one in working.acked}
        assert bill["paid_cents"] == len(working.acked) * PART
        assert closed["expected"] == {"cash": len(working.acked) * PART}
    finally:
        instance.stop()
