"""Drafts of orders, kept on the server so that a tablet may die: saved, found again, gone once sent or emptied.

A draft's key becomes its order's `client_key`. `orders.place` removes the draft it becomes, and whoever reads drafts
passes over those whose key has placed an order: one that was saved late, beside the sending, is never seen again.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from nabancada import db, live
from nabancada.errors import Conflict, InvalidInput, NotFound
from nabancada.orders.inputs import NewCart
from nabancada.permissions import Staff
from nabancada.web.json import encode


class CartStale(Conflict):
    """Somebody has saved a newer version: the answer carries it."""

    code = "stale_cart"
    message = "%(name)s mudou este rascunho entretanto."


class CartSent(Conflict):
    """The draft has become an order: the answer names it."""

    code = "cart_sent"
    message = "Este rascunho já foi enviado."


@db.atomic()
def save(key: str, new: NewCart, by: Staff) -> dict[str, Any]:
    """Keep a draft, which is theirs who saved it last. Only a newer version replaces an older one.

    Tells the other screens when a draft appears, is put aside or changes hands; not at every dish. Locks the draft.

    :returns: the draft as it is kept; the same when the same is saved again
    :raises CartStale: this version, or a newer one, is there already
    :raises CartSent: it has become an order
    :raises InvalidInput: no such table here
    """
    house, content = db.current_restaurant_id(), new.content.model_dump(mode="json", exclude_none=True)
    rows = db.run(
        _SAVE,
        *(house, key),
        *(house, key, new.table_id, by.branch_id),
        *(new.label, encode(content).decode(), new.version, by.id, by.name),
        *(house, key),
        *(new.table_id, house, new.table_id),
    )
    if not rows:
        return _kept_already(key, new, content)
    [(existed, table_id, label, owner_id)] = rows
    if not existed or (table_id, label, owner_id) != (new.table_id, new.label, by.id):
        _tell("cart.kept", key, {table_id, new.table_id}, owner_name=by.name, label=new.label)
    return one(key)


@db.atomic()
def drop(key: str) -> None:
    """Forget a draft: it was emptied. One that is not there is no error: two may empty it."""
    for (table_id,) in db.run(_DROP, db.current_restaurant_id(), key):
        _tell("cart.gone", key, {table_id})


@db.atomic()
def follow(before: UUID, table_id: UUID) -> None:
    """The party of a table has moved to another: what is being typed for it goes along."""
    for key, owner_name in db.run(_FOLLOW, table_id, db.current_restaurant_id(), before):
        _tell("cart.gone", key, {before})
        _tell("cart.kept", key, {table_id}, owner_name=owner_name, label=None)


@db.atomic()
def purge(before: datetime) -> int:
    """Forget the current restaurant's drafts that nobody has touched since an instant.

    :returns: how many
    """
    gone = db.run(_PURGE, db.current_restaurant_id(), before)
    for key, table_id in gone:
        _tell("cart.gone", key, {table_id})
    return len(gone)


def one(key: str) -> dict[str, Any]:
    """A draft.

    :raises CartSent: it has become an order
    :raises NotFound: no such draft here
    """
    if order_id := _order_of(key):
        raise CartSent().carrying(order_id=order_id)
    return _read(key)


def drafts(table_id: UUID | None = None, held: bool = False, branch_id: UUID | None = None) -> list[dict[str, Any]]:
    """The drafts for a table, or at the counter (of one branch, or of all), newest first; `held`: only those that were
    put aside.
    """
    where = "c.table_id = :table" if table_id else "c.table_id IS NULL"
    if branch_id and not table_id:
        where += " AND c.branch_id = :branch"
    if held:
        where += " AND c.label IS NOT NULL"
    statement = text(f"{_DRAFTS} AND {where} AND {UNSENT} ORDER BY c.saved_at DESC, c.key LIMIT 200")
    rows = db.session.execute(
        statement, {"restaurant": db.current_restaurant_id(), "table": table_id, "branch": branch_id}
    )
    return [dict(row) for row in rows.mappings()]


def _kept_already(key: str, new: NewCart, content: dict[str, Any]) -> dict[str, Any]:
    """Why a draft could not be saved, unless it was: by the same save, whose answer got lost."""
    try:
        kept = one(key)
    except NotFound:
        raise InvalidInput({"table_id": "Esta mesa não existe."}) from None
    if (kept["version"], kept["content"]) == (new.version, content):
        return kept
    raise CartStale(name=kept["owner_name"]).carrying(cart=kept)


def _order_of(key: str) -> UUID | None:
    rows = db.run(_ORDER_OF, db.current_restaurant_id(), key)
    return rows[0][0] if rows else None


def _read(key: str) -> dict[str, Any]:
    found = db.session.execute(
        text(f"{_DRAFTS} AND c.key = :key"), {"restaurant": db.current_restaurant_id(), "key": key}
    )
    if (row := found.mappings().first()) is None:
        raise NotFound
    return dict(row)


def _tell(kind: str, key: str, tables: set[UUID | None], **more: Any) -> None:
    at = tables - {None}
    topics = {"carts", *({"floor"} if at else ()), *(f"table:{table_id}" for table_id in at)}
    live.record(kind, None, topics=topics, key=key, table_id=next(iter(at), None), **more)


# Of a draft `c`: it has not become an order.
UNSENT = """NOT EXISTS (
    SELECT FROM client_keys k WHERE k.restaurant_id = c.restaurant_id AND k.key = c.key AND k.kind = 'order'
)"""

_DRAFTS = """
    SELECT c.key, c.table_id, c.label, c.content, c.version, c.owner_id, c.owner_name, c.saved_at
    FROM carts c WHERE c.restaurant_id = :restaurant
