"""Taking jobs off the queue, for the one worker that holds a printer's lease.

A lease ends by itself, so what a dead worker was printing is printed again by another: at least once, and twice
where it died between the printer's last byte and our commit. Every step asks first whether the lease is still ours.
Nothing is locked while a printer is talked to. Locks: printer, then its turn, then jobs.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from nabancada import clock, db, live
from nabancada.config import settings
from nabancada.printing.jobs import JOBS, PRINTERS
from nabancada.printing.models import JobState

LEASE = 60  # seconds; several times what the slowest printer is given for one job
PAUSES = (2, 4, 8, 15, 30, 30, 60, 60)  # seconds after the first failure, the second …
MOST_ATTEMPTS = 9  # a job that was tried so often is given up


@dataclass(frozen=True, slots=True)
class Turn:
    """A printer that is ours until the lease ends."""

    restaurant_id: UUID
    printer_id: UUID
    lease: UUID


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be sent now, and where."""

    id: UUID
    kind: str
    payload: dict[str, Any]  # `Document.as_json`
    host: str
    port: int
    width: int


@db.atomic()
def claim(most: int) -> list[Turn]:
    """Printers of any house that have something to print now and are nobody's, ours from now on.

    Bound to no house: the table is global. Never waits for another worker.
    """
    lease, now, houses = db.new_id(), clock.now(), settings().nabancada_printers
    if houses == "none":
        return []
    rows = db.run(_CLAIM, lease, now + timedelta(seconds=LEASE), now, now, houses, houses, most)
    return [Turn(restaurant_id, printer_id, lease) for restaurant_id, printer_id in rows]


@db.atomic()
def next_job(turn: Turn) -> Job | None:
    """The oldest job that waits for the printer, being printed from now on. Extends the lease; locks the turn.

    None when there is nothing left, and the turn is over, or when it is no longer ours.
    """
    now = clock.now()
    if not db.run(_EXTEND, now + timedelta(seconds=LEASE), *_mine(turn)):
        return None
    rows = db.run(_NEXT, turn.restaurant_id, turn.printer_id)
    if not rows:
        db.run(_OVER, *_mine(turn))
        return None
    return Job(*rows[0])


@db.atomic()
def done(turn: Turn, job: Job) -> bool:
    """The job is printed; so its printer works. Locks both and the turn. False when the lease is no longer ours."""
    [(name, trouble)] = db.run(_LOCK_PRINTER, *_printer(turn))
    if not db.run(_PRINTED_TURN, *_mine(turn)):
        return False
    db.run(_DONE, clock.now(), turn.restaurant_id, job.id)
    live.record("print.done", job.id, topics={JOBS}, printer_id=turn.printer_id, paper=job.kind)
    if trouble:
        db.run(_TROUBLE, None, None, *_printer(turn))
        live.record("printer.recovered", turn.printer_id, topics={PRINTERS}, name=name)
    return True


@db.atomic()
def put_off(turn: Turn, trouble: str) -> bool:
    """The printer does not print: everything that waits for it has had one more try, and waits on or is given up.

    Locks like `done`, and all those jobs. False when the lease is no longer ours.
    """
    now = clock.now()
    [(name, _before)] = db.run(_LOCK_PRINTER, *_printer(turn))
    rows = db.run(_FAILED_TURN, now, list(PAUSES), *_mine(turn))
    if not rows:
        return False
    [(due_at,)] = rows
    db.run(_TROUBLE, trouble, now, *_printer(turn))
    tried = db.run(_PUT_OFF, trouble, MOST_ATTEMPTS, due_at, *_printer(turn))
    live.record(
        "printer.failed",
        turn.printer_id,
        topics={JOBS, PRINTERS},
        name=name,
        trouble=trouble,
        next_attempt_at=due_at,
        given_up=sum(state == JobState.FAILED for (state,) in tried),
    )
    return True


