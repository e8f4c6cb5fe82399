"""Several terminals of one house at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Thread
from typing import Any
from uuid import UUID

from sqlalchemy import text

from nabancada import db
from nabancada.errors import DomainError


def at_once(restaurant_id: UUID, times: int, work: Callable[[int], Any], workers: int = 10) -> list[Any]:
    """`work(n)` `times` over in `workers` threads that begin together, each bound to the house.

    A `DomainError` is a result like another: the class of it is returned.
    """
    together = Barrier(workers)

    def terminal(n: int) -> Any:
        if n < workers:
            together.wait(10)
        with db.tenant(restaurant_id):
            try:
                return work(n)
            except DomainError as refused:
                return type(refused)
            finally:
                db.release()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(terminal, range(times)))


def while_held(restaurant_id: UUID, first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """`second()` begins while `first()` has done its work and not committed yet; what each came to."""
    done, waiting = Event(), Event()
    came: list[Any] = [None, None]

    def begin() -> None:
        with db.tenant(restaurant_id), db.atomic():
            came[0] = first()
            done.set()
            _until_somebody_waits(waiting)
        db.release()

    def follow() -> None:
        done.wait(10)
        with db.tenant(restaurant_id):
            try:
                came[1] = second()
            except DomainError as refused:
                came[1] = refused
            finally:
                waiting.set()
                db.release()

    threads = [Thread(target=begin), Thread(target=follow)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    return came


def _until_somebody_waits(over: Event) -> None:
    """Return once another transaction waits for a lock of this one, or has ended without."""
    mine = db.session.scalar(text("SELECT pg_backend_pid()"))
    # Not pg_stat_activity: within a transaction it does not change, and whoever connects later is never in it.
    waits = text("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND :me = ANY(pg_blocking_pids(pid)))")
    while not db.session.scalar(waits, {"me": mine}) and not over.wait(0.01):
        continue
