"""Questions about shifts."""

from uuid import UUID

from sqlalchemy import exists, select

from nabancada import db
from nabancada.till.actions import NoOpenShift
from nabancada.till.models import Shift


def mine(holder: str) -> Shift | None:
    """The open shift of a person or a program."""
    return db.session.scalar(select(Shift).where(Shift.holder == holder, Shift.closed_at.is_(None)))


def any_open() -> bool:
    """Whether anybody works a till now."""
    return bool(db.session.scalar(select(exists().where(Shift.closed_at.is_(None)))))


def locked_share(holder: str) -> UUID:
    """Who handles money is in their shift until the transaction ends: it cannot be closed meanwhile.

    :raises NoOpenShift: they have none
    """
    found = db.session.scalar(
        select(Shift.id).where(Shift.holder == holder, Shift.closed_at.is_(None)).with_for_update(read=True)
    )
    if found is None:
        raise NoOpenShift
    return found
