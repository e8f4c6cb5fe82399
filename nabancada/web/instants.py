"""Days, and points in time, as clients send them: written out, never as a number of seconds."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

from nabancada.i18n import mark

FIRST, LAST = 1900, 2999  # years: whatever is reckoned from one of these is a day that clocks know, too
NOT_A_DAY = mark("Escreva a data como 2026-11-22.")
NOT_AN_INSTANT = mark("Escreva data, hora e fuso, como 2026-11-22T14:05:00Z.")


def _as_a_day(typed: Any) -> Any:
    if isinstance(typed, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", typed, re.ASCII):
        raise ValueError(NOT_A_DAY)
    return typed


def _near(day: date) -> date:
    if not FIRST <= day.year <= LAST:
        raise ValueError(NOT_A_DAY)
    return day


def _written_out(typed: Any) -> Any:
    """A number is no instant, though it could be read as one."""
    if ":" not in str(typed):
        raise ValueError(NOT_AN_INSTANT)
    return typed


def _in_utc(instant: datetime) -> datetime:
    """PostgreSQL knows no zone 16 hours away."""
    if not FIRST <= instant.year <= LAST:
        raise ValueError(NOT_AN_INSTANT)
    return instant.astimezone(UTC)


Day = Annotated[date, BeforeValidator(_as_a_day), AfterValidator(_near)]
Instant = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_utc)]
