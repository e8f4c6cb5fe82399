"""The only writers of people; tokens.py writes the keys of programs, `store` the sessions."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from nabancada import db, live
from nabancada.auth import chosen_pins, endings, passwords, placing, queries
from nabancada.auth.chosen_pins import ChosenPin
from nabancada.auth.models import User, WebSession
from nabancada.errors import Conflict, InvalidInput, NotAllowed, NotFound
from nabancada.permissions import HAND_OUT_KEYS, POLICY, Role, Staff
from nabancada.plans import actions as plans
from nabancada.plans.models import Limit
from nabancada.restaurants import actions as restaurants

ENDS_SESSIONS = {"email", "role", "password", "active"}  # changes after which everyone has to sign in again
CLOSES_LINKS = {"email", "password", "active"}  # after which a link to a new password opens nothing
SECRET = {"password_hash", "pin_hash"}  # that they changed is noted, never from what to what
PLACED_BY = {"role", "branch_id", "active"}  # what says where somebody may work


class EmailTaken(InvalidInput):
    """An e-mail opens one account, in whichever restaurant."""

    status = 409
    code = "email_taken"

    def __init__(self) -> None:
        super().__init__({"email": "Este e-mail já tem conta."}, "Este e-mail já tem conta.")


class LastOwner(Conflict):
    code = "last_owner"
    message = "A casa ficaria sem nenhum proprietário."


class OwnAccount(Conflict):
    """Looking after the staff is no way around the current password."""

    code = "own_account"
    message = "A sua palavra-passe, o seu PIN e o seu e-mail mudam-se na sua página, com a palavra-passe de agora."


def hire(
    *,
    name: str,
    email: str,
    role: str,
    branch_id: UUID | None = None,
    password: str | None = None,
    password_hash: str | None = None,
    pin: str | None = None,
    chosen: ChosenPin | None = None,
    active: bool = True,
    by: Staff | None = None,
) -> User:
    """Take somebody on in the current restaurant. Locks the subscription, then the restaurant. With a PIN never call it
    inside `db.atomic()`: others' are compared.

    :param email: already normalised
    :param branch_id: where they work alone; everywhere unless told
    :param password_hash: what `kept_password` made of it before, where a transaction is open already
    :param chosen: what `chosen_pins.choose` made of a PIN before, likewise
    :param by: who looks after the staff; none where the role was decided before
    :raises NotAllowed: `by` may not make anybody this
    :raises LimitReached: the plan allows no more users
    :raises EmailTaken: somebody, here or elsewhere, has this e-mail
    :raises InvalidInput: the password is too weak, the PIN is another's who may allow things by it, there is no such
        branch in use, or they direct the house and are to stay at one
    """
    ensure_appoints(by, role)
    if pin:
        chosen = chosen_pins.choose(pin, role)
    with db.atomic():
        password_hash = password_hash or kept_password(password, email)
        if active:
            plans.ensure_room(Limit.USERS, queries.users_used)
        placing.ensure(role, branch_id)
        kept = {"password_hash": password_hash, "pin_hash": chosen and chosen_pins.kept(chosen, role)}
        house = db.current_restaurant_id()
        person = _add(
            restaurant_id=house, name=name, email=email, role=role, branch_id=branch_id, active=active, **kept
        )
        restaurants.plan_changed()
        live.record(
            "staff.joined", person.id, topics={live.AUDIT}, name=name, role=role, branch=placing.name(branch_id)
        )
    return person


@db.atomic()
def create_superadmin(email: str, password: str, name: str = "Super-admin") -> User:
    """Add somebody who looks after the platform, or give them a new password.

    :raises EmailTaken: somebody on a restaurant's staff has this e-mail
    :raises InvalidInput: the password is too weak
    """
    kept = kept_password(password, email)
    known = db.session.scalar(select(User).where(User.email == email).with_for_update())
    if known is None:
        return _add(restaurant_id=None, name=name, email=email, role=Role.SUPERADMIN, password_hash=kept)
    if known.role != Role.SUPERADMIN:
        raise EmailTaken
    known.password_hash, known.active = kept, True
    endings.close_links(known.id)
    endings.put_out(known.id)
    return known


def change_staff(user_id: UUID, changes: dict[str, Any], by: Staff | None = None) -> User:
    """Change the given fields of somebody. Another e-mail, role or password, or leaving, ends their sessions;
    another PIN those they entered with it; another e-mail or password, or leaving, closes their links to a new one.
    Working elsewhere ends no session: their sockets close, and their screens come back as those of where they work.
    Who leaves, or may hand out no keys any more, takes along the tokens they made and the invitations they sent. Who
    comes to approve by PIN, or comes back to, chooses one anew.

    Locks their invitations (when they take them along), the subscription (when they may be coming back or stay at a
    branch, which is not archived meanwhile), the owners (when there might be none left), the person, the restaurant.
    With a PIN never call it inside `db.atomic()`: others' are compared.

    :param by: who looks after the staff; of themselves they change here nothing that they sign in with. None: they
        themselves
    :raises NotFound: nobody of this house
    :raises OwnAccount: that is for `profile.change`
    :raises NotAllowed: `by` may not make anybody what they are or become
    :raises LimitReached: coming back, there is no room in the plan
    :raises LastOwner: the house would have none
    :raises EmailTaken, InvalidInput: see `hire`
    :raises Conflict: with a PIN: they came to approve by it at this moment
    """
    if by and user_id == by.id:
        _ensure_not_secret(user_id, changes)
    chosen = None
    if pin := changes.get("pin"):
        chosen = chosen_pins.choose(pin, changes.get("role") or queries.member(user_id).role, of=user_id)
    return _change(user_id, changes, chosen, by)


@db.atomic()
def choose_language(user_id: UUID, language: str) -> None:
    """The language somebody's screens are in from their next sign-in on, wherever that is."""
    db.session.execute(update(User).where(User.id == user_id).values(language=language))


