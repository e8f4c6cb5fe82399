"""Files in an S3 bucket, of Amazon or of anybody who speaks its protocol. Whose it is, the usual AWS variables say."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from nabancada.errors import NotFound
from nabancada.storage.failure import StorageAway

log = logging.getLogger(__name__)

CONNECT, READ = 3, 10  # seconds
ATTEMPTS = 2
ABSENT = frozenset({"NoSuchKey", "404"})
FOR_EVER = "public, max-age=31536000, immutable"
PICTURE = "image/webp"


class Bucket:
    """The library is loaded, and the client made, by the first use: it takes 30 MB that a folder does not need."""

    def __init__(self, name: str, endpoint: str | None) -> None:
        self._name, self._endpoint = name, endpoint
        self._made: Any = None

    def put(self, key: str, body: bytes) -> None:
        with self._reachable() as client:
            client.put_object(Bucket=self._name, Key=key, Body=body, ContentType=PICTURE, CacheControl=FOR_EVER)

    def get(self, key: str) -> bytes:
        with self._reachable() as client:
            body: bytes = client.get_object(Bucket=self._name, Key=key)["Body"].read()
            return body

    def has(self, key: str) -> bool:
        try:
            with self._reachable() as client:
                client.head_object(Bucket=self._name, Key=key)
        except NotFound:
            return False
        return True

    def keys(self, folder: str) -> list[str]:
        with self._reachable() as client:
            pages = client.get_paginator("list_objects_v2").paginate(Bucket=self._name, Prefix=f"{folder}/")
            return [one["Key"] for page in pages for one in page.get("Contents", ())]

    def move(self, key: str, to: str, before: datetime) -> bool:
        try:
            with self._reachable() as client:
                if client.head_object(Bucket=self._name, Key=key)["LastModified"] >= before:
                    return False
                client.copy_object(Bucket=self._name, Key=to, CopySource={"Bucket": self._name, "Key": key})
                # A bucket deletes under no condition of time: what was put since the look goes, and is under `to`.
                client.delete_object(Bucket=self._name, Key=key)
        except NotFound:
            return False
        return True

    def remove(self, key: str) -> None:
        with self._reachable() as client:
            client.delete_object(Bucket=self._name, Key=key)

    @contextmanager
    def _reachable(self) -> Iterator[Any]:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield self._client()
        except ClientError as error:
            if error.response["Error"]["Code"] in ABSENT:
                raise NotFound from None
            log.warning("bucket refuses", extra={"reason": str(error)[:200]})
            raise StorageAway from error
        except BotoCoreError as error:
            log.warning("bucket unreachable", extra={"reason": str(error)[:200]})
            raise StorageAway from error

    def _client(self) -> Any:
        if self._made is None:
            import boto3
            from botocore.config import Config

            config = Config(
                connect_timeout=CONNECT,
                read_timeout=READ,
                retries={"total_max_attempts": ATTEMPTS},
                # Names of buckets in the host need a domain of their own, which other makers seldom have.
                s3={"addressing_style": "path" if self._endpoint else "auto"},
            )
            self._made = boto3.session.Session().client("s3", endpoint_url=self._endpoint, config=config)
        return self._made
