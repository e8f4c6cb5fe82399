"""Many prices at once: first as they would be, then as they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from nabancada import db
from nabancada.errors import Conflict, InvalidInput
from nabancada.menu import dishes
from nabancada.menu.inputs import PriceChange
from nabancada.menu.models import MenuItem
from nabancada.restaurants import actions as restaurants

DEAREST = 1_000_000_000  # cêntimos


@dataclass(frozen=True, slots=True)
class Repriced:
    """A dish and its price before and after, in cêntimos."""

    id: UUID
    name: str
    category_id: UUID
    before: int
    after: int


class MenuChanged(Conflict):
    """The prices were looked at before somebody else changed the menu."""

    code = "menu_changed"
    message = "A ementa mudou entretanto. Veja os preços outra vez."


def preview(change: PriceChange) -> list[Repriced]:
    """The dishes that are meant, in the menu's order of names, whether their price changes or not. Writes nothing.

    :raises InvalidInput: a price would be under zero, or beyond all measure
    """
    return _repriced(change, db.session.scalars(_meant(change).order_by(MenuItem.name, MenuItem.id)))


@db.atomic()
def apply(change: PriceChange) -> tuple[list[Repriced], int]:
    """Change the prices, all in one version. Orders keep those they were taken at. Locks the dishes by their ids.

    :returns: the dishes whose price is another one now, and the menu's version
    :raises MenuChanged: the menu is not the `version` that was looked at
    :raises InvalidInput: see `preview`
    """
    rows = db.session.scalars(
        _meant(change).order_by(MenuItem.id).with_for_update(key_share=True).execution_options(populate_existing=True)
    ).all()
    version = restaurants.lock_menu()
    if change.version not in (None, version):
        raise MenuChanged
    changed = [one for one in _repriced(change, rows) if one.after != one.before]
    if not changed:
        return [], version
    after = {one.id: one.after for one in changed}
    for row in rows:
        if row.id in after:
            dishes.update(row, {"price_cents": after[row.id]})
    return changed, restaurants.menu_changed(list(after))


def new_price(cents: int, *, percent_bp: int | None, amount_cents: int | None, step_cents: int) -> int:
    """The price after a change, to the nearest multiple of `step_cents`; halves go up. May be under zero.

    >>> new_price(650_000, percent_bp=1_000, amount_cents=None, step_cents=5_000)
    715000
    >>> new_price(12_500, percent_bp=None, amount_cents=-2_600, step_cents=100)
    9900
    """
    if percent_bp is not None:
        whole = 10_000 * step_cents
        return (2 * cents * (10_000 + percent_bp) + whole) // (2 * whole) * step_cents
    return (2 * (cents + (amount_cents or 0)) + step_cents) // (2 * step_cents) * step_cents


def _meant(change: PriceChange) -> Select[MenuItem]:
    wanted = select(MenuItem).where(MenuItem.archived_at.is_(None))
    if change.category_ids or change.item_ids:
        wanted = wanted.where(MenuItem.category_id.in_(change.category_ids) | MenuItem.id.in_(change.item_ids))
    return wanted


def _repriced(change: PriceChange, rows: Iterable[MenuItem]) -> list[Repriced]:
    def after(cents: int) -> int:
        return new_price(
            cents, percent_bp=change.percent_bp, amount_cents=change.amount_cents, step_cents=change.step_cents
        )

    found = [Repriced(row.id, row.name, row.category_id, row.price_cents, after(row.price_cents)) for row in rows]
    _ensure_sane(found, "percent_bp" if change.amount_cents is None else "amount_cents")
    return found


def _ensure_sane(found: Sequence[Repriced], field: str) -> None:
    for one in found:
        if one.after < 0:
            raise InvalidInput({field: "%(name)s ficaria com um preço abaixo de zero."}, name=one.name)
        if one.after > DEAREST:
            raise InvalidInput({field: "%(name)s ficaria caro demais."}, name=one.name)
