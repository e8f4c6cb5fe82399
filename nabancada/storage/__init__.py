"""Files that people upload: in a folder, or in an S3 bucket, under keys made of what is in them.

A key names a restaurant and the hash of the content, so the same picture is one object, an object never changes, and
nobody finds one whose address they were not given.
"""

from datetime import datetime
from functools import lru_cache
from typing import Protocol

from nabancada import config
from nabancada.storage.bucket import Bucket
from nabancada.storage.folder import Folder

S3 = "s3://"
OWN_PREFIX = "/static/dist"  # what a CDN stands in front of (ASSETS_URL)
PATH = "/uploads"


class Store(Protocol):
    """Where files are. Every one of these raises `StorageAway` when it cannot be reached."""

    def put(self, key: str, body: bytes) -> None:
        """Keep `body` whole under `key`, or not at all. What was there already counts as put now."""

    def get(self, key: str) -> bytes:
        """:raises NotFound: nothing is kept under `key`"""

    def has(self, key: str) -> bool: ...

    def keys(self, folder: str) -> list[str]:
        """What is kept under keys that begin with `folder/`, in no order."""

    def move(self, key: str, to: str, before: datetime) -> bool:
        """Have what was last put before then under `to` instead. At every instant it is under one of the two, or both.

        A bucket moves with it what is put at this very moment, which is the same.

        :returns: whether it was; not if it is younger, and left as it is, or is not there
        """

    def remove(self, key: str) -> None:
        """Forget it. Nothing happens where nothing is."""


def store() -> Store:
    """The store that the settings name."""
    settings = config.settings()
    return _open(settings.uploads, settings.s3_endpoint_url)


def address(key: str) -> str:
    """Where browsers find a file: at the CDN if there is one, else here."""
    return f"{config.settings().assets_url or OWN_PREFIX}{PATH}/{key}"


@lru_cache(maxsize=4)
def _open(place: str, endpoint: str | None) -> Store:
    return Bucket(place.removeprefix(S3), endpoint) if place.startswith(S3) else Folder(place)
