"""Who an e-mail and a password belong to, how often one may be wrong about it, and the note that somebody came."""

import logging
from functools import partial
from typing import Protocol
from uuid import UUID

from sqlalchemy import select, update

from nabancada import beside, db, live
from nabancada.auth import passwords
from nabancada.auth.models import User
from nabancada.errors import DomainError

log = logging.getLogger(__name__)


class WrongPassword(DomainError):
    """The same for an unknown e-mail, a wrong password and somebody who left."""

    status = 401
    code = "wrong_password"
    message = "E-mail ou palavra-passe errados. Tentativas que restam: %(tries)s."


class NotTheirs(WrongPassword):
    """Somebody who is signed in was asked for their password again. Nobody is sent to the door for it: no 401."""

    status = 422
    message = "A palavra-passe não confere. Tentativas que restam: %(tries)s."


class Tries(Protocol):
    """How often somebody may be wrong."""

    def ensure_left(self, email: str) -> None:
        """:raises TooMany: none is left for now"""

    def spend(self, email: str) -> int:
        """Count a failure; says how many more are allowed."""

    def forget(self, email: str) -> None:
        """They were right after all."""


def sign_in(email: str, password: str, tries: Tries) -> User:
    """Who this e-mail and password belong to. Takes as long whether or not there is such a person; the audit of their
    house tells of it either way.

    :raises WrongPassword: nobody active has both
    :raises TooMany: wrong too often; then the password is not even looked at
    """
    person = db.session.scalar(select(User).where(User.email == email, User.active))
    db.release()  # hashing waits its turn: meanwhile others may have the connection
    kept = person.password_hash if person else None
    with passwords.turn():
        tries.ensure_left(email)
        if not passwords.matches(kept, password):
            left = tries.spend(email)
            if person is not None and person.restaurant_id is not None:
                # Beside the request: nobody learns from its time that there is such a person.
                beside.do(partial(_note_refused, person.restaurant_id, person.id, person.name))
            raise WrongPassword(tries=left)
    assert person is not None and kept is not None
    tries.forget(email)
    if passwords.outdated(kept):
        _keep_password(person.id, passwords.hashed(password))
    log.info("signed in", extra={"user_id": str(person.id)})
    if person.restaurant_id is not None:
        with db.tenant(person.restaurant_id):
            _note(person.id)
    return person


def confirm(user_id: UUID, email: str, password: str, tries: Tries) -> None:
    """Somebody who is signed in shows that they know their password. Never call it inside `db.atomic()`.

    :raises NotTheirs: it is not theirs, or they have none
    :raises TooMany: wrong too often
    """
    kept = db.session.scalar(select(User.password_hash).where(User.id == user_id, User.active))
    db.release()  # hashing waits its turn: meanwhile others may have the connection
    with passwords.turn():
        tries.ensure_left(email)
        if not passwords.matches(kept, password):
            raise NotTheirs(tries=tries.spend(email))
    tries.forget(email)


def _note_refused(restaurant_id: UUID, user_id: UUID, name: str) -> None:
    with db.tenant(restaurant_id), db.atomic():
        live.record("staff.password_refused", user_id, topics={live.AUDIT}, name=name)


@db.atomic()
def _note(user_id: UUID) -> None:
    live.record("staff.entered", user_id, topics={live.AUDIT})


@db.atomic()
def _keep_password(user_id: UUID, password_hash: str) -> None:
    db.session.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))
