"""Asking somebody to join the staff: a link that opens once, for some days, wherever it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from nabancada import clock, db, keys, live
from nabancada.auth import actions, chosen_pins, placing, store
from nabancada.auth.inputs import Acceptance, NewInvitation
from nabancada.auth.models import Invitation, User
from nabancada.errors import Conflict, DomainError, InvalidInput, NotFound
from nabancada.permissions import Permission, Staff, roles_with
from nabancada.plans import actions as plans
from nabancada.plans.policy import Act
from nabancada.restaurants.models import Restaurant

LIFE = timedelta(days=7)


class InvitationOver(DomainError):
    """Unknown, accepted, withdrawn or too old: they are never told apart."""

    status = 410
    code = "invitation_over"
    message = "Este convite já não serve. Peça outro a quem o convidou."


class AlreadyInvited(Conflict):
    code = "already_invited"
    message = "Já há um convite para este e-mail. Renove-o ou retire-o."


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation, and its token: known at this moment only, unless it was written before (`client_key`)."""

    invitation: Invitation
    token: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """What somebody sees who opens the link."""

    invitation: Invitation
    house_id: UUID
    house_name: str
    branches: Sequence[Mapping[str, str]]  # in use, as its row names them

    @property
    def branch(self) -> str | None:
        """The branch they are to work at alone; one that has no other hears nothing of branches."""
        if len(self.branches) == 1:
            return None
        return next((one["name"] for one in self.branches if one["id"] == str(self.invitation.branch_id)), None)


@db.atomic()
def invite(new: NewInvitation, by: Staff) -> Invited:
    """Ask somebody to join the current restaurant. Counts towards no limit until it is accepted; the branch it names is
    not archived while it is open.

    Locks the key, then the subscription.

    :raises NotAllowed: `by` may not make anybody this
    :raises InvalidInput: there is no such branch in use, or who directs the house is to stay at one
    :raises EmailTaken: somebody has this e-mail
    :raises AlreadyInvited: they are invited already
    :raises SubscriptionInactive: the house takes nobody on in its state
    """
    actions.ensure_appoints(by, new.role)
    invitation_id, token = db.new_id(), store.new_token()
    if new.client_key and (earlier := keys.claim(new.client_key, "invitation", new, invitation_id)):
        return Invited(_one(Invitation.id == earlier), None)
    plans.ensure_allowed(plans.locked().status, Act.GROW)
    placing.ensure(new.role, new.branch_id)
    if new.email:
        _ensure_free(new.email)
    invitation = Invitation(
        id=invitation_id,
        restaurant_id=db.current_restaurant_id(),
        branch_id=new.branch_id,
        token_hash=store.digest(token),
        name=new.name,
        role=new.role,
        email=new.email,
        invited_by_name=by.name,
        invited_by_id=by.id or by.issued_by,
        expires_at=clock.now() + LIFE,
    )
    db.session.add(invitation)
    _flush_one_an_email()
    told = {"name": new.name, "role": new.role, "branch": placing.name(new.branch_id)}
    live.record("staff.invited", invitation_id, topics={live.AUDIT}, **told)
    return Invited(invitation, token)


@db.atomic()
def renew(invitation_id: UUID, by: Staff) -> Invited:
    """A new link for an invitation, good for `LIFE` from now; the old one is dead. Who renews it answers for it.

    Locks it.

    :raises NotFound: no such invitation here that is open
    :raises NotAllowed: `by` may not make anybody what it is to
    """
    invitation, token = _locked(Invitation.id == invitation_id, _here()), store.new_token()
    if invitation is None:
        raise NotFound
    actions.ensure_appoints(by, invitation.role)
    invitation.token_hash, invitation.expires_at = store.digest(token), clock.now() + LIFE
    invitation.invited_by_name, invitation.invited_by_id = by.name, by.id or by.issued_by
    db.session.flush()
    told = {"name": invitation.name, "role": invitation.role, "again": True}
    live.record("staff.invited", invitation_id, topics={live.AUDIT}, **told)
    return Invited(invitation, token)


