"""Points in time, and days, as clients send them: written out."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from nabancada.i18n import mark

NOT_A_DAY = mark("Escreva o dia, como 2026-11-22.")
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


def _of_calendar(typed: Any) -> Any:
    if "-" not in str(typed)[1:]:
        raise ValueError(NOT_A_DAY)
    return typed


Day = Annotated[date, BeforeValidator(_of_calendar)]
Instant = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_utc)]
