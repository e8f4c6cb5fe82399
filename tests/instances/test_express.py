"""Multicaixa Express between two workers and a real gateway: late, doubled, lost, refused, forged, never, dead."""

import threading
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from uuid import uuid4

import httpx
import pytest

from nabancada import clock, embedded
from nabancada.permissions import Role
from tests.instances.ears import Ear, closing
from tests.instances.houses import http
from tests.instances.instance import Instance
from tests.ports import free_port

PACE = 1.0  # seconds until a payer answers
SECONDS = 10  # a payer has to answer
PATIENCE = 40.0  # seconds until everything must have an end: its time, the grace, and some looks

# What becomes of a request to a phone with these last digits (docs/operations.md).
ENDS = {
    "00": ("paid", None),
    "01": ("refused", "declined"),
    "02": ("refused", "no_funds"),
    "03": ("refused", "not_registered"),
    "04": ("expired", None),  # nobody answers
    "05": ("paid", None),  # told twice
    "06": ("paid", None),  # never told
    "07": ("paid", None),  # told when its time is long over
    "08": ("paid", None),  # told with a wrong signature
    "09": ("paid", None),  # expired, and paid all the same; it is still due
    "10": ("paid", None),  # the gateway takes the question and does not answer it
    "11": ("paid", None),  # the question is lost on the way
    "12": ("paid", None),  # the gateway takes the question and answers 502
    "13": ("paid", None),  # slow
    "14": ("expired", None),  # waiting for ever, says the gateway: we end it
    "15": ("to_return", None),  # less was paid than was asked for
}


@pytest.fixture(scope="module")
def gateway(folder):
    service = embedded.Express(folder, PACE)
    service.start(free_port())
    yield service
    service.kill()


@pytest.fixture(scope="module")
def launched_till(folder, gateway):
    instance = Instance(folder, workers=2, EXPRESS_SECONDS=str(SECONDS), **gateway.env)
    yield instance
    instance.stop()


@pytest.fixture
def till(launched_till) -> Instance:
    """Two workers that ask on phones; a worker that was killed has been replaced."""
    return launched_till.ready()


class Cashier:
    """Somebody who takes payments, and hears what becomes of them."""

    def __init__(self, instance: Instance, house) -> None:
        self.house = house
        cookie = house.cookie(Role.CASHIER)
        self.client = http(instance.url, cookie)
        self.ear = Ear(instance.port, cookie)
        self.ear.first("hello")

    def close(self) -> None:
        self.ear.close()
        self.client.close()

    def owing(self) -> dict:
        return self.client.post("/api/orders", json=self.house.order()).raise_for_status().json()

    def question(self, order: dict, ending: str) -> dict:
        return {
            "client_key": uuid4().hex,
            "order_id": order["id"],
            "method": "multicaixa_express",
            "amount_cents": order["total_cents"],
            "phone": f"9234567{ending}",
        }

    def ask(self, order: dict, ending: str) -> dict:
        answer = self.client.post("/api/payments", json=self.question(order, ending))
        assert answer.status_code == 202, answer.text
        return answer.json()

    def statuses(self, request_id: str) -> list[str]:
        """What was told of a request, in order."""
        return [
            one["data"]["status"] for one in self.ear.of("payment.answered") if one["data"]["request_id"] == request_id
        ]

    def hears(self, request_id: str, status: str, seconds: float = PATIENCE) -> None:
        self.ear.wait(lambda: status in self.statuses(request_id), seconds)

    def bill(self, order: dict) -> dict:
        return self.client.get(f"/api/orders/{order['id']}/bill").raise_for_status().json()

    def pay(self, order: dict, method: str = "card") -> int:
        body = {**self.question(order, "00"), "method": method, "phone": None}
        return self.client.post("/api/payments", json=body).status_code


@pytest.fixture
def cashier(till, house):
    somebody = Cashier(till, house)
    yield somebody
    somebody.close()


def at_once(works: list) -> list:
    with ThreadPoolExecutor(len(works)) as pool:
        return [one.result() for one in [pool.submit(work) for work in works]]


def test_whatever_payer_and_network_do_each_request_ends_and_each_payment_is_one(cashier):
    orders = {ending: cashier.owing() for ending in ENDS}
    asked = at_once([lambda e=ending, o=order: cashier.ask(o, e) for ending, order in orders.items()])
    requests = {ending: request["id"] for ending, request in zip(orders, asked, strict=True)}

    def ended() -> bool:
        return all(ENDS[ending][0] in cashier.statuses(one) for ending, one in requests.items())

    cashier.ear.wait(ended, PATIENCE)
    found = {ending: cashier.client.get(f"/api/payment-requests/{one}").json() for ending, one in requests.items()}
    assert {ending: (one["status"], one["reason"]) for ending, one in found.items()} == ENDS
    for ending, order in orders.items():
        bill, paid = cashier.bill(order), ENDS[ending][0] == "paid"
        assert [one["amount_cents"] for one in bill["payments"]] == [order["total_cents"]] * paid, ending
        assert (bill["pending_cents"], bill["settled_at"] is not None) == (0, paid), ending
    assert cashier.statuses(requests["09"]) == ["expired", "paid"]


