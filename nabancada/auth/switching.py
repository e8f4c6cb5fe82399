"""Changing people on a shared device: a PIN instead of a password, of the same house, that the house shares."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Text, func, select

from nabancada import access, db, live
from nabancada.auth import passwords, pins, sessions
from nabancada.auth.models import BRANCH, User
from nabancada.errors import InvalidInput, NotFound, NotSignedIn
from nabancada.restaurants.models import Branch
from nabancada.web.limiter import PinTries


def enter_house() -> tuple[UUID | None, str | None]:
    """Bind the request to the house that shares this device: the id and name of who is, or was, before it.

    :raises NotSignedIn: it is not a shared device
    """
    session = sessions.current()
    if session.shared_by is None:
        raise NotSignedIn
    access.enter(session.shared_by)
    user_id, *known = session.person
    return (user_id, known[0]) if user_id else (None, None)


def share() -> None:
    """Make this browser one on which people of the current restaurant change by PIN, and leave it.

    :raises NotAllowed: it is a program's
    """
    access.person()
    sessions.current().share(access.house().id)
    _note_sharing("device.shared")
    sessions.current().lock()


def keep_private() -> None:
    """Nobody comes by PIN to this browser any more.

    :raises NotAllowed: it is a program's
    """
    access.person()
    sessions.current().keep_private()
    _note_sharing("device.private")


def leave() -> None:
    """Leave a shared device: it opens nothing until the next PIN.

    :raises NotFound: it is not shared
    """
    if not sessions.current().shared:
        raise NotFound
    sessions.current().lock()


def people() -> Sequence[User]:
    """Who of the current restaurant may come by PIN, by name: all but those who work at another branch alone."""
    return db.session.scalars(select(User).where(*_may_come()).order_by(User.name, User.id)).all()


def by_pin(user_id: UUID, pin: str, before: str | None) -> User:
    """Who comes to a shared device, shown by their PIN. Never call it inside `db.atomic()`.

    Wrong PINs are counted for whose they should be and for the house.

    :param before: the name of who was there, if anybody was
    :raises NotFound: nobody of this house who may come by PIN here
    :raises InvalidInput: it is not their PIN
    :raises TooMany: too many wrong ones
    """
    person = db.session.scalar(select(User).where(*_may_come(), User.id == user_id))
    if person is None:
        raise NotFound
    db.release()  # hashing waits its turn: meanwhile others may have the connection
    tries = PinTries(f"coming:{user_id}", str(db.current_restaurant_id()))
    with passwords.turn():
        tries.ensure_left()
        right = passwords.matches(person.pin_hash, pin)
        if not right:
            tries.spend()
    if not right:
        pins.note_refused(user_id, name=person.name)
        raise InvalidInput({"pin": "O PIN não confere."})
    _note(person, before)
    return person


@db.atomic()
def _note(person: User, before: str | None) -> None:
    live.record("staff.switched", person.id, topics={live.AUDIT}, name=person.name, before=before)


@db.atomic()
def _note_sharing(kind: str) -> None:
    live.record(kind, None, topics={live.AUDIT})


def _may_come() -> tuple[ColumnElement[bool], ...]:
    return (
        User.restaurant_id == db.current_restaurant_id(),
        User.active.is_(True),
        User.pin_hash.is_not(None),
        User.branch_id.is_(None) | (User.branch_id == func.coalesce(_chosen_branch(), func.main_branch())),
    )


def _chosen_branch() -> ScalarSelect[UUID]:
    """Where this device was said to work, if that is still in use."""
    chosen = sessions.current().get(BRANCH)
    return select(Branch.id).where(Branch.id.cast(Text) == chosen, Branch.archived_at.is_(None)).scalar_subquery()
