"""The only writer of API tokens: keys for programs of a house."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select, update

from nabancada import db, keys, live
from nabancada.auth import store
from nabancada.auth.inputs import NewToken
from nabancada.auth.models import ApiToken
from nabancada.errors import NotAllowed, NotFound
from nabancada.permissions import Permission


@db.atomic()
def issue(
    name: str,
    permissions: Collection[Permission],
    *,
    of: Collection[Permission],
    by: UUID | None,
    token_id: UUID | None = None,
) -> tuple[ApiToken, str]:
    """Make a key for a program of the current restaurant.

    :param of: what the issuer may do: a token never may more
    :param by: the issuer; where that is a program, who made its key
    :returns: the token's row, and the token itself, which is not kept and cannot be shown again
    :raises NotAllowed: more is wanted than the issuer has
    """
    if not set(permissions) <= set(of):
        raise NotAllowed
    token = f"{store.TOKEN_PREFIX}{store.new_token()}"
    row = ApiToken(
        id=token_id or db.new_id(),
        restaurant_id=db.current_restaurant_id(),
        name=name,
        token_hash=store.digest(token),
        permissions=sorted(permissions),
        issued_by_id=by,
    )
    db.session.add(row)
    db.session.flush()
    live.record("token.issued", row.id, topics={live.AUDIT}, name=name, permissions=row.permissions)
    return row, token


@db.atomic()
def issue_once(wanted: NewToken, *, of: Collection[Permission], by: UUID | None) -> tuple[ApiToken, str | None]:
    """`issue`, repeatable by its `client_key`: a repeat makes none, and nobody can see the first one's secret again.

    :raises KeyReused: the key came with another token
    """
    token_id = db.new_id()
    if wanted.client_key and (earlier := keys.claim(wanted.client_key, "token", wanted, token_id)):
        return db.session.scalars(select(ApiToken).where(ApiToken.id == earlier)).one(), None
    return issue(wanted.name, wanted.permissions, of=of, by=by, token_id=token_id)


@db.atomic()
def revoke(token_id: UUID) -> None:
    """The token opens nothing from this commit on; sockets it opened are closed.

    :raises NotFound: no such token here, or revoked before
    """
    revoked = db.session.scalar(
        update(ApiToken)
        .where(
            ApiToken.id == token_id,
            ApiToken.restaurant_id == db.current_restaurant_id(),
            ApiToken.revoked_at.is_(None),
        )
        .values(revoked_at=func.now())
        .returning(ApiToken.name)
    )
    if revoked is None:
        raise NotFound
    live.record("token.revoked", token_id, topics={live.AUDIT}, name=revoked)
    db.on_commit(live.close_identity, f"token:{token_id}")
