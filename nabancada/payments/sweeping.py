"""Looking after what is open at a gateway: in every worker, and as a command. Any number may do it at once."""

import logging
import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

from nabancada import db
from nabancada.payments import express, gateways, requests

log = logging.getLogger(__name__)

PERIOD = 1.0  # seconds
SIDE_BY_SIDE = 8  # looks of one worker at the same time: a gateway that hangs delays few others


def sweep(beside: Callable[..., Any] | None = None) -> int:
    """Look at every request that is due to be looked at. Each is taken by one sweeper only.

    :param beside: runs one look beside others; without it they come one after the other
    :returns: how many there were
    """
    looked = 0
    while due := requests.next_due():
        if beside is None:
            _look(*due)
        else:
            beside(_look, *due)
        looked += 1
    return looked


def start() -> None:
    """Sweep in this worker process from now on, if it has a gateway to ask."""
    import gevent
    from gevent.pool import Pool

    if gateways.available():
        gevent.spawn(_forever, gevent.sleep, Pool(SIDE_BY_SIDE))


def _forever(sleep: Callable[[float], None], pool: Any) -> None:
    while True:
        sleep(PERIOD * random.uniform(0.8, 1.2))
        try:
            sweep(pool.spawn)
        except Exception:
            log.exception("sweep failed")


def _look(house: UUID, request: UUID) -> None:
    """One failure is logged, never the end of it: the lease runs out and somebody looks again."""
    with db.tenant(house):
        try:
            express.look(request)
        except Exception:
            log.exception("look failed", extra={"request": str(request)})
        finally:
            db.release()
