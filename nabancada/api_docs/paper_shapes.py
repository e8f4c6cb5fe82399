"""How printers and what they print look."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from nabancada.printing.models import JobState, PaperKind, PrinterKind

Trouble = Literal["refused", "silent", "broken_off", "no_paper", "open", "forbidden", "unprintable", "archived"]


class Printer(BaseModel):
    """`trouble` is why it did not print when it last should; `trouble_text` the same in words."""

    id: UUID
    branch_id: UUID
    name: str
    kind: PrinterKind
    host: str | None
    port: int | None
    width: Literal[58, 80]
    stations: list[str]  # none: all
    documents: list[PaperKind]
    trouble: Trouble | None
    trouble_text: str | None
    trouble_since: datetime | None


class PrintJob(BaseModel):
    """Without a printer it is for the browser of who asked for it, who finds it at `url`."""

    id: UUID
    printer_id: UUID | None
    printer: str | None
    kind: PaperKind
    subject_id: UUID | None  # the order, bill or shift
    title: str
    copy_number: int  # 2 is marked as the second, and so on
    state: JobState
    attempts: int
    next_attempt_at: datetime | None
    trouble: Trouble | None
    trouble_text: str | None
    asked_by: str
    asked_at: datetime
    done_at: datetime | None
    url: str


class Asked(BaseModel):
    items: list[PrintJob]


class Again(BaseModel):
    again: int  # how many were given up and wait again
