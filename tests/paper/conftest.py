"""The same printers as those of the room below."""

from tests.printing.conftest import add_printer, nothing_else_is_due, printers_here

__all__ = ["add_printer", "nothing_else_is_due", "printers_here"]
