"""What ends when somebody asks for it, changes or leaves: sessions, links to a new password, keys they handed out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import chain
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, update

from nabancada import clock, db, live
from nabancada.auth import store
from nabancada.auth.models import BRANCH, LOCKED, SHARED, SHARED_BY, ApiToken, Invitation, PasswordReset, WebSession
from nabancada.errors import NotFound


def sign_out_everywhere(user_id: UUID) -> None:
    """End every session of somebody, on every instance, and close their sockets. Their house's audit tells of it."""
    with at_home(user_id) as house, db.atomic():
        db.session.execute(delete(WebSession).where(WebSession.user_id == user_id))
        db.on_commit(live.close_identity, f"user:{user_id}")
        if house:
            _note_ended(user_id, "all")


def sign_out_elsewhere(user_id: UUID, here: bytes) -> None:
    """End every session of somebody but the one whose token has the hash `here`. Their house's audit tells of it."""
    with at_home(user_id) as house, db.atomic():
        if _end_sessions(WebSession.user_id == user_id, WebSession.token_hash != here) and house:
            _note_ended(user_id, "others")


@db.atomic()
def end_session(user_id: UUID, session_id: UUID) -> None:
    """End one session of somebody, on every instance, and close its sockets.

    :raises NotFound: they have no such session
    """
    if not _end_sessions(WebSession.user_id == user_id, WebSession.id == session_id):
        raise NotFound
    _note_ended(user_id, "one")


@db.atomic()
def put_out(user_id: UUID, *which: ColumnElement[bool]) -> None:
    """Somebody is before no browser any more, or not before those `which` says: their sessions end and their sockets
    close. A device that their house shares stays so, at its branch: it waits, with nobody before it, for the next PIN.
    """
    theirs = (WebSession.user_id == user_id, *which)
    left = {name: WebSession.data[name] for name in (SHARED, SHARED_BY, BRANCH)} | {LOCKED: True}
    waiting = db.session.scalars(
        update(WebSession)
        .where(*theirs, WebSession.data[SHARED].as_float() > clock.now().timestamp())
        .values(user_id=None, by_pin=False, data=func.jsonb_strip_nulls(func.jsonb_build_object(*chain(*left.items()))))
        .returning(WebSession.token_hash)
    ).all()
    _close(waiting)
    _end_sessions(*theirs)
    if not which:
        db.on_commit(live.close_identity, f"user:{user_id}")


@db.atomic()
def close_links(user_id: UUID) -> None:
    """Every link that would set somebody a new password opens nothing any more. Lock the person first."""
    db.session.execute(
        update(PasswordReset)
        .where(PasswordReset.user_id == user_id, PasswordReset.used_at.is_(None))
        .values(used_at=func.now())
    )


@db.atomic()
def take_keys(user_id: UUID) -> None:
    """The tokens somebody made for programs and the invitations they sent open nothing any more, here in this house.

    Locks the invitations, which come before whatever else letting somebody go locks. What is made or sent meanwhile is
    not seen here: that opens no more than its maker may, see `identities.of_token` and `invitations.opened`.
    """
    here = db.current_restaurant_id()
    sent = db.session.execute(
        update(Invitation)
        .where(
            Invitation.restaurant_id == here,
            Invitation.invited_by_id == user_id,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=func.now())
        .returning(Invitation.id, Invitation.name)
    ).all()
    made = db.session.execute(
        update(ApiToken)
        .where(ApiToken.restaurant_id == here, ApiToken.issued_by_id == user_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=func.now())
        .returning(ApiToken.id, ApiToken.name)
    ).all()
    for one in sent:
        live.record("staff.invitation_withdrawn", one.id, topics={live.AUDIT}, name=one.name)
    for one in made:
        live.record("token.revoked", one.id, topics={live.AUDIT}, name=one.name)
        db.on_commit(live.close_identity, f"token:{one.id}")


@contextmanager
def at_home(user_id: UUID) -> Iterator[UUID | None]:
    """Bound to the house somebody is of, wherever they are; who looks after the platform has none."""
    house = store.house_of(user_id)
    with db.tenant(house) if house else nullcontext():
        yield house


def _note_ended(user_id: UUID, which: str) -> None:
    live.record("staff.sessions_ended", user_id, topics={live.AUDIT}, which=which)


def _end_sessions(*which: ColumnElement[bool]) -> int:
    ended = db.session.scalars(delete(WebSession).where(*which).returning(WebSession.token_hash)).all()
    _close(ended)
    return len(ended)


def _close(token_hashes: Sequence[bytes]) -> None:
    for token_hash in token_hashes:
        db.on_commit(live.close_identity, f"session:{token_hash.hex()}")
