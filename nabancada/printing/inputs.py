"""What may be said about printers."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from nabancada.printing import addresses
from nabancada.printing.models import JobState, PaperKind, PrinterKind
from nabancada.web.answers import Page
from nabancada.web.body import Input

Name = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Host = Annotated[str, StringConstraints(max_length=45)]
Port = Annotated[int, Field(ge=addresses.PORTS.start, le=addresses.PORTS.stop - 1)]
Width = Annotated[
    Literal[58, 80], BeforeValidator(lambda mm: int(mm) if mm in ("58", "80") else mm)
]  # forms send texts
Stations = Annotated[list[Name], Field(max_length=20)]
Printed = Literal[PaperKind.TICKET, PaperKind.PREBILL, PaperKind.RECEIPT, PaperKind.SHIFT]


class NewPrinter(Input):
    branch_id: UUID | None = None  # none: where they work who add it
    name: Name
    kind: PrinterKind = PrinterKind.NETWORK
    host: Host | None = None  # of a network printer; a browser's has none
    port: Port = addresses.PORTS.start
    width: Width = 80
    stations: Stations = []  # none: all
    documents: list[Printed] = []


class PrinterChange(Input):
    """Only the fields that are sent change."""

    branch_id: UUID | None = None
    name: Name | None = None
    kind: PrinterKind | None = None
    host: Host | None = None
    port: Port | None = None
    width: Width | None = None
    stations: Stations | None = None
    documents: list[Printed] | None = None

    @model_validator(mode="after")
    def _not_emptied(self) -> "PrinterChange":
        for field in self.model_fields_set - {"host"}:
            if getattr(self, field) is None:
                raise ValueError("Falta preencher.")
        return self


class JobFilter(Page):
    state: JobState | None = None
    printer_id: UUID | None = None
