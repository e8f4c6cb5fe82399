"""Secrets made once and kept in a file that only its owner may read."""

import os
import secrets
from pathlib import Path


def kept(path: Path) -> str:
    """The secret in `path`; 43 random characters are written there first if it is missing or empty."""
    try:
        found = path.read_text().strip()
    except FileNotFoundError:
        found = ""
    return found or _make(path)


def _make(path: Path) -> str:
    secret = secrets.token_urlsafe(32)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    write_private(draft, secret + "\n")
    try:
        os.link(draft, path)  # fails if another process was first: then its secret counts
    except FileExistsError:
        if not path.read_text().strip():
            os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return path.read_text().strip()


def write_private(path: Path, text: str) -> None:
    """Write a file with mode 0600 from its first byte on."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
