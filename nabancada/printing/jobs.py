"""The only writers of what is to be printed. `turns` takes it off the queue again.

Locks: whatever the paper tells of, then the printers' turns, then jobs, and the event stream last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from nabancada import clock, db, live
from nabancada.errors import Conflict
from nabancada.permissions import Staff
from nabancada.printing import bell, queries
from nabancada.printing.document import Document, centred, pair, text
from nabancada.printing.models import JobState, PaperKind, Printer, PrinterKind, PrintJob
from nabancada.web.json import encode

JOBS, PRINTERS = "printing", "printers"  # topics: what happens to papers; which printers there are and how they are
RETRIED = 2  # hours: what was given up earlier is of no use to anybody now


@dataclass(frozen=True, slots=True)
class Paper:
    """A document on its way to a printer, or to the browser of who asks. `key`: see `PrintJob`."""

    kind: PaperKind
    subject_id: UUID | None
    key: str
    document: Document
    printer_id: UUID | None


class NotWaiting(Conflict):
    code = "not_failed"
    message = "Este papel já saiu."


def queue(papers: Sequence[Paper], request_id: UUID, by: Staff) -> None:
    """Put first papers into the queue, as part of what they tell of. One statement; locks the printers' turns.

    What is queued already under its key is not queued again.
    """
    if not papers:
        return
    house, now = db.current_restaurant_id(), clock.now()
    jobs = [
        {
            "id": db.new_id(),
            "printer_id": one.printer_id,
            "kind": one.kind,
            "subject_id": one.subject_id,
            "key": one.key,
            "title": one.document.title,
            "payload": one.document.as_json(),
        }
        for one in sorted(papers, key=lambda one: str(one.printer_id))
    ]
    db.run(_QUEUE, house, request_id, by.id, by.name, now, encode(jobs).decode(), house, now)
    db.on_commit(bell.ring)


@db.atomic()
def ask(papers: Sequence[Paper], request_id: UUID, by: Staff) -> None:
    """Print papers now, each marked when it is not the first of its key. Locks the printers' turns.

    Those for no printer are handed to the browser of who asks and are done with it.
    """
    now = clock.now()
    for one in sorted(papers, key=lambda one: str(one.printer_id)):
        while not _insert_next(one, request_id, by, now):  # somebody else's copy came first: it is committed by now
            pass
    _due({one.printer_id for one in papers if one.printer_id}, now)
    live.record("print.asked", request_id, topics={JOBS}, papers=sorted({one.kind for one in papers}))


@db.atomic()
def test_page(printer_id: UUID, by: Staff) -> UUID:
    """Print a page that shows whether a printer works: letters, width, knife. Locks its turn.

    :returns: of the request
    :raises NotFound: no such printer here
    """
    printer = queries.printer(printer_id)
    request_id = db.new_id()
    target = printer.id if printer.kind == PrinterKind.NETWORK else None
    ask([Paper(PaperKind.TEST, printer.id, f"test:{request_id}", _test_document(printer), target)], request_id, by)
    return request_id


@db.atomic()
def retry(job_id: UUID) -> PrintJob:
    """Try a job again that waits or was given up, from the beginning and at once. Locks the printer's turn, the job.

    :raises NotFound: no such job here, or its printer is out of use
    :raises NotWaiting: it is printed, or in somebody's browser
    """
    job = queries.job(job_id)
    if job.printer_id is None or job.state == JobState.DONE:
        raise NotWaiting
    queries.printer(job.printer_id)
    _due({job.printer_id}, clock.now(), afresh=True)
    db.session.refresh(job, with_for_update=True)
    if job.state == JobState.DONE:
        raise NotWaiting
    if job.state == JobState.FAILED:
        job.state, job.attempts, job.trouble, job.next_attempt_at = JobState.QUEUED, 0, None, clock.now()
    live.record("print.asked", job.id, topics={JOBS}, papers=[job.kind])
    return job


@db.atomic()
def retry_all(printer_id: UUID) -> int:
    """Try everything again that a printer has not printed in the last hours. Locks its turn.

    :returns: how many were given up and wait again
    :raises NotFound: no such printer here
    """
    queries.printer(printer_id)
    now = clock.now()
    _due({printer_id}, now, afresh=True)
    again = db.run(_AGAIN, now, db.current_restaurant_id(), printer_id, RETRIED)
    live.record("print.asked", printer_id, topics={JOBS}, papers=sorted({kind for (kind,) in again}))
    return len(again)


@db.atomic()
def purge(before: datetime) -> int:
    """Forget papers from before an instant: how many."""
    gone = db.session.execute(
        delete(PrintJob).where(PrintJob.asked_at < before, PrintJob.state.in_((JobState.DONE, JobState.FAILED)))
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _insert_next(one: Paper, request_id: UUID, by: Staff, now: datetime) -> bool:
    """Insert the next copy of a paper; False when another one has just taken that number."""
    copy = queries.copies(one.key) + 1
    document = one.document.as_copy(copy)
    row = insert(PrintJob).values(
        request_id=request_id,
        printer_id=one.printer_id,
        kind=one.kind,
        subject_id=one.subject_id,
        key=one.key,
        copy=copy,
        title=document.title,
        payload=document.as_json(),
        state=JobState.QUEUED if one.printer_id else JobState.DONE,
        done_at=None if one.printer_id else now,
        next_attempt_at=now if one.printer_id else None,
        asked_by=by.id,
        asked_by_name=by.name,
    )
    return db.session.scalar(row.on_conflict_do_nothing().returning(PrintJob.id)) is not None


def _due(printer_ids: set[UUID], now: datetime, *, afresh: bool = False) -> None:
    """Printers have something to print now; `afresh`: however often they failed."""
    for printer_id in sorted(printer_ids):
        db.run(_DUE, db.current_restaurant_id(), printer_id, now, afresh)
    db.on_commit(bell.ring)


def _test_document(printer: Printer) -> Document:
    return Document(
        f"Teste · {printer.name}",
        (
            centred("NaBancada", big=True),
            centred(printer.name, bold=True),
            text("Pão, maçã, feijão, atum, café, avó, pêra, ção, à."),
            pair("Papel", f"{printer.width} mm"),
            pair("Hora", clock.day_and_hour(clock.now())),
            centred("Se lê isto, a impressora está pronta."),
        ),
    )


_TURNS = """
    INSERT INTO print_turns AS t (restaurant_id, printer_id, due_at)
