"""Who may still listen: asked now and then, for all open sockets of a worker at once."""

from uuid import UUID

from sqlalchemy import LargeBinary, Text, Uuid, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from nabancada import db
from nabancada.auth.models import LOCKED, ApiToken, User, WebSession


def still_welcome(keys: set[str]) -> set[str]:
    """Of the keys of identities (`user:`, `session:`, `token:`), those that still open doors. One statement."""
    named: dict[str, list[str]] = {"user": [], "session": [], "token": []}
    for key in keys:
        kind, _, name = key.partition(":")
        named[kind].append(name)

    people = select(literal("user:", Text) + User.id.cast(Text)).where(
        User.id == any_(literal([UUID(one) for one in named["user"]], ARRAY(Uuid))), User.active
    )
    sessions = select(literal("session:", Text) + func.encode(WebSession.token_hash, "hex")).where(
        WebSession.token_hash == any_(literal([bytes.fromhex(one) for one in named["session"]], ARRAY(LargeBinary))),
        WebSession.expires_at > func.now(),
        WebSession.user_id.is_not(None),
        ~WebSession.data.has_key(LOCKED),
    )
    tokens = select(literal("token:", Text) + ApiToken.id.cast(Text)).where(
        ApiToken.id == any_(literal([UUID(one) for one in named["token"]], ARRAY(Uuid))), ApiToken.revoked_at.is_(None)
    )
    return set(db.session.scalars(people.union_all(sessions, tokens)))
