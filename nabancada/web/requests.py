"""Each request has an id, so that a person and a log line can speak of the same one, and is timed."""

import secrets
from functools import cache
from time import perf_counter
from typing import Any

from flask import Flask, g, request
from prometheus_client import Histogram
from werkzeug.wrappers import Response

ALPHABET = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_")
BUCKETS = (0.005, 0.02, 0.1, 0.5, 2.5)

SECONDS = Histogram(
    "nabancada_request_seconds",
    "Requests and how long they took, by what answered and how",
    ["endpoint", "status"],
    buckets=BUCKETS,
)


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = perf_counter()
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if 8 <= len(given) <= 64 and ALPHABET.issuperset(given) else secrets.token_hex(8)


def _end(response: Response) -> Response:
    if "began" in g:
        # Only our own words become labels: never an address, never an id.
        _timer(request.endpoint or "none", response.status_code // 100).observe(perf_counter() - g.began)
        response.headers["X-Request-Id"] = g.request_id
    return response


@cache
def _timer(endpoint: str, hundreds: int) -> Any:
    return SECONDS.labels(endpoint, f"{hundreds}xx")