"""

_QUEUE = f"""
    WITH queued AS (
        INSERT INTO print_jobs (restaurant_id, request_id, asked_by, asked_by_name, asked_at, next_attempt_at,
                                id, printer_id, kind, subject_id, key, title, payload)
        SELECT %s, %s, %s, %s, at.now, at.now, new.*
        FROM (SELECT %s::timestamptz AS now) AS at, jsonb_to_recordset(%s::jsonb)
            AS new(id uuid, printer_id uuid, kind text, subject_id uuid, key text, title text, payload jsonb)
        ON CONFLICT DO NOTHING
        RETURNING printer_id
    )
    {_TURNS} SELECT DISTINCT %s::uuid, printer_id, %s::timestamptz FROM queued ORDER BY printer_id
    ON CONFLICT (restaurant_id, printer_id) DO UPDATE SET due_at = least(t.due_at, excluded.due_at)
"""

_DUE = f"""
    {_TURNS} VALUES (%s, %s, %s)
    ON CONFLICT (restaurant_id, printer_id) DO UPDATE SET
        due_at = least(t.due_at, excluded.due_at), failures = CASE WHEN %s THEN 0 ELSE t.failures END
"""

_AGAIN = f"""
    UPDATE print_jobs SET state = 'queued', attempts = 0, trouble = NULL, next_attempt_at = %s
    WHERE restaurant_id = %s AND printer_id = %s AND state = '{JobState.FAILED}'
      AND asked_at > now() - make_interval(hours => %s)
    RETURNING kind
"""
