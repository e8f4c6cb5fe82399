"""What dies, and what people notice of it: nothing is lost, nothing comes twice, and it is over soon."""

from time import monotonic

import httpx
import pytest

from nabancada.permissions import Role
from tests.instances.conftest import CONNECTED
from tests.instances.ears import Follower, closing
from tests.instances.houses import hands, http
from tests.instances.instance import LISTENING

pytestmark = pytest.mark.timed
AT_ONCE = 1.0  # seconds from the answer to every screen
STALLED = 2.0  # the same while Redis hangs
BACK = 5.0  # seconds until a screen that was cut off is greeted again
ORDER_P99 = 1.0  # seconds
SCREENS = 6  # a place


@pytest.fixture
def record(record_property):
    """Note a figure of this run in the report; times are in seconds."""

    def note(name, figure):
        record_property(name, round(figure, 3))
        print(f"{name}: {figure:.3f}")

    return note


def delays(screens, working):
    """Seconds from each order's answer until it was on each screen."""
    return [screen.seen_at()[one.id] - one.acked_at for screen in screens for one in working.acked]


def ensure_exact(screens, working):
    """Every screen has every event from its first on, in order and once, and every order that was taken."""
    assert working.lost == []
    for screen in screens:
        screen.wait(lambda screen=screen: len(screen.orders) >= len(working.acked))
        first = screen.messages[0]["seq"] + 1
        assert screen.seqs == list(range(first, first + len(screen.seqs)))
        assert sorted(screen.orders) == sorted(one.id for one in working.acked)
        assert screen.resets == 0
    assert sorted(one.number for one in working.acked) == list(range(1, len(working.acked) + 1))


def p99(working):
    times = sorted(one.took for one in working.acked)
    return times[int(len(times) * 0.99)]


# While Redis is in trouble orders are made on A alone: B hears of them only from the log.


def test_orders_taken_while_redis_is_killed_are_on_every_screen_within_a_second(pair, house, record):
    connected = [one.said(CONNECTED) for one in pair.both]
    with closing([Follower([port], house.cookie(Role.KITCHEN)) for port in pair.ports * SCREENS]) as screens:
        with hands(pair.urls[:1], house.cookie(Role.WAITER), house.at_table) as working:
            working.until(20)
            pair.valkey.kill()
            working.until(60)
            pair.valkey.start(pair.valkey.port)
            for one, before in zip(pair.both, connected, strict=True):
                one.await_line(CONNECTED, before + 1)
            working.until(20)
        ensure_exact(screens, working)
        record("redis killed: order to screen, worst", max(delays(screens, working)))
        record("redis killed: order p99", p99(working))
        assert max(delays(screens, working)) < AT_ONCE
        assert working.refusals == [] and working.broken == 0
        assert all(screen.away == [] for screen in screens)


def test_orders_taken_while_redis_hangs_are_on_every_screen_within_two_seconds(pair, house, record):
    connected = [one.said(CONNECTED) for one in pair.both]
    with closing([Follower([port], house.cookie(Role.KITCHEN)) for port in pair.ports * SCREENS]) as screens:
        with hands(pair.urls[:1], house.cookie(Role.WAITER), house.at_table) as working:
            working.until(20)
            pair.valkey.suspend()
            try:
                working.during(4)  # longer than it takes to notice
                working.until(1)
            finally:
                pair.valkey.resume()
            for one, before in zip(pair.both, connected, strict=True):
                one.await_line(CONNECTED, before + 1)
            working.until(20)
        ensure_exact(screens, working)
        record("redis hangs: order to screen, worst", max(delays(screens, working)))
        record("redis hangs: order p99", p99(working))
        assert max(delays(screens, working)) < STALLED
        assert p99(working) < ORDER_P99
        assert working.refusals == [] and working.broken == 0


def test_when_a_worker_is_killed_its_screens_go_on_at_the_other_instance_without_a_gap(pair, house, record):
    with closing([Follower([*pair.ports], house.cookie(Role.KITCHEN)) for _ in range(SCREENS)]) as screens:
        screens += [Follower([*reversed(pair.ports)], house.cookie(Role.KITCHEN)) for _ in range(SCREENS)]
        with hands(pair.urls, house.cookie(Role.WAITER), house.at_table) as working:
            working.until(20)
            pair.a.kill_worker(pair.a.worker_of(screens[0].screen.sock))
            for screen in screens[:SCREENS]:
                screen.wait(lambda screen=screen: screen.away, BACK)
            working.until(40)
        ensure_exact(screens, working)
        away = [seconds for screen in screens for seconds in screen.away]
        assert len(away) == SCREENS  # only those of the worker that died
        record("worker killed: back at the other instance, worst", max(away))
        record("worker killed: orders sent again", sum(one.tries > 1 for one in working.acked))


def test_when_one_of_two_workers_is_killed_its_screens_come_back_to_the_same_address(alone, house, record):
    with closing([Follower([alone.port], house.cookie(Role.KITCHEN)) for _ in range(2 * SCREENS)]) as screens:
        victim = alone.worker_of(screens[0].screen.sock)
        cut = [screen for screen in screens if alone.worker_of(screen.screen.sock) == victim]
        with hands([alone.url], house.cookie(Role.WAITER), house.at_table) as working:
            working.until(20)
            alone.kill_worker(victim)
            for screen in cut:
                screen.wait(lambda screen=screen: screen.away, 2 * BACK)
            working.until(40)
        ensure_exact(screens, working)
        away = [seconds for screen in screens for seconds in screen.away]
        assert len(away) == len(cut)
        record("one of two workers killed: back, worst", max(away))
        record("one of two workers killed: order, worst", max(one.took for one in working.acked))


def test_nobody_waits_for_a_worker_that_is_still_starting(alone, house, record):
    cookie, slowest = house.cookie(Role.WAITER), 0.0
    alone.kill_worker(alone.worker_pids()[0])
    started = alone.said(LISTENING)
    while alone.said(LISTENING) == started:
        with http(alone.url, cookie) as client:  # a new connection each time
            began = monotonic()
            try:
                client.get("/api/session").raise_for_status()
            except httpx.TransportError:
                continue  # it had reached the one that was killed
            slowest = max(slowest, monotonic() - began)
    record("new worker starts: slowest answer meanwhile", slowest)
    assert slowest < AT_ONCE
