"""Who waits for a connection is served in turn, and never told wrongly that there was none."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.util.queue import Empty, Full

from nabancada.db.engine import make
from nabancada.db.pool import FairQueue


def test_what_comes_back_goes_to_who_waited_longest():
    queue, served, waiting = FairQueue(2), [], []
    for name in ("first", "second", "third"):
        before = len(queue._waiting)
        thread = Thread(target=lambda name=name: served.append((name, queue.get(timeout=10))))
        thread.start()
        waiting.append(thread)
        while len(queue._waiting) == before:
            Event().wait(0.001)
    for connection, thread in enumerate(waiting):
        queue.put(connection, False)
        thread.join(10)
    assert served == [("first", 0), ("second", 1), ("third", 2)]


def test_the_one_used_last_is_used_again():
    queue = FairQueue(3)
    for connection in (1, 2, 3):
        queue.put(connection, False)
    assert (queue.get(), queue.full(), queue.qsize()) == (3, False, 2)


def test_a_full_queue_takes_no_more_and_an_empty_one_says_so():
    queue = FairQueue(1)
    queue.put(1, False)
    with pytest.raises(Full):
        queue.put(2, False)
    queue.get(False)
    with pytest.raises(Empty):
        queue.get(False)
    with pytest.raises(Empty):
        queue.get(timeout=0.01)
    queue.put(3, False)
    assert queue.get(False) == 3


@pytest.fixture
def small(database_url):
    engine = make(database_url.replace("postgresql://", "postgresql+psycopg2://"), pool_size=2, max_overflow=0)
    yield engine
    engine.dispose()


def test_forty_who_want_two_connections_all_get_one(small):
    def ask(n):
        with small.connect() as connection:
            return connection.scalar(text("SELECT :n"), {"n": n}), connection.connection.dbapi_connection

    with ThreadPoolExecutor(40) as crowd:
        answers = list(crowd.map(ask, range(200)))
    assert [int(n) for n, _connection in answers] == list(range(200))
    assert len({id(connection) for _n, connection in answers}) <= 2


def test_who_waits_too_long_is_told(database_url):
    engine = make(
        database_url.replace("postgresql://", "postgresql+psycopg2://"), pool_size=1, max_overflow=0, pool_timeout=0.05
    )
    with engine.connect(), pytest.raises(PoolTimeout):
        engine.connect()
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()
