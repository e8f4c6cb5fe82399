"""What there is to say of one endpoint, besides what its route says."""

from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Operation:
    """One endpoint. `answers` maps a status to the shape of its body, none being an empty one.

    `takes` and `gives` are the media types of a body or an answer that is a file.
    """

    answers: dict[int, Any]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    takes: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    refusals: frozenset[int] = field(default=frozenset())  # besides those that follow from the route
    identified: bool = False  # asks who it is, although everybody may call it
    cached: bool = False  # answers with X-Cache


def refused(*statuses: int) -> frozenset[int]:
    return frozenset(statuses)
