"""A PIN by which things are allowed tells whose it is: no two of a house who may allow them have the same."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from nabancada import db
from nabancada.auth import passwords, queries
from nabancada.auth.models import User
from nabancada.errors import Conflict, InvalidInput
from nabancada.permissions import BY_PIN, POLICY, Role
from nabancada.restaurants import actions as restaurants


@dataclass(frozen=True, slots=True)
class ChosenPin:
    """A PIN somebody chose, and those it was compared with: none of them is it."""

    pin: str
    pin_hash: str
    others: frozenset[str]
    of: UUID | None
    approves: bool


def choose(pin: str, role: str, of: UUID | None = None) -> ChosenPin:
    """A PIN for somebody of this role, compared with those of others. Never call it inside `db.atomic()`: hashes take
    their time.

    :param of: whose it is to be, when they are of the house already
    :raises InvalidInput: somebody has it
    """
    others = _others(of) if approves(role) else frozenset()
    db.release()  # no connection is held meanwhile
    _ensure_none_is(pin, others)
    return ChosenPin(pin, passwords.hashed(pin), others, of, approves(role))


def kept(chosen: ChosenPin, role: str) -> str:
    """What is kept of it. Locks the restaurant: of two who choose the same at the same moment, the second is told.

    :param role: what they are as it is kept, which a person who is locked stays
    :raises Conflict: they came to approve after it was chosen, so it was compared with nobody's
    :raises InvalidInput: somebody chose it meanwhile
    """
    if approves(role) and not chosen.approves:
        raise Conflict
    if chosen.approves:
        restaurants.lock()
        _ensure_none_is(chosen.pin, _others(chosen.of) - chosen.others)
    return chosen.pin_hash


def lapses(person: User, role: str, active: bool) -> bool:
    """Whether somebody's PIN ends as they become this: they come to approve by it, or to approve again, and nobody can
    tell from its hash whether another has it."""
    before = person.active and approves(person.role)
    return active and approves(role) and not before


def approves(role: str) -> bool:
    """Whether people of this role allow things by their PIN."""
    return bool(BY_PIN & POLICY[Role(role)])


def _others(of: UUID | None) -> frozenset[str]:
    return frozenset(one.pin_hash for one in queries.approvers(*BY_PIN) if one.id != of and one.pin_hash)


def _ensure_none_is(pin: str, others: Collection[str]) -> None:
    for other in others:
        with passwords.turn():
            if passwords.matches(other, pin):
                raise InvalidInput({"pin": "Escolha outro PIN."})
