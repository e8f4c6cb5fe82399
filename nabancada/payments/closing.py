"""Shifts and their money: who may begin one, what a drawer should hold, and how one is closed.

Expected cash = float + cash taken (net of change) + cash put in − cash taken out − cash given back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from nabancada import db, keys
from nabancada.errors import Conflict, InvalidInput, Word
from nabancada.orders import queries as orders
from nabancada.payments.inputs import Closing
from nabancada.payments.models import Method
from nabancada.permissions import Staff
from nabancada.plans.actions import LIMIT_NAMES, LimitReached
from nabancada.plans.models import Limit
from nabancada.plans.policy import Act
from nabancada.restaurants import queries as restaurants
from nabancada.tables import queries as tables
from nabancada.till import actions as till
from nabancada.till import queries as shifts
from nabancada.till.inputs import NewMovement, NewShift
from nabancada.till.models import CashMovement, Shift


class OpenTables(Conflict):
    """Somebody has still to pay: hand the tables over, or wait."""

    code = "open_tables"
    message = "Ainda há mesas por pagar: %(tables)s. Receba-as, ou passe-as ao próximo turno."


class NotInDrawer(Conflict):
    code = "not_in_drawer"
    message = "Na caixa não há tanto dinheiro."


@dataclass(frozen=True, slots=True)
class Figures:
    """What the ledger says of one shift. Amounts in cêntimos, by method where there are several."""

    opening: int
    taken: dict[str, int]  # without tips
    tips: dict[str, int]
    given_back: dict[str, int]
    payments: int  # how many
    change: int
    rounding: int
    put_in: int
    taken_out: int

    @property
    def expected(self) -> dict[str, int]:
        """What there should be of each method that was used, and of cash always."""
        used = {Method.CASH.value, *self.taken, *self.tips, *self.given_back}
        sums = {m: self.taken.get(m, 0) + self.tips.get(m, 0) - self.given_back.get(m, 0) for m in sorted(used)}
        sums[Method.CASH] += self.opening + self.put_in - self.taken_out
        return sums

    def as_json(self) -> dict[str, Any]:
        return {
            "opening_cents": self.opening,
            "taken": self.taken,
            "tips": self.tips,
            "given_back": self.given_back,
            "payments": self.payments,
            "change_cents": self.change,
            "rounding_cents": self.rounding,
            "put_in_cents": self.put_in,
            "taken_out_cents": self.taken_out,
            "expected": self.expected,
        }


@db.atomic()
def open_shift(new: NewShift, by: Staff) -> Shift | UUID:
    """Begin a shift, where new work may begin at all. The same `client_key` again gives the first. Locks the key first.

    :returns: the shift; or the id of the one this key has begun before
    :raises KeyReused: the key came with another float
    :raises SubscriptionInactive: the subscription lets no shift begin
    :raises LimitReached: the month's orders are used up; what was open then went on, but nothing begins
    :raises ShiftOpen, RegisterTaken, NotFound: see `till.actions.open_shift`
    """
    shift_id = db.new_id()
    if new.client_key and (earlier := keys.claim(new.client_key, "shift", new, shift_id)):
        return earlier
    house = restaurants.standing()
    house.ensure_allows(Act.OPEN_SHIFTS)
    ceiling = house.orders_per_month
    if ceiling is not None and orders.placed_this_month() >= ceiling:
        raise LimitReached(ceiling=ceiling, limit=Word(LIMIT_NAMES[Limit.ORDERS_PER_MONTH]))
    return till.open_shift(shift_id, new, by)


@db.atomic()
def move_cash(shift_id: UUID, new: NewMovement, by: Staff) -> CashMovement | UUID:
    """Put cash into the drawer, or take some out: never more than it should hold. Locks the key, then the shift.

    :raises NotInDrawer: more is taken out than there should be
    :raises ShiftClosed, KeyReused: see `till.actions.move_cash`
    """
    movement = till.move_cash(shift_id, new, by)
    if new.kind == "out" and isinstance(movement, CashMovement):
        ensure_in_drawer(shift_id)
    return movement


def ensure_in_drawer(shift_id: UUID) -> None:
    """Of a locked shift from which cash has been taken: there was so much.

    :raises NotInDrawer: there should not have been
    """
    db.session.flush()
    if figures(shifts.one(shift_id)).expected[Method.CASH] < 0:
        raise NotInDrawer


@db.atomic()
def close(shift_id: UUID, new: Closing, by: Staff) -> Shift:
    """Count a drawer and end its shift for good. The same `client_key` again changes nothing.

    Locks the key, then the shift alone, so that every payment is before or after it.

    :raises KeyReused: the key came with another count, or for another shift
    :raises NotFound, ShiftClosed: see `till.actions.locked`
    :raises InvalidInput: a method is not one of ours
    :raises OpenTables: somebody has still to pay, and they are not handed over
    """
    if new.client_key and keys.claim(new.client_key, "closing", new, shift_id, of=shift_id):
        return shifts.one(shift_id)
    return _close(shift_id, new, by)


@db.atomic()
def close_own(new: Closing, by: Staff) -> Shift:
    """`close` the open shift of who asks. The same `client_key` again gives the one it has closed.

    :raises NoShiftHere: they have none open
    """
    shift_id = shifts.open_of(by.key)
    if new.client_key and (earlier := keys.claim(new.client_key, "own_closing", new, shift_id or db.new_id())):
        return shifts.one(earlier)
    if shift_id is None:
        raise till.NoShiftHere
    return _close(shift_id, new, by)


def figures(shift: Shift) -> Figures:
    """What the ledger says of a shift now: its X report. One statement."""
    row = db.session.execute(_FIGURES, {"restaurant": db.current_restaurant_id(), "shift": shift.id}).one()
    return Figures(
        opening=shift.opening_cents,
        taken=row.taken,
        tips=row.tips,
        given_back=row.given_back,
        payments=row.payments,
        change=row.change,
        rounding=row.rounding,
        put_in=row.put_in,
        taken_out=row.taken_out,
    )


def _close(shift_id: UUID, new: Closing, by: Staff) -> Shift:
    unknown = set(new.counted) - set(Method)
    if unknown:
        raise InvalidInput({f"counted.{name}": "Não é uma forma de pagamento." for name in unknown})
    shift = till.locked(shift_id)
    if not new.hand_over and (waiting := tables.occupied(shifts.branch_of(shift))):
        raise OpenTables(tables=_listed(waiting))
    now = figures(shift)
    counted = {method: new.counted.get(method, 0) for method in {*now.expected, *new.counted}}
    return till.close(
        shift,
        expected={method: now.expected.get(method, 0) for method in counted},
        counted=counted,
        report=now.as_json(),
        by=by,
        notes=new.notes,
        note=new.note,
        handed_over=new.hand_over,
    )


def _listed(names: Iterable[str], most: int = 6) -> str:
    shown = list(names)
    return ", ".join(shown[:most]) + (" …" if len(shown) > most else "")


_FIGURES = text(
    """
    WITH mine AS (
        SELECT method, sum(amount_cents) FILTER (WHERE refund_of IS NULL) AS taken, sum(tip_cents) AS tips,
               -sum(amount_cents) FILTER (WHERE refund_of IS NOT NULL) AS given_back,
               count(*) FILTER (WHERE refund_of IS NULL) AS payments, sum(change_cents) AS change,
               sum(rounding_cents) AS rounding
        FROM payments WHERE restaurant_id = :restaurant AND shift_id = :shift GROUP BY method
    ), moved AS (
        SELECT coalesce(sum(amount_cents) FILTER (WHERE kind = 'in'), 0)::bigint AS put_in,
               coalesce(sum(amount_cents) FILTER (WHERE kind = 'out'), 0)::bigint AS taken_out
        FROM cash_movements WHERE restaurant_id = :restaurant AND shift_id = :shift
    )
    SELECT coalesce(json_object_agg(method, taken) FILTER (WHERE taken > 0), '{}') AS taken,
           coalesce(json_object_agg(method, tips) FILTER (WHERE tips <> 0), '{}') AS tips,
           coalesce(json_object_agg(method, given_back) FILTER (WHERE given_back > 0), '{}') AS given_back,
           coalesce(sum(payments), 0)::bigint AS payments, coalesce(sum(change), 0)::bigint AS change,
           coalesce(sum(rounding), 0)::bigint AS rounding, moved.put_in, moved.taken_out
    FROM moved LEFT JOIN mine ON true
    GROUP BY moved.put_in, moved.taken_out
    """
)
