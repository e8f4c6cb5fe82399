"""The door: every view says who may use it, and every request is asked who it is.

`auth` knows sessions and tokens and hands in the identity; the other rooms only name permissions.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, current_app, g, request
from pydantic import BaseModel

from nabancada import clock, db, history
from nabancada.errors import AnotherBranch, InvalidInput, NotAllowed, NotFound, NotSignedIn
from nabancada.permissions import Permission, Staff

PUBLIC = "public"
READS = frozenset({"GET", "HEAD", "OPTIONS"})
View = TypeVar("View", bound=Callable[..., Any])
Sent = TypeVar("Sent", bound=BaseModel)


class OnlyLooking(NotAllowed):
    code = "read_only_visit"
    message = "Numa visita de apoio vê-se tudo e não se muda nada."


class PasswordNeeded(NotAllowed):
    """They may, and entered with a PIN, which is too little for this."""

    code = "password_needed"
    message = "Para isto é preciso confirmar a palavra-passe."


@dataclass(frozen=True, slots=True)
class Branch:
    """A place the house works at."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class House:
    """The restaurant an identity belongs to, as it was when the request began."""

    id: UUID
    slug: str
    name: str
    status: str
    menu_version: int
    plan_version: int
    plan: str | None  # what it is called
    history_days: int | None  # that it shows; none: all there are
    day_turns_at: int  # hour
    epoch: UUID
    seq: int  # the newest event number; whatever is read later is at least as new
    branches: tuple[Branch, ...]  # in use, in the order they were added; never none

    @classmethod
    def of(cls, *columns: Any) -> "House":
        """As `auth.store` reads it."""
        branches = tuple(Branch(UUID(one["id"]), one["name"]) for one in columns[-1])
        return cls(*(*columns[:-1], branches))

    @property
    def several(self) -> bool:
        """Whether it works at more than one branch. One that does not hears nothing of branches."""
        return len(self.branches) > 1

    def branch(self, branch_id: UUID | str | None) -> Branch | None:
        """The branch in use that has this id."""
        return next((one for one in self.branches if str(one.id) == str(branch_id)), None)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is asking: a person with a session, or an API token."""

    key: str  # what sockets and rate limits are counted by
    user_id: UUID | None
    name: str
    email: str | None
    role: str | None
    permissions: frozenset[Permission]
    house: House | None
    branch: Branch | None = None  # where they work now; none without a house
    confined: bool = False  # to that branch: they see and do nothing at another
    session_key: str | None = None  # what signing out this one browser closes
    place_key: str | None = None  # what working at another branch, or the end of a visit, closes
    visit: UUID | None = None  # the platform looking into a house: may see, and change nothing
    by_pin: bool = False  # entered with a PIN on a shared device
    shared: bool = False  # on a device where people change by PIN
    withheld: frozenset[Permission] = frozenset()  # what they hold and a PIN is too little for
    issued_by: UUID | None = None  # of a token: who made it, and answers for what it hands out

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


Loader = Callable[[], Identity | None]


def init_app(app: Flask, loader: Loader) -> None:
    """Put the door in front of every view. `loader` finds out who is asking, at most once a request."""
    app.extensions["identity"] = loader
    app.before_request(knock)
    app.teardown_request(_leave)


def requires(permission: Permission) -> Callable[[View], View]:
    """Only who holds `permission` gets in: 401 without an identity, 403 without the permission."""

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Anybody may use this view, signed in or not."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def identity() -> Identity | None:
    """Who is asking, looked up once a request."""
    if "identity" not in g:
        g.identity = current_app.extensions["identity"]()
    return g.identity


def current() -> Identity:
    """:raises NotSignedIn: nobody is signed in"""
    who = identity()
    if who is None:
        raise NotSignedIn
    return who


def house() -> House:
    """:raises NotFound: the one who asks belongs to no restaurant"""
    at = current().house
    if at is None:
        raise NotFound
    return at


def branch(asked: UUID | None = None) -> UUID:
    """The branch that is asked for, or the one they work at now.

    :raises NotFound: the one who asks belongs to no restaurant
    :raises InvalidInput: it has no such branch in use
    :raises AnotherBranch: they may see only their own
    """
    who = current()
    if who.branch is None:
        raise NotFound
    if asked and house().branch(asked) is None:
        raise InvalidInput({"branch_id": "Esta filial não existe."})
    if asked and who.confined and asked != who.branch.id:
        raise AnotherBranch
    return asked or who.branch.id


def looked_at(asked: UUID | None) -> UUID | None:
    """The branch whose rows a list shows: the one that is asked for, the one they work at alone, or every one (none).

    :raises InvalidInput, AnotherBranch: see `branch`
    """
    return branch(asked) if asked else confined()


def listed_since() -> datetime | None:
    """Where lists of what is over begin, by the plan of who asks; none: they list it all. See `history`."""
    at = house()
    return history.begins(at.history_days, at.day_turns_at, clock.now())


def at_branch(new: Sent) -> Sent:
    """What is to be written, at the branch that it names in `branch_id`, or where they work who ask.

    :raises InvalidInput, AnotherBranch: see `branch`
    """
    return new.model_copy(update={"branch_id": branch(new.branch_id)})  # type: ignore[attr-defined]


def confined() -> UUID | None:
    """The one branch they work at; none: any."""
    who = current()
    return who.branch.id if who.confined and who.branch else None


def person() -> UUID:
    """Who is asking, when it is somebody.

    :raises NotSignedIn: nobody is signed in
    :raises NotAllowed: it is a program
    """
    user_id = current().user_id
    if user_id is None:
        raise NotAllowed
    return user_id


def known_person() -> UUID:
    """Who is asking, known by their password: what is one's own needs more than a PIN.

    :raises NotSignedIn: nobody is signed in
    :raises NotAllowed: it is a program
    :raises PasswordNeeded: they entered with a PIN
    """
    user_id = person()
    if current().by_pin:
        raise PasswordNeeded
    return user_id


def staff() -> Staff:
    """Who is asking, as the rooms remember them."""
    who = current()
    branch_id = who.branch.id if who.branch else None
    return Staff(
        who.user_id,
        who.name,
        who.permissions,
        who.key,
        issued_by=who.issued_by,
        branch_id=branch_id,
        confined=who.confined,
    )


def may(permission: str) -> bool:
    """Whether the one who asks holds `permission`: what templates show and hide by."""
    who = identity()
    return who is not None and who.may(Permission(permission))


def enter(restaurant_id: UUID) -> None:
    """Bind the rest of this request to a restaurant."""
    if "tenant" not in g:
        g.tenant = ExitStack()
    g.tenant.enter_context(db.tenant(restaurant_id))


def knock() -> None:
    """Let in whoever the view allows, and bind the request to their restaurant.

    :raises NotSignedIn, NotAllowed: see `requires`; unknown addresses fall through to their 404
    """
    if request.url_rule is None:
        return
    needs = getattr(current_app.view_functions[request.endpoint or ""], "access", None)
    if needs == PUBLIC:
        return
    who = current()
    if needs in who.withheld:
        raise PasswordNeeded
    if needs is None or not who.may(needs):  # a view that forgot to say is nobody's
        raise NotAllowed
    if who.visit and request.method not in READS:
        raise OnlyLooking
    if who.house is not None:
        enter(who.house.id)


def _leave(_error: BaseException | None) -> None:
    db.release()
    if "tenant" in g:
        g.pop("tenant").close()
