"""The only writers of registers, shifts and cash movements.

What a drawer should hold is known to `payments` alone, which hands it in when a shift is closed.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from nabancada import clock, db, keys, live
from nabancada.errors import Conflict, InvalidInput, NotFound
from nabancada.permissions import Staff
from nabancada.restaurants import actions as houses
from nabancada.restaurants import queries as restaurants
from nabancada.restaurants.models import Branch
from nabancada.till.inputs import NewMovement, NewShift
from nabancada.till.models import CashMovement, Register, Shift

TOPICS = frozenset({"till"})


class NoOpenShift(Conflict):
    code = "no_open_shift"
    message = "Abra primeiro o turno da caixa."


class NoShiftHere(NotFound):
    code = "no_open_shift"
    message = "Não tem nenhum turno aberto."


class ShiftOpen(Conflict):
    code = "shift_open"
    message = "Já tem um turno aberto."


class RegisterTaken(Conflict):
    code = "register_taken"
    message = "Outra pessoa já trabalha nesta caixa."


class ShiftClosed(Conflict):
    code = "shift_closed"
    message = "Este turno já está fechado."


@db.atomic()
def add_register(name: str, branch_id: UUID | None = None) -> Register:
    """:param branch_id: where it stands; the main branch unless told
    :raises InvalidInput: another register there has this name, or there is no such branch
    """
    register = Register(name=name, branch_id=restaurants.branch_in_use(branch_id))
    db.session.add(register)
    try:
        db.session.flush()
    except IntegrityError as error:
        if "uq_registers_name" in str(error.orig):
            raise InvalidInput({"name": "Já há uma caixa com este nome."}) from None
        raise
    return register


@db.atomic()
def open_shift(shift_id: UUID, new: NewShift, by: Staff) -> Shift:
    """Begin to work a register: the one asked for, else the first that nobody works where they are, else a new one.

    The unique indexes decide between two who begin at once. Locks the restaurant.

    :raises NotFound: no such register here, or its branch is archived
    :raises ShiftOpen: they have one open
    :raises RegisterTaken: somebody works this register
    """
    houses.lock()
    if db.session.scalar(select(Shift.id).where(Shift.holder == by.key, Shift.closed_at.is_(None))):
        raise ShiftOpen
    register_id = new.register_id or _free_register(restaurants.branch_in_use(by.branch_id))
    shift = Shift(
        id=shift_id,
        register_id=_register(register_id),
        holder=by.key,
        user_id=by.id,
        user_name=by.name,
        opening_cents=new.opening_cents,
        opening_notes=new.notes,
        opened_at=clock.now(),
    )
    db.session.add(shift)
    try:
        db.session.flush()
    except IntegrityError as error:
        if "uq_shifts_open_register" in str(error.orig):
            raise RegisterTaken from None
        raise
    live.record("shift.opened", shift.id, topics=TOPICS, shift_id=shift.id, user_id=by.id)
    return shift


@db.atomic()
def move_cash(shift_id: UUID, new: NewMovement, by: Staff) -> CashMovement | UUID:
    """Put cash into an open drawer, or take some out. Locks the key, then the shift.

    :returns: the movement; or the id of the one this key has written before
    :raises KeyReused: the key came with another movement
    :raises ShiftClosed: it is closed
    """
    movement_id = db.new_id()
    if earlier := keys.claim(new.client_key, "cash_movement", new, movement_id):
        return earlier
    shift = locked(shift_id)
    movement = CashMovement(
        id=movement_id,
        shift_id=shift.id,
        kind=new.kind,
        amount_cents=new.amount_cents,
        reason=new.reason,
        moved_by=by.id,
        moved_by_name=by.name,
    )
    db.session.add(movement)
    live.record(
        "shift.cash_moved",
        movement_id,
        topics=TOPICS,
        shift_id=shift.id,
        user_id=by.id,
        direction=new.kind,
        amount_cents=new.amount_cents,
        reason=new.reason,
    )
    return movement


@db.atomic()
def close(
    shift: Shift,
    *,
    expected: Mapping[str, int],
    counted: Mapping[str, int],
    report: Mapping[str, Any],
    by: Staff,
    notes: Mapping[str, int] | None = None,
    note: str | None = None,
    handed_over: bool = False,
) -> Shift:
    """End a locked shift for good, with the next number of the house's closings. Locks the restaurant.

    :param expected: by method, as the ledger has it under the lock
    :param counted: by method, as somebody counted it
    """
    houses.lock()  # in a statement of its own: the number read next is that of who was before us
    shift.number = (db.session.scalar(select(func.max(Shift.number))) or 0) + 1
    shift.closed_at, shift.closed_by, shift.closed_by_name = clock.now(), by.id, by.name
    shift.expected, shift.counted, shift.report = dict(expected), dict(counted), dict(report)
    shift.counted_notes = dict(notes) if notes else None
    shift.note, shift.handed_over = note or None, handed_over
    db.session.flush()
    live.record("shift.closed", shift.id, topics=TOPICS | {"dashboard"}, shift_id=shift.id, user_id=shift.user_id)
    return shift


def locked(shift_id: UUID) -> Shift:
    """An open shift, locked alone: nobody takes a payment in it meanwhile.

    :raises NotFound: no such shift here
    :raises ShiftClosed: it is closed
    """
    shift = db.session.scalar(
        select(Shift).where(Shift.id == shift_id).with_for_update().execution_options(populate_existing=True)
    )
    if shift is None:
        raise NotFound
    if shift.closed_at is not None:
        raise ShiftClosed
    return shift


def _free_register(branch_id: UUID) -> UUID:
    """The first register of a branch that nobody works, made if there is none."""
    here = Register.branch_id == branch_id, Register.archived_at.is_(None)
    worked = select(Shift.register_id).where(Shift.closed_at.is_(None))
    free = select(Register.id).where(*here, Register.id.not_in(worked)).order_by(Register.name)
    if found := db.session.scalars(free.limit(1)).first():
        return found
    taken = set(db.session.scalars(select(Register.name).where(*here)))
    name = next(name for n in range(1, len(taken) + 2) if (name := f"Caixa {n}") not in taken)
    return add_register(name, branch_id).id


def _register(register_id: UUID) -> UUID:
    """:raises NotFound: no such register at a branch in use"""
    stands = select(Register.id).join(
        Branch, (Branch.restaurant_id == Register.restaurant_id) & (Branch.id == Register.branch_id)
    )
    found = db.session.scalar(
        stands.where(Register.id == register_id, Register.archived_at.is_(None), Branch.archived_at.is_(None))
    )
    if found is None:
        raise NotFound
    return found
