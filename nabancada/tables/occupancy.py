"""Whether somebody sits at a table that is to go."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from nabancada import db
from nabancada.errors import Conflict
from nabancada.tables.models import DiningTable, Party


class TableInUse(Conflict):
    """Somebody sits there: it goes when they have."""

    code = "table_in_use"
    message = "Está gente na mesa %(name)s. Arquive quando a conta fechar."


def ensure_free(table_ids: Collection[UUID], message: str | None = None) -> None:
    """Called with the tables locked for update, which whoever sits down waits for.

    :param message: what to say of `name`, where it is not to be archived
    :raises TableInUse: naming the first where somebody sits
    """
    name = db.session.scalar(
        select(DiningTable.name)
        .join(Party, (Party.restaurant_id == DiningTable.restaurant_id) & (Party.table_id == DiningTable.id))
        .where(DiningTable.id.in_(table_ids), Party.closed_at.is_(None))
        .order_by(DiningTable.position, DiningTable.id)
        .limit(1)
    )
    if name is not None:
        raise TableInUse(message, name=name)
