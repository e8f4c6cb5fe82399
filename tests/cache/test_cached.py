"""The cache as rooms use it: with Valkey, without, and with one that has died."""

import logging
import socket
from threading import Barrier, Event, Thread
from types import SimpleNamespace
from uuid import uuid4

import pytest
from flask import Flask
from redis import Redis

from nabancada import cache
from nabancada.cache import flight
from nabancada.cache.flight import Flights
from nabancada.cache.memory import Memory
from nabancada.cache.shared import PREFIX, Shared

PATIENCE = 10  # seconds


class Instance:
    """One worker's cache, made the way the application makes it."""

    def __init__(self, redis_url):
        self.memory = Memory()
        self.shared = Shared(Flask("instance"), redis_url)
        self.flights = Flights(self.shared)

    def cached(self, key, make, seconds=60):
        if (value := self.memory.get(key)) is not None:
            return value, True
        value, hit = self.flights.fetch(key, make, seconds, known=lambda: self.memory.get(key))
        self.memory.set(key, value, seconds)
        return value, hit


@pytest.fixture
def key():
    return f"{uuid4()}:menu:1"


@pytest.fixture
def dead_url():
    """Where nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"redis://127.0.0.1:{held.getsockname()[1]}/0"


@pytest.fixture
def hung_url():
    """Where somebody accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_the_second_instance_finds_what_the_first_made(redis_url, key):
    a, b = Instance(redis_url), Instance(redis_url)
    assert a.cached(key, lambda: b"made") == (b"made", False)
    assert a.cached(key, lambda: b"again") == (b"made", True)
    assert b.cached(key, lambda: b"again") == (b"made", True)


def test_without_redis_each_instance_makes_its_own(key):
    a, b = Instance(None), Instance(None)
    assert a.cached(key, lambda: b"a") == (b"a", False)
    assert a.cached(key, lambda: b"x") == (b"a", True)
    assert b.cached(key, lambda: b"b") == (b"b", False)
    assert a.shared.reachable() is None


def test_values_lie_in_redis_as_they_are_and_for_their_time(redis_url, key):
    Instance(redis_url).cached(key, lambda: b'{"a":1}', seconds=30)
    redis = Redis.from_url(redis_url)
    assert redis.get(f"{PREFIX}{key}") == b'{"a":1}'
    assert 0 < redis.ttl(f"{PREFIX}{key}") <= 30
    assert redis.exists(f"{PREFIX}{key}:lock") == 0


def test_a_planted_pickle_is_only_bytes(redis_url, key):
    pickled = b"!\x80\x04\x8c\x05posix\x8c\x06system\x93."
    Redis.from_url(redis_url).set(f"{PREFIX}{key}", pickled)
    assert Instance(redis_url).cached(key, lambda: b"made") == (pickled, True)


@pytest.mark.parametrize("instances", [1, 2])
def test_ten_at_once_make_it_once(redis_url, key, instances):
    workers = [Instance(redis_url) for _ in range(instances)]
    together, made, answers = Barrier(10), [], []

    def make():
        made.append(1)
        return b"made"

    def ask(worker):
        together.wait(PATIENCE)
        answers.append(worker.cached(key, make))

    _run([lambda n=n: ask(workers[n % instances]) for n in range(10)])
    assert len(made) == 1
    assert sorted(answers) == [(b"made", False)] + [(b"made", True)] * 9


def test_when_the_other_maker_dies_we_make_it_ourselves(redis_url, key, monkeypatch):
    monkeypatch.setattr(flight, "WAIT", 0.05)
    assert Instance(redis_url).shared.lock(key)
    assert Instance(redis_url).cached(key, lambda: b"ours") == (b"ours", False)


def test_a_maker_that_fails_lets_the_next_one_try(redis_url, key):
    here = Instance(redis_url)
    with pytest.raises(ZeroDivisionError):
        here.cached(key, lambda: 1 // 0)
    assert here.cached(key, lambda: b"made") == (b"made", False)
    assert here.flights._flying == {}


@pytest.mark.parametrize("trouble", ["dead_url", "hung_url"])
def test_a_broken_redis_costs_one_short_wait_and_then_nothing(request, key, trouble, caplog):
    here = Instance(request.getfixturevalue(trouble))
    with caplog.at_level(logging.WARNING):
        assert here.cached(key, lambda: b"made") == (b"made", False)
        assert here.shared.breaker.open
        here.memory.clear()
        assert here.cached(key, lambda: b"again") == (b"again", False)
    assert here.shared.reachable() is False
    assert [one.message for one in caplog.records] == ["Redis connection error"]


def test_a_value_of_another_version_or_restaurant_is_another_value(app, restaurant, caplog):
    with caplog.at_level(logging.DEBUG, logger="nabancada.cache"):
        assert cache.cached("thing", 1, lambda: b"one") == (b"one", False)
        assert cache.cached("thing", 1, lambda: b"two") == (b"one", True)
        assert cache.cached("thing", 2, lambda: b"two") == (b"two", False)
        assert cache.cached("thing", 1, lambda: b"all", scope=f"test-{restaurant.id}") == (b"all", False)
    said = [(one.message, one.key) for one in caplog.records if one.name == "nabancada.cache"]
    assert said[:2] == [
        ("Cache miss", f"{restaurant.id}:thing:1"),
        ("Cache hit", f"{restaurant.id}:thing:1"),
    ]


@pytest.mark.parametrize(
    ("url", "lines"),
    [
        ("redis_url", ["Redis connected successfully", "Cache: Using Redis (distributed)"]),
        ("dead_url", ["Redis connection error", "Cache: Using Redis (distributed)"]),
        (None, ["Cache: Using in-memory (single instance only)"]),
    ],
)
def test_the_log_says_at_start_where_values_are_kept(app, request, caplog, monkeypatch, url, lines):
    settings = SimpleNamespace(redis_url=request.getfixturevalue(url) if url else None)
    monkeypatch.setattr(cache, "_shared", cache._shared)
    monkeypatch.setattr(cache, "_flights", cache._flights)
    cache.init_app(Flask("starting"), settings)
    with caplog.at_level(logging.INFO, logger="nabancada.cache"):
        cache.start()
    assert [one.message for one in caplog.records if one.name == "nabancada.cache"] == lines


def _run(jobs):
    failed = Event()

    def guarded(job):
        try:
            job()
        except BaseException:
            failed.set()
            raise

    threads = [Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not failed.is_set()
