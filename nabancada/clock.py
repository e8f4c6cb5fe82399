"""What time it is, and which business day and month that belongs to. The server's clock is the only one."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TIMEZONE = ZoneInfo("Africa/Luanda")
DAY_TURNS_AT = 5  # hour, where a house has said no other: a bill paid at 02:00 belongs to the evening before
NO_BREAK = "\u00a0"


def now() -> datetime:
    return datetime.now(UTC)


def business_day(at: datetime, turns_at: int = DAY_TURNS_AT) -> date:
    """The day a sale at `at` is counted in.

    >>> business_day(datetime(2026, 11, 22, 3, 30, tzinfo=UTC)).isoformat()
    '2026-11-21'
    >>> business_day(datetime(2026, 11, 22, 4, 0, tzinfo=UTC)).isoformat()
    '2026-11-22'
    """
    return (at.astimezone(TIMEZONE) - timedelta(hours=turns_at)).date()


def day_starts(day: date, turns_at: int = DAY_TURNS_AT) -> datetime:
    """The instant at which business day `day` begins, in UTC."""
    return datetime.combine(day, time(turns_at), TIMEZONE).astimezone(UTC)


def month_of(day: date) -> date:
    """The first day of the month of `day`: what monthly limits are counted by."""
    return day.replace(day=1)


def hour(at: datetime) -> str:
    """The hour and minute at the house, as screens write a time of today: `14:05`."""
    return at.astimezone(TIMEZONE).strftime("%H:%M")


def day_and_hour(at: datetime) -> str:
    """A moment at the house, as screens write one of another day: `22/11/2026 14:05`."""
    return at.astimezone(TIMEZONE).strftime("%d/%m/%Y %H:%M")


def moment(at: datetime) -> str:
    """A moment at the house, as screens write it where it stands alone: `14:05` today, `22/11/2026 14:05` before."""
    return hour(at) if calendar_day(at) == calendar_day(now()) else day_and_hour(at)


def calendar_day(at: datetime) -> str:
    """The day at the house, as screens write it: `22/11/2026`."""
    return at.astimezone(TIMEZONE).strftime("%d/%m/%Y")


def span(seconds: float) -> str:
    """How long, as screens write it: `40 s`, `22 min`, `1 h 18`, with no-break spaces."""
    minutes = int(seconds) // 60
    if minutes < 1:
        return f"{max(int(seconds), 0)}{NO_BREAK}s"
    if minutes < 60:
        return f"{minutes}{NO_BREAK}min"
    return f"{minutes // 60}{NO_BREAK}h{NO_BREAK}{minutes % 60:02d}"


def iso(at: datetime) -> str:
    """ISO 8601 in UTC with a `Z`, as the API writes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
