"""Questions about printers and about what they print."""

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from nabancada import db
from nabancada.db.partitions import lowest_id
from nabancada.errors import NotFound
from nabancada.printing.models import WAITING, JobState, PaperKind, Printer, PrinterKind, PrintJob, PrintTurn

KEPT = 1024  # houses whose printers one process remembers


@dataclass(frozen=True, slots=True)
class Target:
    """A printer as whoever queues for it needs to know it."""

    id: UUID
    branch_id: UUID
    name: str
    kind: str
    stations: frozenset[str]
    documents: frozenset[str]

    def takes(self, kind: PaperKind) -> bool:
        """Whether papers of this kind come out of it by themselves."""
        return self.kind == PrinterKind.NETWORK and kind in self.documents

    def serves(self, branch_id: UUID, station: str) -> bool:
        return self.branch_id == branch_id and (not self.stations or station in self.stations)


def targets(version: int) -> tuple[Target, ...]:
    """The printers of the house, at least as new as `version`; version 0 has none, and costs nothing.

    :param version: `restaurants.printers_version`, which whoever asks has read already
    """
    if version == 0:
        return ()
    key = (db.current_restaurant_id(), version)
    if (kept := _kept.get(key)) is not None:
        _kept.move_to_end(key)
        return kept
    read, found = _read_targets()
    if read == version:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def targets_now() -> tuple[Target, ...]:
    """The printers of the house, read from the database. One statement."""
    return _read_targets()[1]


def printers() -> Sequence[Printer]:
    """Every printer in use, by name."""
    return db.session.scalars(select(Printer).where(Printer.archived_at.is_(None)).order_by(Printer.name)).all()


def printer(printer_id: UUID) -> Printer:
    """:raises NotFound: no such printer here"""
    found = db.session.scalar(select(Printer).where(Printer.id == printer_id, Printer.archived_at.is_(None)))
    if found is None:
        raise NotFound
    return found


def houses_waiting() -> Sequence[UUID]:
    """Houses that have something to print, in no order: for the platform. Reads no row of any house."""
    return db.session.scalars(select(PrintTurn.restaurant_id).distinct()).all()


def waiting_since() -> datetime | None:
    """Since when the oldest paper of the current house waits for its printer."""
    return db.session.scalar(select(func.min(PrintJob.asked_at)).where(WAITING))


def first_for(kind: PaperKind, branch_id: UUID | None) -> Printer | None:
    """The network printer papers of this kind come out of at a branch, the main one unless told: the first by name."""
    takes = Printer.kind == PrinterKind.NETWORK, Printer.documents.contains([kind]), *_at(branch_id)
    return db.session.scalar(select(Printer).where(*takes).order_by(Printer.name).limit(1))


def browser_width(branch_id: UUID | None) -> int:
    """How wide the paper is that browsers print on at a branch, in millimetres."""
    is_browsers = Printer.kind == PrinterKind.BROWSER, *_at(branch_id)
    return db.session.scalar(select(Printer.width).where(*is_browsers).order_by(Printer.name).limit(1)) or 80


def in_trouble(branch_id: UUID | None) -> Sequence[Printer]:
    """Printers of a branch that did not print when they last should, by name."""
    return db.session.scalars(
        select(Printer).where(Printer.trouble.is_not(None), *_at(branch_id)).order_by(Printer.name)
    ).all()


def job(job_id: UUID) -> PrintJob:
    """:raises NotFound: no such job here"""
    found = db.session.scalar(select(PrintJob).where(PrintJob.id == job_id))
    if found is None:
        raise NotFound
    return found


def one_json(job_id: UUID) -> dict[str, Any]:
    """A job as the API answers it.

    :raises NotFound: no such job here
    """
    found = _jobs(PrintJob.id == job_id)
    if not found:
        raise NotFound
    return found[0]


def requested(request_id: UUID) -> list[dict[str, Any]]:
    """What was asked for in one go, as the API answers it."""
    return _jobs(PrintJob.request_id == request_id)


def page(
    *,
    limit: int,
    before: UUID | None,
    states: Collection[str] = (),
    printer_id: UUID | None = None,
    since: datetime | None = None,
) -> list[Any]:
    """Jobs, newest first, `limit` of them from `before` on, as the API answers them.

    :param since: of those asked for before only the ones that have not come out
    """
    asked = []
    if before is not None:
        asked.append(PrintJob.id < before)
    if states:
        asked.append(PrintJob.state.in_(states))
    if printer_id is not None:
        asked.append(PrintJob.printer_id == printer_id)
    if since is not None:
        asked.append((PrintJob.id >= lowest_id(since)) | (PrintJob.state != JobState.DONE))
    return _jobs(*asked, limit=limit)


def unprinted(limit: int = 100) -> list[dict[str, Any]]:
    """What waits or was given up, newest first."""
    return page(limit=limit, before=None, states=(JobState.QUEUED, JobState.PRINTING, JobState.FAILED))


def copies(key: str) -> int:
    """How many papers of this are out already."""
    newest = select(PrintJob.copy).where(PrintJob.key == key).order_by(PrintJob.copy.desc()).limit(1)
    return db.session.scalar(newest) or 0


def as_json(printer: Printer) -> dict[str, Any]:
    """A printer as the API answers it."""
    return {
        "id": printer.id,
        "branch_id": printer.branch_id,
        "name": printer.name,
        "kind": printer.kind,
        "host": printer.host,
        "port": printer.port,
        "width": printer.width,
        "stations": printer.stations,
        "documents": printer.documents,
        "trouble": printer.trouble,
        "trouble_since": printer.trouble_since,
    }


def _read_targets() -> tuple[int, tuple[Target, ...]]:
    """The printers and the version they are at."""
    rows = db.run(_TARGETS, db.current_restaurant_id())
    found = (
        Target(id_, branch_id, name, kind, frozenset(stations), frozenset(documents))
        for _version, id_, branch_id, name, kind, stations, documents in rows
        if id_ is not None
    )
    return rows[0][0], tuple(found)


def _jobs(*where: Any, limit: int | None = None) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(PrintJob, Printer.name)
        .outerjoin(Printer, (Printer.restaurant_id == PrintJob.restaurant_id) & (Printer.id == PrintJob.printer_id))
        .where(*where)
        .order_by(PrintJob.id.desc())
        .limit(limit)
    )
    return [_job_json(job, name) for job, name in rows]


def _job_json(job: PrintJob, printer: str | None) -> dict[str, Any]:
    return {
        "id": job.id,
        "printer_id": job.printer_id,
        "printer": printer,
        "kind": job.kind,
        "subject_id": job.subject_id,
        "title": job.title,
        "copy_number": job.copy,
        "state": job.state,
        "attempts": job.attempts,
        "next_attempt_at": job.next_attempt_at,
        "trouble": job.trouble,
        "asked_by": job.asked_by_name,
        "asked_at": job.asked_at,
        "done_at": job.done_at,
        "url": f"/paper/jobs/{job.id}",
    }


def _at(branch_id: UUID | None) -> tuple[ColumnElement[bool], ...]:
    """Printers in use at a branch, the main one unless told."""
    return Printer.branch_id == (branch_id or func.main_branch()), Printer.archived_at.is_(None)


_kept: "OrderedDict[tuple[UUID, int], tuple[Target, ...]]" = OrderedDict()

_TARGETS = """
    SELECT r.printers_version, p.id, p.branch_id, p.name, p.kind, p.stations, p.documents
    FROM restaurants r
    LEFT JOIN printers p ON p.restaurant_id = r.id AND p.archived_at IS NULL
    WHERE r.id = %s ORDER BY p.name
"""
