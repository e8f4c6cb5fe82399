"""The part of every worker that prints: looks for due printers, and talks to several at once."""

import logging

import gevent
from gevent.event import Event
from gevent.pool import Pool

from nabancada import db
from nabancada.printing import bell, escpos, logo, network, troubles, turns
from nabancada.printing.document import Document
from nabancada.printing.troubles import Trouble
from nabancada.printing.turns import Job, Turn

log = logging.getLogger(__name__)

LOOK = 1.0  # seconds between two looks at what is due, when nobody rings
AT_ONCE = 8  # printers a worker talks to

_started = False


def start() -> None:
    """Print in this worker from now on. Later calls do nothing."""
    global _started
    if not _started:
        _started = True
        gevent.spawn(_forever)


def print_due(pool: Pool | None = None) -> int:
    """Serve printers that are due now, as many as there is room for; one after another without a pool.

    :returns: how many were claimed
    """
    try:
        claimed = turns.claim(pool.free_count() if pool is not None else AT_ONCE)
    finally:
        db.release()
    for turn in claimed:
        if pool is not None:
            pool.spawn(serve, turn)
        else:
            serve(turn)
    return len(claimed)


def serve(turn: Turn) -> None:
    """Print what waits for a printer, until nothing does or it fails."""
    with db.tenant(turn.restaurant_id):
        try:
            while _print_next(turn):
                pass
        except Exception:  # the lease ends by itself, and somebody tries again
            log.exception("not printed", extra={"printer": str(turn.printer_id)})
        finally:
            db.release()


def _print_next(turn: Turn) -> bool:
    """Print one job; False when there is none, or no sense in going on."""
    job = turns.next_job(turn)
    db.release()  # nothing is held while a printer takes its time
    if job is None:
        return False
    try:
        payload = _drawn(job)
    except Exception:
        log.exception("paper cannot be drawn", extra={"job": str(job.id)})
        return turns.give_up(turn, job, troubles.UNPRINTABLE)
    try:
        network.send(job.host, job.port, payload)
    except Trouble as trouble:
        log.warning("printer in trouble", extra={"printer": str(turn.printer_id), "trouble": trouble.code})
        turns.put_off(turn, trouble.code)
        return False
    return turns.done(turn, job)


def _drawn(job: Job) -> bytes:
    document = Document.of(job.payload)
    return escpos.render(document, job.width, logo.read(document.logo))


def _forever() -> None:
    """One failure is logged, never the end of it."""
    pool, rung = Pool(AT_ONCE), Event()
    bell.ringers.append(rung.set)
    while True:
        rung.wait(LOOK)
        rung.clear()
        pool.wait_available()
        try:
            print_due(pool)
        except db.FAULTS as error:
            log.warning("print queue unreadable", extra={"reason": str(error)[:200]})
        except Exception:
            log.exception("printing failed")
