"""The printers of a house, what was or will be printed, and whose turn it is."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from nabancada import db


class PaperKind(StrEnum):
    TICKET = "ticket"  # for the kitchen
    PREBILL = "prebill"
    RECEIPT = "receipt"
    SHIFT = "shift"  # X and Z reports
    TEST = "test"


class PrinterKind(StrEnum):
    NETWORK = "network"
    BROWSER = "browser"


class JobState(StrEnum):
    QUEUED = "queued"
    PRINTING = "printing"
    DONE = "done"
    FAILED = "failed"


WAITING = text("state IN ('queued', 'printing')")
_PORT = "host IS NULL AND port IS NULL OR host <> '' AND port BETWEEN 1 AND 65535"


class Printer(db.TenantRow, db.Base):
    """Where paper comes out. A network printer takes jobs; a browser's only says how wide its paper is.

    `stations` are those whose tickets it prints, none of them meaning all. `trouble` is why it does not print now.
    """

    __tablename__ = "printers"
    __table_args__ = (
        ForeignKeyConstraint(["restaurant_id"], ["restaurants.id"]),
        db.tenant_fk("branch_id", "branches"),
        Index(
            "uq_printers_name",
            "restaurant_id",
            "branch_id",
            "name",
            unique=True,
            postgresql_where=text("archived_at IS NULL"),
        ),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("kind IN ('network', 'browser')", name="kind"),
        CheckConstraint("(kind = 'network') = (host IS NOT NULL)", name="host"),
        CheckConstraint(_PORT, name="port"),
        CheckConstraint("width IN (58, 80)", name="width"),
        CheckConstraint("documents <@ ARRAY['ticket', 'prebill', 'receipt', 'shift']", name="documents"),
        CheckConstraint("(trouble IS NULL) = (trouble_since IS NULL)", name="trouble"),
    )

    branch_id: Mapped[UUID] = mapped_column(server_default=db.MAIN_BRANCH)
    name: Mapped[str]
    kind: Mapped[str]
    host: Mapped[str | None]
    port: Mapped[int | None]
    width: Mapped[int]
    stations: Mapped[list[str]] = mapped_column(ARRAY(Text))
    documents: Mapped[list[str]] = mapped_column(ARRAY(Text))
    trouble: Mapped[str | None]
    trouble_since: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class PrintJob(db.TenantRow, db.Base):
    """One paper for one printer, or handed to the browser of who asked (`printer_id` null, done at once).

    `key` names what it is a paper of, and `copy` which one: unique together, so that a ticket is queued once
    whatever is repeated, and no two papers both pass for the first. `request_id` is what was asked for in one go.
    """

    __tablename__ = "print_jobs"
    __table_args__ = (
        db.tenant_fk("printer_id", "printers"),
        CheckConstraint("kind IN ('ticket', 'prebill', 'receipt', 'shift', 'test')", name="kind"),
        CheckConstraint("state IN ('queued', 'printing', 'done', 'failed')", name="state"),
        CheckConstraint("copy > 0 AND attempts >= 0", name="numbers"),
        CheckConstraint("printer_id IS NOT NULL OR state = 'done'", name="browser"),
        CheckConstraint("state <> 'failed' OR trouble IS NOT NULL", name="failed"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done"),
        Index("uq_print_jobs_copy", "restaurant_id", "key", "copy", unique=True),
        Index("ix_print_jobs_waiting", "restaurant_id", "printer_id", "id", postgresql_where=WAITING),
        Index("ix_print_jobs_request", "restaurant_id", "request_id"),
    )

    request_id: Mapped[UUID]
    printer_id: Mapped[UUID | None]
    kind: Mapped[str]
    subject_id: Mapped[UUID | None]  # the order, bill or shift
    key: Mapped[str]
    copy: Mapped[int] = mapped_column(default=1, server_default="1")
    title: Mapped[str]
    payload: Mapped[dict[str, Any]]  # `Document.as_json`
    state: Mapped[str] = mapped_column(default=JobState.QUEUED, server_default=JobState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    next_attempt_at: Mapped[datetime | None]
    trouble: Mapped[str | None]  # why it is not printed yet, or never was
    asked_by: Mapped[UUID | None]
    asked_by_name: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    done_at: Mapped[datetime | None]


class PrintTurn(db.Base):
    """A printer with something to print, and when. A global table, so that a worker sees in one look what is due
    in all houses; it says nothing but ids and times.

    Whoever holds the lease (`lease`, until `leased_until`) is the only one who talks to this printer.
    """

    __tablename__ = "print_turns"
    __table_args__ = (
        ForeignKeyConstraint(["restaurant_id", "printer_id"], ["printers.restaurant_id", "printers.id"]),
        Index("ix_print_turns_due", "due_at"),
        {"postgresql_with": {"fillfactor": 50}},
    )

    restaurant_id: Mapped[UUID] = mapped_column(ForeignKey("restaurants.id", ondelete="CASCADE"), primary_key=True)
    printer_id: Mapped[UUID] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0, server_default="0")  # since it last printed
    lease: Mapped[UUID | None]
    leased_until: Mapped[datetime | None]
