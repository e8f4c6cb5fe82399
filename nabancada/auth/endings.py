"""What is over when somebody asks for it, changes or leaves: their sessions, and the links to a new password."""

from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, update

from nabancada import db, live
from nabancada.auth.models import PasswordReset, WebSession
from nabancada.errors import NotFound


@db.atomic()
def sign_out_everywhere(user_id: UUID) -> None:
    """End every session of somebody, on every instance, and close their sockets."""
    db.session.execute(delete(WebSession).where(WebSession.user_id == user_id))
    db.on_commit(live.close_identity, f"user:{user_id}")


@db.atomic()
def sign_out_elsewhere(user_id: UUID, here: bytes) -> None:
    """End every session of somebody but the one whose token has the hash `here`."""
    _end_sessions(WebSession.user_id == user_id, WebSession.token_hash != here)


@db.atomic()
def end_session(user_id: UUID, session_id: UUID) -> None:
    """End one session of somebody, on every instance, and close its sockets.

    :raises NotFound: they have no such session
    """
    if not _end_sessions(WebSession.user_id == user_id, WebSession.id == session_id):
        raise NotFound


@db.atomic()
def end_by_pin(user_id: UUID) -> None:
    """End the sessions somebody entered with their PIN."""
    _end_sessions(WebSession.user_id == user_id, WebSession.by_pin.is_(True))


@db.atomic()
def close_links(user_id: UUID) -> None:
    """Every link that would set somebody a new password opens nothing any more. Lock the person first."""
    db.session.execute(
        update(PasswordReset)
        .where(PasswordReset.user_id == user_id, PasswordReset.used_at.is_(None))
        .values(used_at=func.now())
    )


def _end_sessions(*which: ColumnElement[bool]) -> int:
    ended = db.session.scalars(delete(WebSession).where(*which).returning(WebSession.token_hash)).all()
    for token_hash in ended:
        db.on_commit(live.close_identity, f"session:{token_hash.hex()}")
    return len(ended)
