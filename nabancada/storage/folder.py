"""Files in a folder, shared by the instances that serve them."""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from nabancada.errors import NotFound
from nabancada.storage.failure import StorageAway

log = logging.getLogger(__name__)


class Folder:
    def __init__(self, path: str) -> None:
        self._root = Path(path).resolve()

    def put(self, key: str, body: bytes) -> None:
        target = self._file(key)
        with _reachable():
            with suppress(FileNotFoundError):
                os.utime(target)  # under its hash it is the same
                return
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=target.parent)
            try:
                with os.fdopen(handle, "wb") as out:
                    out.write(body)
                    out.flush()
                    os.fsync(out.fileno())
                os.replace(draft, target)
            except BaseException:
                os.unlink(draft)
                raise

    def get(self, key: str) -> bytes:
        with _reachable():
            try:
                return self._file(key).read_bytes()
            except FileNotFoundError:
                raise NotFound from None

    def has(self, key: str) -> bool:
        with _reachable():
            return self._file(key).exists()

    def keys(self, folder: str) -> list[str]:
        with _reachable():
            try:
                return [f"{folder}/{one.name}" for one in self._file(folder).iterdir()]
            except FileNotFoundError:
                return []

    def move(self, key: str, to: str, before: datetime) -> bool:
        file, aside = self._file(key), self._file(to)
        with _reachable():
            try:
                if file.stat().st_mtime >= before.timestamp():
                    return False
                aside.parent.mkdir(parents=True, exist_ok=True)
                # There no `put` renews it any more: what one renewed until then comes back.
                os.rename(file, aside)
                if aside.stat().st_mtime < before.timestamp():
                    return True
                os.replace(aside, file)
            except FileNotFoundError:
                pass
            return False

    def remove(self, key: str) -> None:
        with _reachable(), suppress(FileNotFoundError):
            os.unlink(self._file(key))

    def _file(self, key: str) -> Path:
        """:raises NotFound: the key leads out of the folder"""
        path = (self._root / key).resolve()
        if not path.is_relative_to(self._root):
            raise NotFound
        return path


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        log.warning("uploads unreachable", extra={"reason": str(error)[:200]})
        raise StorageAway from error
