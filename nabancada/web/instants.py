"""Points in time as clients send them: date, hour and zone, written out."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from nabancada.i18n import mark

NOT_AN_INSTANT = mark("Escreva data, hora e fuso, como 2026-11-22T14:05:00Z.")


def _written_out(typed: Any) -> Any:
    """A number is no instant, though it could be read as one."""
    if ":" not in str(typed):
        raise ValueError(NOT_AN_INSTANT)
    return typed


def _in_utc(instant: datetime) -> datetime:
    """PostgreSQL knows no zone 16 hours away, and no instant before the year 1."""
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise ValueError(NOT_AN_INSTANT) from None


Instant = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_utc)]
