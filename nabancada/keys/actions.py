"""Taking and forgetting keys."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

import orjson
from pydantic import BaseModel
from sqlalchemy import delete, select

from nabancada import db
from nabancada.errors import KeyReused
from nabancada.keys.models import ClientKey


def claim(key: str, kind: str, content: BaseModel, result_id: UUID, of: UUID | None = None) -> UUID | None:
    """Take `key` for what is about to be written, as the first statement of its transaction.

    A twin that is still being written is waited for. If it fails, the key is free again.

    :param content: what was sent; the same key may only ever carry the same content
    :param result_id: the id of what will be written
    :param of: what it is done to, where the content does not say
    :returns: nothing, or the id of what this key has written before
    :raises KeyReused: the key came with other content
    """
    fingerprint = _fingerprint(content, of)
    if db.run(_TAKE, db.current_restaurant_id(), key, kind, fingerprint, result_id):
        return None
    first = db.session.execute(
        select(ClientKey.kind, ClientKey.fingerprint, ClientKey.result_id).where(ClientKey.key == key)
    ).one()
    if (first.kind, bytes(first.fingerprint)) != (kind, fingerprint):
        raise KeyReused
    return first.result_id


@db.atomic()
def purge(before: datetime) -> int:
    """Forget the current restaurant's keys from before an instant: nobody retries a write after so long.

    :returns: how many
    """
    gone = db.session.execute(delete(ClientKey).where(ClientKey.created_at < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _fingerprint(content: BaseModel, of: UUID | None) -> bytes:
    """What tells this content from other. A PIN is no part of it: four digits would be read out of any hash. Nor is a
    branch that was not named: the releases before knew none, and a retry may come after the new one.
    """
    unsaid = {"branch_id"} if getattr(content, "branch_id", None) is None else set()
    plain = content.model_dump(mode="json", exclude={"client_key", "manager_pin"} | unsaid)
    return sha256(orjson.dumps([plain, of] if of else plain, option=orjson.OPT_SORT_KEYS)).digest()


_TAKE = """
    INSERT INTO client_keys (restaurant_id, key, kind, fingerprint, result_id) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING RETURNING true
"""
