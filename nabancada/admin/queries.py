"""What the super-admin sees. Each look into a house is a visit through `db.platform()`, one house after another."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import time
from typing import Any
from uuid import UUID

import orjson

from nabancada import cache, clock, db, health, live
from nabancada.auth import queries as people
from nabancada.auth import visits
from nabancada.auth.models import SupportVisit, User
from nabancada.errors import NotFound
from nabancada.live import queries as log
from nabancada.messages import queries as messages
from nabancada.messages.models import Post
from nabancada.messages.queries import Received
from nabancada.orders import queries as orders
from nabancada.payments import queries as payments
from nabancada.plans import periods
from nabancada.plans import queries as plans
from nabancada.plans.models import Plan, PlanRequest, PlanRequestStatus, Subscription, SubscriptionPayment
from nabancada.plans.periods import Carry
from nabancada.printing import queries as printing
from nabancada.restaurants import queries as restaurants
from nabancada.restaurants.models import Restaurant, RestaurantStatus
from nabancada.usage import queries as usage
from nabancada.web.json import encode

PER_PAGE = 30
RECENT = 20  # payments, requests, visits of a house
HOUR = timedelta(hours=1)
RECEIPTS_FRESH = 5  # seconds: whoever reloads wants to see who has read it since
FRESH = 60  # seconds the figures of the platform are kept


@dataclass(frozen=True, slots=True)
class HouseRow:
    """A house on the list: its plan and what is used of it, as its own limits page has them."""

    restaurant: Restaurant
    limits: dict[str, Any]
    last_at: datetime | None
    waiting: PlanRequest | None


@dataclass(frozen=True, slots=True)
class HousePage:
    restaurant: Restaurant
    subscription: Subscription
    limits: dict[str, Any]
    carries: list[tuple[Plan, Carry]]  # what a payment for another plan makes of the paid days left
    last_at: datetime | None
    owners: Sequence[User]
    requests: Sequence[PlanRequest]
    payments: Sequence[SubscriptionPayment]
    visits: Sequence[SupportVisit]
    messages: list[Received]
    readers: dict[UUID, list[tuple[str, datetime]]]


@dataclass(frozen=True, slots=True)
class Sent:
    """A post, how many houses have it, and in how many somebody has read it."""

    post: Post
    to: str | None  # the name of the one house it is for
    houses: int
    read: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The platform now. Times are those of the oldest that waits."""

    restaurants: dict[str, int]
    orders_per_hour: int
    sockets: int
    sockets_everywhere: bool  # or of this instance alone
    cache_hits: float | None  # share of cached reads of this instance that found their value
    approval_since: datetime | None
    request_since: datetime | None
    print_since: datetime | None
    payment_since: datetime | None


def houses(words: str, status: str | None, page: int) -> tuple[list[HouseRow], bool]:
    """One page of the list, and whether there is another.

    :param status: of the houses; or `asking`: those that wait for another plan, as they were a minute ago at most
    """
    among = [UUID(one) for one in _counted()["asking"]] if status == "asking" else None
    state = None if among is not None else status
    found = restaurants.search(words, state, PER_PAGE + 1, (page - 1) * PER_PAGE, among=among)
    return [_row(one) for one in found[:PER_PAGE]], len(found) > PER_PAGE


def houses_before(words: str, status: str | None, before: UUID | None, limit: int) -> list[HouseRow]:
    """Houses older than `before`, newest first: the list as machines go through it."""
    return [_row(one) for one in restaurants.search(words, status, limit, before=before)]


def house(restaurant_id: UUID) -> HousePage:
    """:raises NotFound: there is no such restaurant"""
    with db.platform("house page"), db.tenant(restaurant_id):
        restaurant = db.session.get(Restaurant, restaurant_id)
        if restaurant is None:
            raise NotFound
        subscription = plans.current()
        return HousePage(
            restaurant=restaurant,
            subscription=subscription,
            carries=[(plan, carried) for plan in plans.on_offer() if (carried := periods.carry(subscription, plan))],
            limits=_limits(restaurant),
            last_at=log.last_at(),
            owners=people.owners(),
            requests=plans.requests(RECENT),
            payments=plans.payments(RECENT),
            visits=visits.of_house(RECENT),
            messages=messages.received(None),
            readers=messages.readers(),
        )


