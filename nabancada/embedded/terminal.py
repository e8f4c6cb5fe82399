"""What `make run` says on the terminal."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any


def welcome(url: str, logins: dict[str, Any], path: Path) -> str:
    """The address, the demo logins, and where scripts find both."""
    rows = [(login["restaurant"], login["role"], login["email"], login["password"]) for login in _all(logins)]
    lines = ["", f"  NaBancada  {url}", ""]
    if rows:
        widths = [max(len(str(row[column])) for row in rows) for column in range(4)]
        lines += [
            "  " + "  ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        lines.append("")
    lines += [f"  Also in {path}. Ctrl-C stops everything.", ""]
    return "\n".join(lines)


def _all(logins: dict[str, Any]) -> Iterable[dict[str, Any]]:
    if chief := logins.get("superadmin"):
        yield {"restaurant": "", "role": "superadmin", **chief}
    yield from logins.get("logins", [])
