"""Houses to put load on: people signed in, and orders from many hands that are repeated until they are answered."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import httpx

from nabancada import db
from nabancada.auth import store
from nabancada.permissions import Role
from nabancada.restaurants.models import Restaurant
from tests import factories

COOKIE = "nb_session"
PACE = 0.02  # seconds between two orders of one hand
GIVE_UP = 20.0  # seconds until a hand stops repeating an order
TIMEOUT = 5.0  # seconds a hand waits for one answer


@dataclass
class House:
    """One restaurant, with what its people need to order."""

    id: UUID
    slug: str
    dishes: list[str]
    tables: list[str]
    tokens: list[str] = field(default_factory=list)

    def staff(self, role: Role = Role.OWNER) -> tuple[str, UUID]:
        """Somebody new, signed in: their cookie and id."""
        user_id, token = factories.staff(role, self.id), store.new_token()
        store.create(token, user_id, {})
        self.tokens.append(token)
        return f"{COOKIE}={token}", user_id

    def cookie(self, role: Role = Role.OWNER) -> str:
        return self.staff(role)[0]

    def order(self, **fields: Any) -> dict[str, Any]:
        """What is sent for one dish at the counter, unless `fields` say otherwise."""
        lines = [{"item_id": self.dishes[0], "quantity": 1}]
        return {"client_key": uuid4().hex, "type": "counter", "lines": lines, **fields}

    def at_table(self, n: int) -> dict[str, Any]:
        return self.order(type="table", table_id=self.tables[n % len(self.tables)])


def house(dish: str = "Muamba de galinha", tables: int = 3) -> House:
    """An open one of its own, in whichever database is connected."""
    made: Restaurant = factories.restaurant()
    with db.tenant(made.id), db.atomic():
        dishes = [str(factories.dish(f"{dish} {n}").id) for n in range(3)]
        places = [str(factories.table(str(n)).id) for n in range(1, tables + 1)]
    db.release()
    return House(made.id, made.slug, dishes, places)


def http(url: str = "", cookie: str = "", **headers: str) -> httpx.Client:
    """A browser's side of HTTP; without reading certificates that nobody needs here."""
    if cookie:
        headers["Cookie"] = cookie
    return httpx.Client(base_url=url, headers=headers, timeout=TIMEOUT, verify=False)


@dataclass
class Answer:
    """One order, or payment, as a hand knows it.

    `acked_at` is when it was finally answered, `tries` how often it was sent.
    """

    id: str
    number: int
    acked_at: float
    took: float
    tries: int


class Hands:
    """People who order one after the other until `stop`; each repeats an order, under its key, until it is taken.

    With another `path` they do something else just as stubbornly.
    """

    def __init__(
        self,
        urls: list[str],
        cookie: str,
        order: Callable[[int], dict[str, Any]],
        many: int = 4,
        path: str = "/api/orders",
    ) -> None:
        self.acked: list[Answer] = []
        self.refusals: list[tuple[int, str]] = []  # answers other than 200 and 201: status and Retry-After
        self.broken = 0  # connections that ended without an answer
        self.lost: list[str] = []  # keys nobody would take
        self._order, self._urls, self._cookie, self._path = order, urls, cookie, path
        self._numbers = count()
        self._over = threading.Event()
        self._news = threading.Condition()
        self._threads = [threading.Thread(target=self._work, args=(n,), daemon=True) for n in range(many)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End after the orders under way."""
        self._over.set()
        for thread in self._threads:
            thread.join(GIVE_UP + TIMEOUT)

    def until(self, more: int, seconds: float = 60.0) -> None:
        """Return once so many more orders have been taken."""
        target = len(self.acked) + more
        with self._news:
            assert self._news.wait_for(lambda: len(self.acked) >= target, seconds), (
                len(self.acked),
                self.refusals[-5:],
            )

    def during(self, seconds: float) -> None:
        """Let them go on for so long."""
        self._over.wait(seconds)

    def _work(self, me: int) -> None:
        at = me
        with http(cookie=self._cookie) as client:
            while not self._over.is_set():
                at = self._place(client, self._order(next(self._numbers)), at)
                self._over.wait(PACE)

    def _place(self, client: httpx.Client, body: dict[str, Any], at: int) -> int:
        began, tries = monotonic(), 0
        while monotonic() - began < GIVE_UP:
            tries += 1
            sent = monotonic()
            try:
                answer = client.post(f"{self._urls[at % len(self._urls)]}{self._path}", json=body)
            except httpx.TransportError:
                self.broken += 1
                at += 1  # somewhere else
                threading.Event().wait(PACE)
                continue
            if answer.status_code in (200, 201):
                taken, now = answer.json(), monotonic()
                order = taken.get("order", taken)  # of a sale
                with self._news:
                    self.acked.append(Answer(order["id"], order.get("number", 0), now, now - sent, tries))
                    self._news.notify_all()
                return at + 1
            self.refusals.append((answer.status_code, answer.headers.get("Retry-After", "")))
            at += 1
            threading.Event().wait(PACE)
        self.lost.append(body.get("order", body)["client_key"])
        return at


@contextmanager
def hands(*args: Any, **kwargs: Any) -> Iterator[Hands]:
    working = Hands(*args, **kwargs)
    try:
        yield working
    finally:
        working.stop()
