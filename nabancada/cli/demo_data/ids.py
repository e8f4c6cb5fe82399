"""Ids of rows that are written as if long ago."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import uuid_utils.compat as uuids

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def id_of(at: datetime) -> UUID:
    """A UUIDv7 of a past moment: it says in which partition the row lies.

    Counted in whole microseconds: as a float, one moment in a thousand would fall into the millisecond before.
    """
    made: UUID = uuids.uuid7(nanoseconds=(at - EPOCH) // timedelta(microseconds=1) * 1000)
    return made
