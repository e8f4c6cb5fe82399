"""What the QR codes on the tables carry, and making them anew."""

import secrets
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from nabancada import db
from nabancada.errors import NotFound
from nabancada.restaurants.models import Restaurant
from nabancada.tables import news
from nabancada.tables.models import DiningTable

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def new() -> str:
    """What a QR code carries: where to look (the house's number), then 128 bits nobody can guess."""
    return several(1)[0]


def several(count: int) -> list[str]:
    """So many new codes. One statement."""
    rest = db.session.scalars(select(Restaurant.number).where(Restaurant.id == db.current_restaurant_id())).one()
    prefix = ""
    while rest:
        rest, digit = divmod(rest, len(DIGITS))
        prefix = DIGITS[digit] + prefix
    return [f"{prefix}-{secrets.token_urlsafe(16)}" for _ in range(count)]


@db.atomic()
def renew(table_ids: Collection[UUID]) -> list[DiningTable]:
    """Give tables new codes: those that were printed lead nowhere from this commit on. Locks the tables by their ids.

    :raises NotFound: one of them is not here, or archived
    """
    tables = db.session.scalars(
        select(DiningTable)
        .where(DiningTable.id.in_(table_ids), DiningTable.archived_at.is_(None))
        .order_by(DiningTable.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if len(tables) != len(set(table_ids)):
        raise NotFound
    for table, code in zip(tables, several(len(tables)), strict=True):
        table.code = code
        news.code_renewed(table.id, table.name)
    db.session.flush()
    return list(tables)
