"""Questions about registers and shifts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, select

from nabancada import db
from nabancada.errors import NotFound
from nabancada.till.actions import NoOpenShift
from nabancada.till.models import CashMovement, Register, Shift


def mine(holder: str) -> Shift | None:
    """The open shift of a person or a program."""
    return db.session.scalar(select(Shift).where(Shift.holder == holder, Shift.closed_at.is_(None)))


def open_of(holder: str) -> UUID | None:
    """The id of the open shift of a person or a program."""
    return db.session.scalar(select(Shift.id).where(Shift.holder == holder, Shift.closed_at.is_(None)))


def one(shift_id: UUID) -> Shift:
    """:raises NotFound: no such shift here"""
    found = db.session.scalar(select(Shift).where(Shift.id == shift_id))
    if found is None:
        raise NotFound
    return found


def page(
    *, limit: int, before: UUID | None, holder: str | None, open: bool | None, since: datetime | None = None
) -> Sequence[Shift]:
    """Shifts, newest first; of one person only, or only open or closed ones, when asked to.

    :param since: none that were closed before
    """
    found = select(Shift).order_by(Shift.id.desc()).limit(limit)
    if before is not None:
        found = found.where(Shift.id < before)
    if holder is not None:
        found = found.where(Shift.holder == holder)
    if open is not None:
        found = found.where(Shift.closed_at.is_(None) if open else Shift.closed_at.is_not(None))
    if since is not None:
        found = found.where(Shift.closed_at.is_(None) | (Shift.closed_at >= since))
    return db.session.scalars(found).all()


def registers(branch_id: UUID | None = None) -> Sequence[Row[UUID, str, UUID, str, UUID]]:
    """Every register, or those of one branch, and who works it now."""
    here = () if branch_id is None else (Register.branch_id == branch_id,)
    return db.session.execute(
        select(Register.id, Register.name, Shift.id.label("shift_id"), Shift.user_name, Register.branch_id)
        .outerjoin(Shift, (Shift.register_id == Register.id) & Shift.closed_at.is_(None))
        .where(Register.archived_at.is_(None), *here)
        .order_by(Register.name)
    ).all()


def branch_of(shift: Shift) -> UUID:
    """Where its register stands."""
    return db.session.scalars(select(Register.branch_id).where(Register.id == shift.register_id)).one()


def register_name(register_id: UUID) -> str:
    return db.session.scalars(select(Register.name).where(Register.id == register_id)).one()


def movements(shift_id: UUID) -> Sequence[CashMovement]:
    """What went in and out of a drawer besides sales, oldest first."""
    return db.session.scalars(
        select(CashMovement).where(CashMovement.shift_id == shift_id).order_by(CashMovement.id)
    ).all()


def movement(movement_id: UUID) -> CashMovement:
    """:raises NotFound: no such movement here"""
    found = db.session.scalar(select(CashMovement).where(CashMovement.id == movement_id))
    if found is None:
        raise NotFound
    return found


def any_open(branch_id: UUID | None = None) -> bool:
    """Whether anybody works a till now, of the house or of a branch."""
    worked = select(Shift.id).where(Shift.closed_at.is_(None))
    if branch_id:
        worked = worked.join(
            Register, (Register.restaurant_id == Shift.restaurant_id) & (Register.id == Shift.register_id)
        ).where(Register.branch_id == branch_id)
    return bool(db.session.scalar(select(worked.exists())))


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


def locked_share_of(shift_id: UUID) -> UUID | None:
    """A shift, kept open until the transaction ends; none when it is closed already."""
    return db.session.scalar(
        select(Shift.id).where(Shift.id == shift_id, Shift.closed_at.is_(None)).with_for_update(read=True)
    )
