"""The till as its pages show it. Amounts in cêntimos."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from nabancada import history
from nabancada.payments import closing
from nabancada.payments import queries as payments
from nabancada.payments.closing import Figures
from nabancada.permissions import Permission, Staff
from nabancada.till import actions as till
from nabancada.till import queries
from nabancada.till.models import CashMovement, Shift

LISTED = 20


@dataclass(frozen=True, slots=True)
class Drawer:
    """`figures` only for who may see them before counting. `older`: more closings are kept than the plan shows."""

    shift: Shift | None
    register: str
    branch_id: UUID | None  # where that register stands
    movements: Sequence[CashMovement]
    figures: Figures | None
    owing: Sequence[Row[Any]]  # who has still to pay, at which table
    registers: Sequence[Row[UUID, str, UUID, str, UUID]]  # where they work
    past: Sequence[Shift]
    older: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """One method of a closing."""

    method: str
    expected: int
    counted: int

    @property
    def difference(self) -> int:
        return self.counted - self.expected


@dataclass(frozen=True, slots=True)
class Report:
    shift: Shift
    register: str
    movements: Sequence[CashMovement]
    methods: tuple[Counted, ...]
    figures: dict[str, Any]

    @property
    def difference(self) -> int:
        return sum(one.difference for one in self.methods)


def drawer(who: Staff, since: datetime | None) -> Drawer:
    """The till of who asks.

    :param since: where the list of closings begins, by the plan
    """
    shift = queries.mine(who.key)
    everybody = who.may(Permission.CLOSE_ANY_SHIFT)
    registers = queries.registers()
    worked = next((one for one in registers if shift and one.id == shift.register_id), None)
    closed = queries.page(limit=LISTED, before=None, holder=None if everybody else who.key, open=False)
    past, older = history.listed(closed, since, lambda one: one.closed_at)
    return Drawer(
        shift=shift,
        register=worked.name if worked else "",
        branch_id=worked.branch_id if worked else None,
        movements=queries.movements(shift.id) if shift else (),
        figures=closing.figures(shift) if shift and everybody else None,
        owing=payments.owing(worked.branch_id) if worked else (),
        registers=[one for one in registers if one.branch_id == who.branch_id],
        past=past,
        older=older,
    )


def others(shift_id: UUID) -> Drawer:
    """Somebody's open shift, to be counted by who may: as blind as they would count it.

    :raises NotFound, ShiftClosed: see `still_open`
    """
    shift = still_open(shift_id)
    branch_id = queries.branch_of(shift)
    return Drawer(
        shift=shift,
        register=queries.register_name(shift.register_id),
        branch_id=branch_id,
        movements=queries.movements(shift.id),
        figures=None,
        owing=payments.owing(branch_id),
        registers=(),
        past=(),
    )


def still_open(shift_id: UUID) -> Shift:
    """:raises NotFound: no such shift here
    :raises ShiftClosed: it is closed
    """
    shift = queries.one(shift_id)
    if shift.closed_at is not None:
        raise till.ShiftClosed
    return shift


def mine(who: Staff) -> Shift:
    """:raises NoShiftHere: they have none open"""
    found = queries.mine(who.key)
    if found is None:
        raise till.NoShiftHere
    return found


def report(shift_id: UUID) -> Report:
    """:raises NotFound: no such shift here"""
    shift = queries.one(shift_id)
    expected, counted = shift.expected or {}, shift.counted or {}
    return Report(
        shift=shift,
        register=queries.register_name(shift.register_id),
        movements=queries.movements(shift.id),
        methods=tuple(Counted(name, expected.get(name, 0), counted[name]) for name in sorted(counted)),
        figures=shift.report or closing.figures(shift).as_json(),
    )