def test_late_money_that_was_paid_otherwise_meanwhile_is_told_and_kept_apart(cashier):
    order = cashier.owing()
    request = cashier.ask(order, "09")
    assert cashier.pay(order) == 409  # it is being paid
    cashier.hears(request["id"], "expired")
    assert cashier.pay(order) == 201
    cashier.hears(request["id"], "to_return")
    bill = cashier.bill(order)
    assert [one["method"] for one in bill["payments"]] == ["card"]
    assert (bill["due_cents"], bill["requests"][0]["status"]) == (0, "to_return")


@pytest.mark.parametrize("ending", ["10", "11"], ids=["taken by the gateway", "lost on the way"])
def test_workers_killed_between_asking_and_the_answer_lose_nothing(ending, till, cashier, database):
    order = cashier.owing()
    body = cashier.question(order, ending)
    with http(till.url, cashier.house.cookie(Role.CASHIER)) as other, ThreadPoolExecutor(1) as pool:
        cut = pool.submit(other.post, "/api/payments", json=body)
        _until(lambda: database(cashier.house, "SELECT 1 FROM payment_requests WHERE status = 'asking'"))
        for pid in till.worker_pids():
            till.kill_worker(pid)
        assert isinstance(cut.exception(), httpx.TransportError)
    till.ready()
    again = Cashier(till, cashier.house)
    with closing([again]):
        _until(lambda: again.bill(order)["settled_at"])
        repeated = again.client.post("/api/payments", json=body)
        assert (repeated.status_code, repeated.json()["status"]) == (200, "paid")
        assert [one["amount_cents"] for one in again.bill(order)["payments"]] == [order["total_cents"]]
        assert database(cashier.house, "SELECT count(*) FROM payment_requests") == [(1,)]


def test_a_gateway_that_dies_leaves_the_question_open_until_it_is_back(cashier, gateway):
    order = cashier.owing()
    request = cashier.ask(order, "06")
    gateway.kill()
    try:
        refused = cashier.owing()
        assert cashier.ask(refused, "00")["reason"] == "unreachable"
        assert cashier.pay(refused) == 201
        _until(
            lambda: (
                cashier.client.get(f"/api/payment-requests/{request['id']}").json()["expires_at"]
                < clock.iso(clock.now())
            )
        )
        given_up = cashier.client.delete(f"/api/payment-requests/{request['id']}").json()
        assert (given_up["status"], given_up["giving_up"], given_up["pending_cents"]) == (
            "waiting",
            True,
            order["total_cents"],
        )
        assert cashier.pay(order) == 409
    finally:
        gateway.start(gateway.port)
    _until(lambda: cashier.bill(order)["pending_cents"] == 0)
    assert cashier.client.get(f"/api/payment-requests/{request['id']}").json()["status"] in {"given_up", "expired"}


@pytest.mark.timed
def test_a_gateway_that_hangs_holds_up_nobody_else_and_no_connection(till, cashier, gateway):
    orders = [cashier.owing() for _ in range(30)]
    gateway.suspend()
    try:
        with ThreadPoolExecutor(len(orders)) as pool:
            asking = [pool.submit(cashier.ask, order, "00") for order in orders]
            _until(lambda: sum(one["type"] == "payment.asked" for one in cashier.ear.events) == len(orders))
            began = monotonic()
            assert cashier.client.get("/api/orders?limit=5").status_code == 200
            assert cashier.pay(cashier.owing()) == 201
            assert monotonic() - began < 1.5
            assert not any(one.done() for one in asking)
            assert {one.result()["status"] for one in asking} == {"asking"}
    finally:
        gateway.resume()
    _until(lambda: sum(one["data"]["status"] == "paid" for one in cashier.ear.of("payment.answered")) == len(orders))


def test_twelve_who_ask_for_the_whole_bill_at_once_ask_once(cashier):
    order = cashier.owing()
    answers = at_once(
        [lambda: cashier.client.post("/api/payments", json=cashier.question(order, "00")).status_code] * 12
    )
    assert sorted(answers) == [202] + [409] * 11
    _until(lambda: cashier.bill(order)["settled_at"])


def test_the_same_question_sent_to_both_workers_at_once_is_one_request(cashier):
    order = cashier.owing()
    body = cashier.question(order, "13")
    answers = at_once([lambda: cashier.client.post("/api/payments", json=body)] * 6)
    assert sorted(one.status_code for one in answers) == [200] * 5 + [202]
    assert len({one.json()["id"] for one in answers}) == 1
    _until(lambda: cashier.bill(order)["settled_at"])


def test_what_is_given_up_is_not_paid_any_more(cashier):
    order = cashier.owing()
    request = cashier.ask(order, "04")
    given_up = cashier.client.delete(f"/api/payment-requests/{request['id']}").json()
    assert (given_up["status"], given_up["pending_cents"]) == ("given_up", 0)
    assert cashier.pay(order) == 201


def _until(true, seconds: float = PATIENCE) -> None:
    """Return once it is so."""
    end = monotonic() + seconds
    while not true():
        assert monotonic() < end, "it did not come to be"
        threading.Event().wait(0.05)
