import logging

from nabancada.cache.breaker import Breaker

log = logging.getLogger("tests.breaker")


def test_it_opens_at_a_failure_and_closes_when_something_worked():
    breaker = Breaker(60, log, "trouble")
    assert not breaker.open
    breaker.failed(OSError("no"))
    assert breaker.open
    breaker.worked()
    assert not breaker.open


def test_after_its_rest_it_lets_one_try():
    breaker = Breaker(0, log, "trouble")
    breaker.failed(OSError("no"))
    assert not breaker.open


def test_an_outage_does_not_flood_the_log(caplog):
    breaker = Breaker(60, log, "Redis connection error")
    with caplog.at_level(logging.WARNING):
        for _ in range(100):
            breaker.failed(OSError("no"))
    assert [record.message for record in caplog.records] == ["Redis connection error"]
