"""The way back in for who has forgotten the password: a link by e-mail that opens once."""

from datetime import timedelta

from sqlalchemy import delete, func, select, update

from nabancada import clock, db
from nabancada.auth import actions, store
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
    person = db.session.scalar(select(User.id).where(User.email == email, User.active, User.password_hash.is_not(None)))
    if person is None:
        return False
    db.session.add(PasswordReset(token_hash=store.digest(token), user_id=person, expires_at=clock.now() + LIFE))
    return True


def owner(token: str) -> str:
    """The e-mail a link was sent to.

    :raises ResetOver: it opens nothing
    """
    email = db.session.scalar(
        select(User.email)
        .join(PasswordReset, PasswordReset.user_id == User.id)
        .where(
            PasswordReset.token_hash == store.digest(token),
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > clock.now(),
            User.active,
        )
    )
    if email is None:
        raise ResetOver
    return email


def use(token: str, password: str) -> None:
    """Set a new password, close every other link of this person, and end all their sessions everywhere.

    A password that is refused leaves the link open. Of two at once one gets through.

    :raises ResetOver: the link opens nothing
    :raises InvalidInput: the password is too weak
    """
    email = owner(token)
    db.release()  # hashing waits its turn: meanwhile others may have the connection
    kept = actions.kept_password(password, email)
    with db.atomic():
        user_id = db.session.scalar(
            update(PasswordReset)
            .where(
                PasswordReset.token_hash == store.digest(token),
                PasswordReset.used_at.is_(None),
                PasswordReset.expires_at > clock.now(),
            )
            .values(used_at=func.now())
            .returning(PasswordReset.user_id)
        )
        if user_id is None:
            raise ResetOver
        db.session.execute(
            update(PasswordReset)
            .where(PasswordReset.user_id == user_id, PasswordReset.used_at.is_(None))
            .values(used_at=func.now())
        )
        db.session.execute(update(User).where(User.id == user_id).values(password_hash=kept))
        actions.sign_out_everywhere(user_id)


@db.atomic()
def purge() -> int:
    """Delete links that open nothing any more.

    :returns: how many
    """
    gone = db.session.execute(delete(PasswordReset).where(PasswordReset.expires_at <= clock.now()))
    return int(gone.rowcount)  # type: ignore[attr-defined]