def payments_of(restaurant_id: UUID, most: int) -> Sequence[SubscriptionPayment]:
    """What a house paid for its plan, newest first.

    :raises NotFound: there is no such restaurant
    """
    with db.platform("subscription payments"), db.tenant(restaurant_id):
        if db.session.get(Restaurant, restaurant_id) is None:
            raise NotFound
        return plans.payments(most)


def sent() -> list[Sent]:
    """What was said to houses, newest first. Who has read it takes a look into every house: at most seconds old, and
    counted anew once something more was said."""
    posts = messages.posts()
    if not posts:
        return []
    ids = [post.id for post in posts]
    names = {one.id: one.name for one in restaurants.every()}
    version = f"{int(time() // RECEIPTS_FRESH)}:{ids[0]}"
    body, _hit = cache.cached(
        "receipts", version, lambda: encode(_receipts(ids)), seconds=RECEIPTS_FRESH, scope="platform"
    )
    counts = orjson.loads(body)
    return [
        Sent(
            post,
            names[post.restaurant_id] if post.restaurant_id else None,
            *counts.get(str(post.id), (0, 0)),  # of two that were said at once, the later may be counted in a moment
        )
        for post in posts
    ]


def figures() -> Figures:
    """The platform at a glance. What takes a look into every house is at most a minute old."""
    all_houses = _counted()
    hits, misses = health.figure("nabancada_cache_hits_total"), health.figure("nabancada_cache_misses_total")
    everywhere = live.sockets_everywhere()
    since = {name: datetime.fromisoformat(at) if at else None for name, at in all_houses["since"].items()}
    return Figures(
        restaurants=restaurants.by_status(),
        orders_per_hour=all_houses["orders"],
        sockets=int(health.figure("nabancada_sockets_open")) if everywhere is None else everywhere,
        sockets_everywhere=everywhere is not None,
        cache_hits=hits / (hits + misses) if hits + misses else None,
        approval_since=restaurants.oldest_pending(),
        request_since=since["request"],
        print_since=since["print"],
        payment_since=since["payment"],
    )


def _row(restaurant: Restaurant) -> HouseRow:
    with db.platform("house list"), db.tenant(restaurant.id):
        return HouseRow(restaurant, _limits(restaurant), log.last_at(), _waiting())


def _limits(restaurant: Restaurant) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(usage.as_json(restaurant.plan_version)[0])
    return found


def _waiting() -> PlanRequest | None:
    return next((one for one in plans.requests(1) if one.status == PlanRequestStatus.OPEN), None)


def _receipts(post_ids: list[UUID]) -> dict[str, tuple[int, int]]:
    """In how many houses each post is, and in how many of them somebody has read it. One statement a house."""
    arrived, read = Counter[UUID](), Counter[UUID]()
    with db.platform("receipts"):
        for restaurant in restaurants.every():
            with db.tenant(restaurant.id):
                for post_id, is_read in messages.receipts_here(post_ids).items():
                    arrived[post_id] += 1
                    read[post_id] += is_read
    return {str(post_id): (arrived[post_id], read[post_id]) for post_id in post_ids}


def _counted() -> dict[str, Any]:
    """`_of_all_houses`, a minute old at most."""
    body, _hit = cache.cached(
        "all-houses", int(time() // FRESH), lambda: encode(_of_all_houses()), seconds=FRESH, scope="platform"
    )
    found: dict[str, Any] = orjson.loads(body)
    return found


def _of_all_houses() -> dict[str, Any]:
    """What takes a look into houses: every one, and for the queues those that have something in them."""
    placed, asked = 0, dict[UUID, datetime]()
    with db.platform("figures"):
        for restaurant in restaurants.every():
            with db.tenant(restaurant.id):
                if restaurant.status == RestaurantStatus.ACTIVE:
                    placed += orders.placed_since(clock.now() - HOUR)
                if waiting := _waiting():
                    asked[restaurant.id] = waiting.asked_at
        since = {
            "request": min(asked.values(), default=None),
            "print": _oldest(printing.houses_waiting(), printing.waiting_since),
            "payment": _oldest(payments.houses_waiting(), payments.waiting_since),
        }
    return {"orders": placed, "since": since, "asking": list(asked)}


def _oldest(houses: Iterable[UUID], waiting_since: Callable[[], datetime | None]) -> datetime | None:
    found = []
    for house in houses:
        with db.tenant(house):
            found.append(waiting_since())
    return min((one for one in found if one), default=None)
