"""Work beside the request: what nobody waits for, and whose time tells nobody anything."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache

from nabancada import db

log = logging.getLogger(__name__)

AT_ONCE = 2
MOST = 200  # waiting; more are dropped, since a crowd that large wants no e-mail

_pending: set[Future[None]] = set()


def do(work: Callable[[], None]) -> None:
    """Have `work()` done soon in this process. It is lost when the process dies; its errors are logged."""
    if len(_pending) >= MOST:
        log.warning("too much work beside the requests, dropped")
        return
    future = _pool().submit(_done, work)
    _pending.add(future)
    future.add_done_callback(_pending.discard)


def finish(seconds: float = 10) -> None:
    """Wait for what was begun: before a worker ends."""
    wait(set(_pending), seconds)


def _done(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:
        log.exception("work beside the request failed")
    finally:
        db.release()


@cache
def _pool() -> ThreadPoolExecutor:
    # Made on first use, in the worker: threads do not survive a fork. Under gevent these are greenlets.
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="beside")
