"""Each request has an id, so that a person and a log line can speak of the same one."""

import secrets

from flask import Flask, g, request
from werkzeug.wrappers import Response

ALPHABET = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_")


def init_app(app: Flask) -> None:
    app.before_request(_name)
    app.after_request(_tell)


def _name() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if 8 <= len(given) <= 64 and ALPHABET.issuperset(given) else secrets.token_hex(8)


def _tell(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response
