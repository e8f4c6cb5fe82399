"""What may be said about papers."""

from typing import Literal
from uuid import UUID

from nabancada.printing.inputs import Width
from nabancada.printing.models import PaperKind
from nabancada.restaurants.inputs import Lines
from nabancada.till.inputs import ClientKey
from nabancada.web.body import Input


class NewPrint(Input):
    """Which paper of a bill or an order, and on which printer, if not on the one that takes this kind."""

    client_key: ClientKey
    document: Literal[PaperKind.PREBILL, PaperKind.RECEIPT, PaperKind.TICKET]
    printer_id: UUID | None = None


class NewBillPrint(NewPrint):
    document: Literal[PaperKind.PREBILL, PaperKind.RECEIPT]


class NewShiftPrint(Input):
    client_key: ClientKey
    printer_id: UUID | None = None


class Look(Input):
    """How wide the paper is, in millimetres, if not as wide as the house's."""

    width: Width | None = None


class Sample(Look):
    """The words of a receipt that are being written, and whether the logo stands above them."""

    header: Lines = ""
    footer: Lines = ""
    logo: bool = False
