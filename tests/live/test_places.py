import socket

import pytest
from redis import Redis

from nabancada.live import places
from nabancada.live.places import PREFIX, Places
from tests.live.support import some_id


@pytest.fixture
def key():
    return f"user:{some_id()}"


def test_workers_add_up_what_they_hold(redis_url, key):
    a, b = Places(redis_url, "a"), Places(redis_url, "b")
    assert a.announce(key, 1) == 1
    assert b.announce(key, 2) == 3
    assert a.announce(key, 2) == 4


def test_who_leaves_is_subtracted(redis_url, key):
    a, b = Places(redis_url, "a"), Places(redis_url, "b")
    a.announce(key, 3)
    a.changed(key)
    a.tell({key: 1}.get)
    assert b.announce(key, 1) == 2
    a.changed(key)
    a.tell(lambda _key: 0)
    assert b.announce(key, 1) == 1


def test_the_word_of_a_dead_worker_counts_only_for_a_while(redis_url, key, monkeypatch):
    Places(redis_url, "dead").announce(key, 40)
    here = Places(redis_url, "b")
    assert here.announce(key, 1) == 41
    monkeypatch.setattr(places, "time", lambda: places.FRESH + 2 + _now(redis_url, key))
    assert here.announce(key, 1) == 1


def test_all_sockets_are_added_up_and_workers_that_are_gone_forgotten(redis_url, monkeypatch):
    redis = Redis.from_url(redis_url)
    redis.delete(f"{PREFIX}{places.ALL}")
    a, b, dead = (Places(redis_url, name) for name in ("a", "b", "dead"))
    assert a.everywhere() == 0
    for worker, held in ((a, 3), (b, 4), (dead, 50)):
        worker.repeat([places.ALL], {places.ALL: held}.get)
    assert a.everywhere() == b.everywhere() == 57
    later = places.FRESH + 2 + _now(redis_url, places.ALL)
    monkeypatch.setattr(places, "time", lambda: later)
    a.repeat([places.ALL], lambda _all: 3)
    b.repeat([places.ALL], lambda _all: 4)
    assert a.everywhere() == 7
    assert redis.hlen(f"{PREFIX}{places.ALL}") == 2


def test_without_redis_each_counts_alone(key):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        alone = Places(f"redis://127.0.0.1:{held.getsockname()[1]}/0", "a")
        assert alone.announce(key, 2) == 2
        alone.repeat([key], lambda _key: 2)
        assert alone.everywhere() is None


def _now(redis_url, key):
    return int(Redis.from_url(redis_url).hget(f"{PREFIX}{key}", "dead").partition(b"@")[2])
