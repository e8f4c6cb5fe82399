"""JSON, fast: orjson for what we answer and what we read. Times are ISO 8601 in UTC with a `Z`."""

from datetime import date, datetime
from typing import Any
from zlib import crc32

import orjson
from flask import Flask, Response
from flask.json.provider import JSONProvider

from nabancada import clock

OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS


def encode(value: Any) -> bytes:
    return orjson.dumps(value, _known, OPTIONS)


def fingerprint(content: Any) -> str:
    """What tells `content` from the same one changed."""
    return f"{crc32(encode(content)):08x}"


def answer(value: Any, status: int = 200) -> Response:
    """A JSON response."""
    return Response(encode(value), status, content_type="application/json")


class FastJSON(JSONProvider):
    def dumps(self, obj: Any, **_options: Any) -> str:
        return encode(obj).decode()

    def loads(self, s: str | bytes, **_options: Any) -> Any:
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        return answer(self._prepare_response_obj(args, kwargs))


def init_app(app: Flask) -> None:
    app.json = FastJSON(app)


def _known(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(type(value).__name__)