@db.atomic()
def withdraw(invitation_id: UUID) -> None:
    """The link opens nothing from this commit on. Locks the invitation.

    :raises NotFound: no such invitation here that is open
    """
    invitation = _locked(Invitation.id == invitation_id, _here())
    if invitation is None:
        raise NotFound
    invitation.withdrawn_at = clock.now()
    live.record("staff.invitation_withdrawn", invitation_id, topics={live.AUDIT}, name=invitation.name)


def waiting() -> Sequence[Invitation]:
    """The current restaurant's invitations that nobody has accepted or withdrawn, newest first; old ones, too."""
    return db.session.scalars(
        select(Invitation).where(_here(), *_open()).order_by(Invitation.id.desc()).limit(200)
    ).all()


def any_to(branch_id: UUID) -> bool:
    """Whether an invitation to this branch alone is still to be accepted or withdrawn: an old one may be renewed."""
    wanted = select(Invitation.id).where(_here(), Invitation.branch_id == branch_id, *_open())
    return db.session.scalar(wanted.limit(1)) is not None


def opened(token: str) -> Opened:
    """The invitation a link was made for.

    :raises InvitationOver: it opens nothing
    """
    row = db.session.execute(
        select(Invitation, Restaurant.id, Restaurant.name, Restaurant.branches)
        .join(Restaurant, Restaurant.id == Invitation.restaurant_id)
        .where(*_good(token))
    ).one_or_none()
    if row is None:
        raise InvitationOver
    return Opened(*row)


def accept(token: str, given: Acceptance) -> User:
    """Become one of the staff. What is refused leaves the link open; of two at once one gets through.

    Never call it inside `db.atomic()`: hashing waits its turn. Locks the invitation, then like `actions.hire`.

    :raises InvitationOver: the link opens nothing
    :raises InvalidInput: the password is too weak, or there is no e-mail
    :raises EmailTaken: somebody has the e-mail
    :raises LimitReached: the plan allows no more users
    :raises SubscriptionInactive: the house takes nobody on in its state
    """
    found = opened(token)
    email = found.invitation.email or given.email
    db.release()
    if email is None:
        raise InvalidInput({"email": "Falta preencher."})
    kept = actions.kept_password(given.password, email)
    with db.tenant(found.house_id):
        chosen = chosen_pins.choose(given.pin, found.invitation.role) if given.pin else None
    with db.tenant(found.house_id), db.atomic():
        invitation = _locked(*_good(token))
        if invitation is None:
            raise InvitationOver
        person = actions.hire(
            name=given.name,
            email=email,
            role=invitation.role,
            branch_id=invitation.branch_id,
            password_hash=kept,
            chosen=chosen,
        )
        invitation.accepted_at, invitation.user_id = clock.now(), person.id
        db.session.flush()
    return person


def _ensure_free(email: str) -> None:
    """An old invitation nobody accepted makes room for a new one."""
    if db.session.scalar(select(User.id).where(User.email == email)):
        raise actions.EmailTaken
    db.session.execute(
        update(Invitation)
        .where(_here(), Invitation.email == email, *_open(), Invitation.expires_at <= clock.now())
        .values(withdrawn_at=func.now())
    )


def _flush_one_an_email() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if "uq_invitations_email" in str(error.orig):
            raise AlreadyInvited from None
        raise


def _one(*which: ColumnElement[bool]) -> Invitation:
    return db.session.scalars(select(Invitation).where(*which)).one()


def _locked(*which: ColumnElement[bool]) -> Invitation | None:
    wanted = select(Invitation).where(*which, *_open()).with_for_update()
    return db.session.scalar(wanted.execution_options(populate_existing=True))


def _good(token: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Invitation.token_hash == store.digest(token),
        Invitation.expires_at > clock.now(),
        *_open(),
        # Also where it was sent while its sender was being demoted:
        or_(Invitation.invited_by_id.is_(None), Invitation.invited_by_id.in_(_who_may_invite())),
    )


def _who_may_invite() -> Select[UUID]:
    return select(User.id).where(
        User.restaurant_id == Invitation.restaurant_id, User.active, User.role.in_(roles_with(Permission.MANAGE_STAFF))
    )


def _open() -> tuple[ColumnElement[bool], ...]:
    return Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)


def _here() -> ColumnElement[bool]:
    return Invitation.restaurant_id == db.current_restaurant_id()