@db.atomic()
def give_up(turn: Turn, job: Job, trouble: str) -> bool:
    """This one job will never print, and the next may. Locks the turn and the job; False when the lease is not ours."""
    if not db.run(_EXTEND, clock.now() + timedelta(seconds=LEASE), *_mine(turn)):
        return False
    db.run(_GIVE_UP, trouble, turn.restaurant_id, job.id)
    live.record("print.failed", job.id, topics={JOBS}, printer_id=turn.printer_id, paper=job.kind, trouble=trouble)
    return True


def _mine(turn: Turn) -> tuple[UUID, UUID, UUID]:
    return turn.restaurant_id, turn.printer_id, turn.lease


def _printer(turn: Turn) -> tuple[UUID, UUID]:
    return turn.restaurant_id, turn.printer_id


_CLAIM = """
    UPDATE print_turns SET lease = %s, leased_until = %s
    WHERE (restaurant_id, printer_id) IN (
        SELECT t.restaurant_id, t.printer_id
        FROM print_turns t JOIN restaurants r ON r.id = t.restaurant_id
        WHERE t.due_at <= %s AND (t.leased_until IS NULL OR t.leased_until <= %s)
          AND (%s = 'all' OR r.slug = ANY(string_to_array(%s, ',')))
        ORDER BY t.due_at LIMIT %s FOR UPDATE OF t SKIP LOCKED
    )
    RETURNING restaurant_id, printer_id
"""

_OURS = "restaurant_id = %s AND printer_id = %s AND lease = %s"

_EXTEND = f"UPDATE print_turns SET leased_until = %s WHERE {_OURS} RETURNING true"
_OVER = f"DELETE FROM print_turns WHERE {_OURS}"
_PRINTED_TURN = f"UPDATE print_turns SET failures = 0 WHERE {_OURS} RETURNING true"

_NEXT = """
    UPDATE print_jobs j SET state = 'printing'
    FROM printers p
    WHERE j.restaurant_id = %s AND p.restaurant_id = j.restaurant_id AND p.id = j.printer_id AND j.id = (
        SELECT id FROM print_jobs
        WHERE restaurant_id = j.restaurant_id AND printer_id = %s AND state IN ('queued', 'printing')
        ORDER BY id LIMIT 1
    )
    RETURNING j.id, j.kind, j.payload, p.host, p.port, p.width
"""

_DONE = """
    UPDATE print_jobs SET state = 'done', done_at = %s, attempts = attempts + 1, trouble = NULL, next_attempt_at = NULL
    WHERE restaurant_id = %s AND id = %s
"""

_GIVE_UP = """
    UPDATE print_jobs SET state = 'failed', attempts = attempts + 1, trouble = %s, next_attempt_at = NULL
    WHERE restaurant_id = %s AND id = %s
"""

_LOCK_PRINTER = "SELECT name, trouble FROM printers WHERE restaurant_id = %s AND id = %s FOR NO KEY UPDATE"

_TROUBLE = """
    UPDATE printers SET
        trouble = new.trouble, trouble_since = CASE WHEN new.trouble <> '' THEN coalesce(trouble_since, new.since) END
    FROM (SELECT %s::text AS trouble, %s::timestamptz AS since) AS new
    WHERE restaurant_id = %s AND id = %s
"""

_FAILED_TURN = f"""
    WITH next AS (SELECT %s::timestamptz AS now, %s::int[] AS pauses)
    UPDATE print_turns SET
        failures = failures + 1, lease = NULL, leased_until = NULL,
        due_at = next.now + make_interval(secs => next.pauses[least(failures + 1, cardinality(next.pauses))])
    FROM next WHERE {_OURS} RETURNING due_at
"""

_PUT_OFF = """
    UPDATE print_jobs SET
        attempts = attempts + 1, trouble = given.trouble,
        state = CASE WHEN attempts + 1 >= given.most THEN 'failed' ELSE 'queued' END,
        next_attempt_at = CASE WHEN attempts + 1 >= given.most THEN NULL ELSE given.due_at END
    FROM (SELECT %s AS trouble, %s AS most, %s::timestamptz AS due_at) AS given
    WHERE restaurant_id = %s AND printer_id = %s AND state IN ('queued', 'printing')
    RETURNING state
"""
