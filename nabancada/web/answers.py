"""Answers that more than one room gives."""

from typing import Annotated, Any
from uuid import UUID

from flask import Response
from pydantic import Field

from nabancada.errors import InvalidInput
from nabancada.web.body import Input
from nabancada.web.json import answer

MOST = 200  # items in one answer


class Page(Input):
    """Which part of a list is wanted."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = 50
    cursor: str | None = None

    @property
    def before(self) -> UUID | None:
        """The id the cursor names: the list goes on with what is older.

        :raises InvalidInput: it names none
        """
        try:
            return UUID(self.cursor) if self.cursor else None
        except ValueError:
            raise InvalidInput({"cursor": "Este cursor não serve."}) from None

    def of(self, found: list[dict[str, Any]]) -> dict[str, Any]:
        """The answer, from a list that was read one item longer than wanted."""
        items = found[: self.limit]
        return {"items": items, "next": items[-1]["id"] if len(found) > self.limit else None}


class Cut(Input):
    """Which part of a list that is read whole is wanted: all of it, unless said otherwise."""

    limit: Annotated[int, Field(ge=1, le=MOST)] | None = None
    cursor: UUID | None = None

    def of(self, items: list[dict[str, Any]]) -> dict[str, Any]:
        """The wanted items, after the one the cursor names, and the next cursor."""
        ids = [item["id"] for item in items]
        after = ids.index(self.cursor) + 1 if self.cursor in ids else 0
        wanted = items[after : after + self.limit] if self.limit else items[after:]
        more = bool(wanted) and after + len(wanted) < len(items)
        return {"items": wanted, "next": wanted[-1]["id"] if more else None}


def unkept_json(value: Any) -> Response:
    """A JSON answer that no browser or proxy keeps: told to whoever has a link or stands before a device."""
    response = answer(value)
    response.cache_control.no_store = True
    return response


def cached_json(body: bytes, hit: bool) -> Response:
    """A JSON answer made earlier or now, saying which."""
    response = Response(body, content_type="application/json")
    response.headers["X-Cache"] = "hit" if hit else "miss"
    return response