def kept_password(password: str | None, email: str) -> str | None:
    """What is kept of a password that somebody chose; none of none.

    :raises InvalidInput: it is too weak
    """
    if password is None:
        return None
    try:
        passwords.check(password, email)
    except ValueError as error:
        raise InvalidInput({"password": str(error)}) from None
    return passwords.hashed(password)


def ensure_appoints(by: Staff | None, *roles: str) -> None:
    """:raises NotAllowed: see `Staff.may_appoint`"""
    if by and not all(by.may_appoint(role) for role in roles):
        raise NotAllowed


def _ensure_not_secret(user_id: UUID, changes: dict[str, Any]) -> None:
    """A form may say the e-mail as it is."""
    email = queries.member(user_id).email
    if changes.keys() & {"password", "pin"} or changes.get("email", email) != email:
        raise OwnAccount


@db.atomic()
def _change(user_id: UUID, changes: dict[str, Any], chosen: ChosenPin | None, by: Staff | None) -> User:
    columns = dict(changes)
    if "password" in columns:
        email = columns.get("email") or queries.member(user_id).email
        columns["password_hash"] = kept_password(columns.pop("password"), email)
    if columns.get("active") is False or HAND_OUT_KEYS - POLICY[columns.get("role", Role.OWNER)]:
        endings.take_keys(user_id)
    if columns.get("active") or columns.get("branch_id"):
        plans.locked()  # before the person: who takes their place meanwhile is counted
    if columns.get("active") is False or columns.get("role", Role.OWNER) != Role.OWNER:
        _ensure_another_owner(user_id)
    person = _locked(user_id)
    ensure_appoints(by, person.role, columns.get("role", person.role))
    if columns.get("active") and not person.active:
        plans.ensure_room(Limit.USERS, queries.users_used)
    if "pin" in columns:
        del columns["pin"]
        columns["pin_hash"] = chosen and chosen_pins.kept(chosen, columns.get("role", person.role))
    elif chosen_pins.lapses(person, columns.get("role", person.role), columns.get("active", person.active)):
        columns["pin_hash"] = None
    before = {column: getattr(person, column) for column in columns if getattr(person, column) != columns[column]}
    if columns.get("active", person.active) and before.keys() & PLACED_BY:
        placing.ensure(columns.get("role", person.role), columns.get("branch_id", person.branch_id))
    for column in before:
        setattr(person, column, columns[column])
    _flush_unique_email()
    if "active" in before:
        restaurants.plan_changed()
    if CLOSES_LINKS & changes.keys():
        endings.close_links(user_id)
    if ENDS_SESSIONS & changes.keys():
        endings.put_out(user_id)
    elif "pin_hash" in columns:
        endings.put_out(user_id, WebSession.by_pin.is_(True))
    if "branch_id" in before:
        db.on_commit(live.close_identity, f"user:{user_id}")
    if before:
        _note(person, before)
    return person


def _add(**columns: Any) -> User:
    person = db.session.scalar(
        insert(User).values(**columns).on_conflict_do_nothing(index_elements=[User.email]).returning(User)
    )
    if person is None:
        raise EmailTaken
    return person


def _note(person: User, before: dict[str, Any]) -> None:
    """Write down who was changed how, or came back, or left."""
    kind = "staff.changed"
    if "active" in before:
        kind = "staff.joined" if person.active else "staff.left"
    live.record(
        kind,
        person.id,
        topics={live.AUDIT},
        name=person.name,
        role=person.role,
        changed=sorted(column.removesuffix("_hash").removesuffix("_id") for column in before),
        before=_told(before),
        after=_told({column: getattr(person, column) for column in before}),
    )


def _told(columns: dict[str, Any]) -> dict[str, Any]:
    """As the audit tells them: a branch by the name it has now, and nothing secret."""
    told = {column: value for column, value in columns.items() if column not in SECRET}
    if "branch_id" in told:
        told["branch"] = placing.name(told.pop("branch_id"))
    return told


def _ensure_another_owner(user_id: UUID) -> None:
    """Locks all owners in one order, so that the last two cannot leave at once."""
    owners = db.session.scalars(
        select(User.id).where(_here(), User.role == Role.OWNER, User.active).order_by(User.id).with_for_update()
    ).all()
    if list(owners) == [user_id]:
        raise LastOwner


def _locked(user_id: UUID) -> User:
    person = db.session.scalar(
        select(User).where(_here(), User.id == user_id).with_for_update().execution_options(populate_existing=True)
    )
    if person is None:
        raise NotFound
    return person


def _here() -> ColumnElement[bool]:
    return User.restaurant_id == db.current_restaurant_id()


def _flush_unique_email() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if "uq_users_email" in str(error.orig):
            raise EmailTaken from None
        raise
