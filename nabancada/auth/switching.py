"""Changing people on a shared device: a PIN instead of a password, of the same house, that the house shares."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Text, func, select

from nabancada import db, live
from nabancada.auth import passwords, pins
from nabancada.auth.models import User
from nabancada.errors import InvalidInput, NotFound
from nabancada.restaurants.models import Branch
from nabancada.web.limiter import PinTries


def people(at: str | None) -> Sequence[User]:
    """Who of the current restaurant may come by PIN, by name: all but those who work at another branch alone.

    :param at: the branch that was chosen on the device; the main one unless that is in use
    """
    return db.session.scalars(select(User).where(*_may_come(at)).order_by(User.name, User.id)).all()


def by_pin(user_id: UUID, pin: str, at: str | None, before: str | None) -> User:
    """Who comes to a shared device, shown by their PIN. Never call it inside `db.atomic()`.

    Wrong PINs are counted for whose they should be and for the house.

    :param at: see `people`
    :param before: the name of who was there, if anybody was
    :raises NotFound: nobody of this house who may come by PIN here
    :raises InvalidInput: it is not their PIN
    :raises TooMany: too many wrong ones
    """
    person = db.session.scalar(select(User).where(*_may_come(at), User.id == user_id))
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
def note_sharing(shared: bool) -> None:
    """Write down that people change on a device by PIN from now on, or no more."""
    live.record("device.shared" if shared else "device.private", None, topics={live.AUDIT})


@db.atomic()
def _note(person: User, before: str | None) -> None:
    live.record("staff.switched", person.id, topics={live.AUDIT}, name=person.name, before=before)


def _may_come(at: str | None) -> tuple[ColumnElement[bool], ...]:
    chosen = select(Branch.id).where(Branch.id.cast(Text) == at, Branch.archived_at.is_(None)).scalar_subquery()
    here = User.branch_id.is_(None) | (User.branch_id == func.coalesce(chosen, func.main_branch()))
    return (
        User.restaurant_id == db.current_restaurant_id(),
        User.active.is_(True),
        User.pin_hash.is_not(None),
        here,
    )
