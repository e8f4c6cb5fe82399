"""Many sockets at once: sent away in order, and none held up by another."""

from time import monotonic

import pytest

from bench.client import CLOSE, TEXT, Screen
from nabancada.permissions import Role
from tests.instances.ears import Follower, closing, opened
from tests.instances.houses import hands, http
from tests.instances.test_faults import ensure_exact

pytestmark = pytest.mark.timed
OPEN, HELD_BY_ONE = 500, 50
GONE = 5.0  # seconds from TERM until the last process has ended
AUDIENCE = 199
EVENTS = 15  # 600 KB: more than the kernel and the backlog hold for one who does not read
BIG = 100  # lines of an order, each with the longest note: about 40 KB an event
AT_ONCE = 2.0  # seconds from the answer to every screen; reading 8 MB in 200 threads takes us most of one
TOO_SLOW = 1013


def test_term_sends_five_hundred_sockets_away_and_ends_within_five_seconds(pair, house):
    cookies = [house.cookie(Role.WAITER) for _ in range(OPEN // HELD_BY_ONE)]
    with closing([opened(pair.b.port, cookie) for cookie in cookies for _ in range(HELD_BY_ONE)]) as ears:
        for ear in ears:
            assert ear.hello
        began = monotonic()
        pair.b.terminate()
        codes = [ear.closed_with() for ear in ears]
        pair.b.process.wait(30)
        took = monotonic() - began
    print(f"TERM with {OPEN} sockets: gone in {took:.2f} s")
    assert set(codes) == {1012}
    assert {ear.told[-1]["type"] for ear in ears} == {"draining"}
    assert took < GONE
    with closing([opened(pair.a.port, cookies[0]) for _ in range(HELD_BY_ONE)]) as ears:
        assert all(ear.hello for ear in ears)  # nobody's places are still taken


def test_an_instance_is_replaced_under_load_and_no_screen_misses_anything(pair, house):
    with closing(
        [Follower(ports, house.cookie(Role.KITCHEN)) for ports in (pair.ports, pair.ports[::-1]) * 5]
    ) as screens:
        with hands(pair.urls, house.cookie(Role.WAITER), house.at_table) as working:
            working.until(20)
            began = monotonic()
            pair.b.terminate()
            pair.b.process.wait(30)
            took = monotonic() - began
            working.until(20)
            pair.b.ready()
            working.until(20)
        ensure_exact(screens, working)
        away = [seconds for screen in screens for seconds in screen.away]
        print(f"replaced: gone in {took:.2f} s, screens away for {max(away):.2f} s at most")
        assert len(away) == 5


def test_one_that_does_not_read_delays_nobody_and_is_cut_off(pair, house):
    lines = [{"item_id": dish, "quantity": 1, "note": "x" * 200} for dish in house.dishes for _ in range(BIG // 3)]
    cook, cooks = house.cookie(Role.KITCHEN), [house.cookie(Role.KITCHEN) for _ in range(4)]
    stalled = Screen(pair.a.port, cook, small=4096)
    with closing([opened(pair.a.port, cooks[n % 4]) for n in range(AUDIENCE)]) as ears, closing([stalled]):
        for ear in ears:
            assert ear.hello
        acked = {}
        with http(pair.b.url, house.cookie(Role.WAITER)) as waiter:
            for n in range(1, EVENTS + 1):
                placed = waiter.post("/api/orders", json=house.order(lines=lines)).raise_for_status().json()
                acked[placed["id"]] = monotonic()
                for ear in ears:
                    ear.wait(lambda ear=ear, n=n: len(ear.orders) == n)
        worst = max(ear.seen_at()[one] - at for ear in ears for one, at in acked.items())
        print(f"one of {AUDIENCE + 1} stalled: order to screen, worst {worst:.3f} s")
        assert worst < AT_ONCE
        assert all(ear.orders == list(acked) and ear.closed is None for ear in ears)
        frames = whole(stalled)
    assert 0 < sum(b'"order.placed"' in payload for kind, payload in frames if kind == TEXT) < len(acked)
    assert frames[-1] == (CLOSE, TOO_SLOW.to_bytes(2, "big") + b"too slow")


def whole(screen):
    """All frames until the server hangs up; a torn stream would not end with a close frame."""
    frames = [*screen.waiting()]
    while not frames or frames[-1][0] != CLOSE:
        frames += screen.read()
    return frames
