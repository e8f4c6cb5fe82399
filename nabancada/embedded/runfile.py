"""`var/run.json`: how scripts find the running server. Its holder is known by a lock, not by a number."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nabancada.embedded.passwords import write_private


@contextmanager
def published(var: Path, port: int, content: dict[str, Any]) -> Iterator[Path]:
    """Write `var/run.json` (0600) while the block runs, and remove it after.

    When another live server holds that name, `var/run-<port>.json` is used. What a killed server left is
    overwritten.

    :param content: becomes the file; see docs/operations.md for its keys
    """
    for name in ("run", f"run-{port}"):
        with open(var / f"{name}.lock", "a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            path = var / f"{name}.json"
            draft = var / f".{name}.json"
            write_private(draft, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
            draft.replace(path)
            try:
                yield path
            finally:
                path.unlink(missing_ok=True)
            return
    raise FileExistsError(f"A server on port {port} is running already.")
