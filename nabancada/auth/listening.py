"""Who may still listen: asked now and then, for all open sockets of a worker at once."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import BindParameter, LargeBinary, Text, Uuid, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from nabancada import clock, db
from nabancada.auth import visits
from nabancada.auth.models import BRANCH, LOCKED, ApiToken, User, WebSession


def still_welcome(keys: set[str]) -> set[str]:
    """Of the keys of identities, those that still open doors: of people, sessions, sessions at a branch or on a visit,
    tokens. One statement.
    """
    named: dict[str, list[str]] = {"user": [], "session": [], "place": [], "visit": [], "token": []}
    for key in keys:
        kind, _, name = key.partition(":")
        named[kind].append(name)

    people = select(literal("user:", Text) + User.id.cast(Text)).where(
        User.id == any_(literal([UUID(one) for one in named["user"]], ARRAY(Uuid))), User.active
    )
    token_hash = func.encode(WebSession.token_hash, "hex")
    sessions = select(literal("session:", Text) + token_hash).where(
        WebSession.token_hash == any_(_hashes(named["session"])),
        WebSession.expires_at > func.now(),
        WebSession.user_id.is_not(None),
        ~WebSession.data.has_key(LOCKED),
    )
    branch = func.coalesce(User.branch_id.cast(Text), WebSession.data[BRANCH].as_string(), "")
    places = (
        select(literal("place:", Text) + token_hash + ":" + branch)
        .join(User, User.id == WebSession.user_id)
        .where(WebSession.token_hash == any_(_hashes(one.partition(":")[0] for one in named["place"])))
    )
    visit = WebSession.data[visits.KEPT]
    visiting = select(literal("visit:", Text) + token_hash + ":" + visit["id"].as_string()).where(
        WebSession.token_hash == any_(_hashes(one.partition(":")[0] for one in named["visit"])),
        visit["until"].as_float() > clock.now().timestamp(),
    )
    tokens = select(literal("token:", Text) + ApiToken.id.cast(Text)).where(
        ApiToken.id == any_(literal([UUID(one) for one in named["token"]], ARRAY(Uuid))), ApiToken.revoked_at.is_(None)
    )
    return set(db.session.scalars(people.union_all(sessions, places, visiting, tokens)))


def _hashes(named: Iterable[str]) -> BindParameter[list[bytes]]:
    return literal([bytes.fromhex(one) for one in named], ARRAY(LargeBinary))