"""

_SAVE = """
    WITH before AS (
        SELECT table_id, label, owner_id FROM carts WHERE restaurant_id = %s AND key = %s
    ), saved AS (
        INSERT INTO carts AS c (restaurant_id, key, table_id, branch_id, label, content, version, owner_id, owner_name,
                                saved_at)
        SELECT v.restaurant_id, v.key, v.table_id, coalesce(v.branch_id, main_branch()), v.label, v.content, v.version,
               v.owner_id, v.owner_name, now()
        FROM (VALUES (%s::uuid, %s, %s::uuid, %s::uuid, %s, %s::jsonb, %s::bigint, %s::uuid, %s))
            AS v(restaurant_id, key, table_id, branch_id, label, content, version, owner_id, owner_name)
        WHERE NOT EXISTS (SELECT FROM client_keys k WHERE k.restaurant_id = %s AND k.key = %s AND k.kind = 'order')
          AND (%s::uuid IS NULL OR EXISTS (
            SELECT FROM dining_tables t WHERE t.restaurant_id = %s AND t.id = %s::uuid AND t.archived_at IS NULL))
        ON CONFLICT (restaurant_id, key) DO UPDATE SET
            table_id = excluded.table_id, branch_id = excluded.branch_id, label = excluded.label,
            content = excluded.content, version = excluded.version, owner_id = excluded.owner_id,
            owner_name = excluded.owner_name, saved_at = excluded.saved_at
        WHERE excluded.version > c.version
        RETURNING c.key
    )
    SELECT EXISTS (SELECT FROM before), before.table_id, before.label, before.owner_id
    FROM saved LEFT JOIN before ON true
"""

_DROP = "DELETE FROM carts WHERE restaurant_id = %s AND key = %s RETURNING table_id"

_FOLLOW = f"""
    UPDATE carts c SET table_id = %s
    WHERE c.restaurant_id = %s AND c.table_id = %s AND c.label IS NULL AND {UNSENT}
    RETURNING c.key, c.owner_name
"""

_PURGE = "DELETE FROM carts WHERE restaurant_id = %s AND saved_at < %s RETURNING key, table_id"

_ORDER_OF = "SELECT result_id FROM client_keys WHERE restaurant_id = %s AND key = %s AND kind = 'order'"
