"""Registers and shifts over JSON. Here, not in `till`, because what a drawer should hold is a question of payments."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from nabancada import access
from nabancada.access import requires
from nabancada.errors import NotAllowed
from nabancada.payments import closing
from nabancada.payments.inputs import Closing
from nabancada.permissions import Permission
from nabancada.till import actions as till
from nabancada.till import queries
from nabancada.till.inputs import NewMovement, NewRegister, NewShift, ShiftFilter
from nabancada.till.models import CashMovement, Shift
from nabancada.web.answers import Cut
from nabancada.web.body import parse, parse_query
from nabancada.web.json import answer

bp = Blueprint("shifts_api", __name__, url_prefix="/api")


@bp.get("/registers")
@requires(Permission.TAKE_PAYMENTS)
def registers() -> Response:
    """Every register, and who works it now."""
    found = [
        {
            "id": one.id,
            "branch_id": one.branch_id,
            "name": one.name,
            "shift_id": one.shift_id,
            "user": one.user_name,
        }
        for one in queries.registers(access.confined())
    ]
    return answer(parse_query(Cut).of(found))


@bp.post("/registers")
@requires(Permission.CLOSE_ANY_SHIFT)
def add_register() -> Response:
    """Add a register."""
    new = access.at_branch(parse(NewRegister))
    register = till.add_register(new.name, new.branch_id)
    added = {"id": register.id, "branch_id": register.branch_id, "name": register.name, "shift_id": None, "user": None}
    return answer(added, 201)


@bp.get("/shifts")
@requires(Permission.TAKE_PAYMENTS)
def shifts() -> Response:
    """Shifts, newest first: everybody's for who may close them, else one's own.

    Those that are closed as far back as the plan shows.
    """
    asked = parse_query(ShiftFilter)
    holder = None if access.current().may(Permission.CLOSE_ANY_SHIFT) else access.current().key
    since = access.listed_since()
    found = queries.page(limit=asked.limit + 1, before=asked.before, holder=holder, open=asked.open, since=since)
    return answer(asked.of([as_json(one) for one in found]))


@bp.post("/shifts")
@requires(Permission.TAKE_PAYMENTS)
def open_shift() -> Response:
    """Begin a shift with its float. The same `client_key` again answers 200 with the first."""
    shift = closing.open_shift(parse(NewShift), access.staff())
    if isinstance(shift, Shift):
        return answer(as_json(shift), 201)
    return answer(as_json(queries.one(shift)))


@bp.get("/shifts/current")
@requires(Permission.TAKE_PAYMENTS)
def current() -> Response:
    """One's own open shift. What it should hold is told to those only who may close any: counting is blind."""
    return answer(_whole(_mine()))


@bp.get("/shifts/<uuid:shift_id>")
@requires(Permission.TAKE_PAYMENTS)
def shift(shift_id: UUID) -> Response:
    """A shift, and once it is closed its Z report."""
    return answer(_whole(_reachable(shift_id)))


@bp.post("/shifts/current/movements")
@requires(Permission.TAKE_PAYMENTS)
def move_cash() -> Response:
    """Put cash into one's drawer, or take some out."""
    movement = closing.move_cash(_mine().id, parse(NewMovement), access.staff())
    if isinstance(movement, CashMovement):
        return answer(movement_json(movement), 201)
    return answer(movement_json(queries.movement(movement)))


@bp.post("/shifts/current/closure")
@requires(Permission.TAKE_PAYMENTS)
def close_current() -> Response:
    """Count one's drawer and end one's shift for good."""
    return _closed(closing.close_own(parse(Closing), access.staff()))


@bp.post("/shifts/<uuid:shift_id>/closure")
@requires(Permission.CLOSE_ANY_SHIFT)
def close_any(shift_id: UUID) -> Response:
    """Count somebody's drawer and end their shift."""
    return _closed(closing.close(shift_id, parse(Closing), access.staff()))


def as_json(shift: Shift) -> dict[str, Any]:
    """A shift as the API answers it; without what it should hold."""
    return {
        "id": shift.id,
        "register_id": shift.register_id,
        "register_name": queries.register_name(shift.register_id),
        "user_id": shift.user_id,
        "user": shift.user_name,
        "opening_cents": shift.opening_cents,
        "opened_at": shift.opened_at,
        "closed_at": shift.closed_at,
        "closed_by": shift.closed_by_name,
        "number": shift.number,
        "handed_over": shift.handed_over,
        "note": shift.note,
    }


def movement_json(movement: CashMovement) -> dict[str, Any]:
    return {
        "id": movement.id,
        "kind": movement.kind,
        "amount_cents": movement.amount_cents,
        "reason": movement.reason,
        "by": movement.moved_by_name,
        "at": movement.moved_at,
    }


def counted_json(shift: Shift) -> dict[str, Any]:
    """What a closed shift should have held, what was counted, and the difference, by method."""
    expected, counted = shift.expected or {}, shift.counted or {}
    return {
        "expected": expected,
        "counted": counted,
        "difference": {method: counted[method] - expected[method] for method in sorted(counted)},
    }


def _whole(shift: Shift) -> dict[str, Any]:
    body = {**as_json(shift), "movements": [movement_json(one) for one in queries.movements(shift.id)]}
    if shift.closed_at is not None:
        return {**body, **counted_json(shift), "report": shift.report}
    if access.current().may(Permission.CLOSE_ANY_SHIFT):
        return {**body, "report": closing.figures(shift).as_json()}
    return body


def _closed(shift: Shift) -> Response:
    return answer({**as_json(shift), **counted_json(shift), "report": shift.report})


def _mine() -> Shift:
    """:raises NoShiftHere: who asks has no shift open"""
    found = queries.mine(access.current().key)
    if found is None:
        raise till.NoShiftHere
    return found


def _reachable(shift_id: UUID) -> Shift:
    """:raises NotAllowed: it is somebody else's, and who asks may not close it"""
    found = queries.one(shift_id)
    if found.holder != access.current().key and not access.current().may(Permission.CLOSE_ANY_SHIFT):
        raise NotAllowed
    return found
