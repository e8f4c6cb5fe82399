"""The way back in for who has forgotten the password: a link by e-mail that opens once."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Row, delete, select, update

from nabancada import clock, db, live
from nabancada.auth import actions, endings, store
from nabancada.auth.models import PasswordReset, User
from nabancada.errors import DomainError

LIFE = timedelta(minutes=30)


class ResetOver(DomainError):
    """Unknown, used or too old: the three are never told apart."""

    status = 410
    code = "reset_over"
    message = "Esta ligação já não serve. Peça outra."


@db.atomic()
def offer(email: str, token: str) -> bool:
    """Let `token` set a new password for whoever signs in with this e-mail, for `LIFE`.

    Who never had a password (a PIN is enough for some) is given none this way.

    :param email: already normalised
    :returns: whether there is anybody to send it to
    """
    wanted = select(User.id).where(User.email == email, User.active, User.password_hash.is_not(None))
    person = db.session.scalar(wanted.with_for_update(read=True))  # whose e-mail is changing has it no more
    if person is None:
        return False
    db.session.add(PasswordReset(token_hash=store.digest(token), user_id=person, expires_at=clock.now() + LIFE))
    return True


def owner(token: str) -> str:
    """The e-mail a link was sent to.

    :raises ResetOver: it opens nothing
    """
    return _owner(token).email


def use(token: str, password: str) -> None:
    """Set a new password, close every other link of this person, and end all their sessions everywhere.

    A password that is refused leaves the link open. Of two at once one gets through. Locks the person.

    :raises ResetOver: the link opens nothing
    :raises InvalidInput: the password is too weak
    """
    person = _owner(token)
    db.release()  # hashing waits its turn: meanwhile others may have the connection
    kept = actions.kept_password(password, person.email)
    with endings.at_home(person.id) as house, db.atomic():
        db.session.execute(update(User).where(User.id == person.id).values(password_hash=kept))
        if _owner(token).email != person.email:  # asked again, now that whoever else closes links waits for us
            raise ResetOver
        endings.close_links(person.id)
        endings.put_out(person.id)
        if house:
            live.record("staff.password_reset", person.id, topics={live.AUDIT}, email=person.email)


@db.atomic()
def purge() -> int:
    """Delete links that open nothing any more.

    :returns: how many
    """
    gone = db.session.execute(delete(PasswordReset).where(PasswordReset.expires_at <= clock.now()))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _owner(token: str) -> Row[UUID, str]:
    found = db.session.execute(
        select(User.id, User.email)
        .join(PasswordReset, PasswordReset.user_id == User.id)
        .where(
            PasswordReset.token_hash == store.digest(token),
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > clock.now(),
            User.active,
        )
    ).one_or_none()
    if found is None:
        raise ResetOver
    return found
