"""Answers that more than one room gives."""

from typing import Annotated

from flask import Response
from pydantic import Field

from nabancada.web.body import Input

MOST = 200  # items in one answer


class Page(Input):
    """Which part of a list is wanted."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = 50
    cursor: str | None = None


def cached_json(body: bytes, hit: bool) -> Response:
    """A JSON answer made earlier or now, saying which."""
    response = Response(body, content_type="application/json")
    response.headers["X-Cache"] = "hit" if hit else "miss"
    return response
