"""Questions about staff and tokens. The tables are global, so each question names the restaurant."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select

from nabancada import db
from nabancada.auth.models import ApiToken, User, WebSession
from nabancada.errors import NotFound
from nabancada.permissions import POLICY, Permission, Role, roles_with

MOST_TOKENS = 200  # on one page

Row = TypeVar("Row", User, ApiToken)


def staff(limit: int, after: UUID | None) -> tuple[Sequence[User], UUID | None]:
    """People of the house in the order they came, and where the next part begins if there is one."""
    return _part(User, _of_this_house(User), limit, after)


@dataclass(frozen=True, slots=True)
class Seen:
    """One of the staff, and when one of their open sessions was last used, give or take an hour."""

    person: User
    seen_at: datetime | None


def staff_seen() -> Sequence[Seen]:
    """Everybody of the house, those who may sign in first, by name. One statement."""
    last = (
        select(func.max(WebSession.seen_at))
        .where(WebSession.user_id == User.id, WebSession.expires_at > func.now())
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(User, last)
        .where(User.restaurant_id == db.current_restaurant_id())
        .order_by(User.active.desc(), func.lower(User.name), User.id)
    )
    return [Seen(*row) for row in rows]


def names(user_ids: Collection[UUID]) -> dict[UUID, str]:
    """What people are called, of the house or of the platform: for those an event names by id."""
    if not user_ids:
        return {}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(user_ids)))
    return {row.id: row.name for row in rows}


def member(user_id: UUID) -> User:
    """:raises NotFound: nobody of this house"""
    found = db.session.scalar(_of_this_house(User).where(User.id == user_id))
    if found is None:
        raise NotFound
    return found


def who_may(permission: Permission) -> Sequence[User]:
    """People of the house who may sign in and do this, by name."""
    wanted = _of_this_house(User).where(User.active, User.role.in_(roles_with(permission)))
    return db.session.scalars(wanted.order_by(User.name, User.id)).all()


def approvers(*permissions: Permission) -> Sequence[User]:
    """People of the house who may do one of these and have a PIN to allow it by, first come first."""
    roles = [role for role, held in POLICY.items() if held & set(permissions)]
    wanted = _of_this_house(User).where(User.active, User.role.in_(roles), User.pin_hash.is_not(None))
    return db.session.scalars(wanted.order_by(User.id)).all()


def users_used() -> int:
    """People who count towards the plan: those who may sign in."""
    return db.session.scalars(
        select(func.count()).select_from(User).where(User.restaurant_id == db.current_restaurant_id(), User.active)
    ).one()


def any_confined_to(branch_id: UUID) -> bool:
    """Whether somebody who may sign in works at this branch alone."""
    return db.session.scalar(_of_this_house(User).where(User.active, User.branch_id == branch_id).limit(1)) is not None


def owners() -> Sequence[User]:
    """Who directs the house, first come first."""
    return db.session.scalars(_of_this_house(User).where(User.role == Role.OWNER, User.active).order_by(User.id)).all()


def tokens(limit: int, after: UUID | None, *, revoked: bool) -> tuple[Sequence[ApiToken], UUID | None]:
    """Tokens that still open doors, with `revoked` the others too, oldest first, and where the next part begins if
    there is one."""
    wanted = _of_this_house(ApiToken)
    return _part(ApiToken, wanted if revoked else wanted.where(ApiToken.revoked_at.is_(None)), limit, after)


def every_token() -> Sequence[tuple[ApiToken, str | None]]:
    """All tokens of the house with the name of who made them: those that open doors first, newest first."""
    made_by = select(ApiToken, User.name).outerjoin(User, User.id == ApiToken.issued_by_id)
    mine = made_by.where(ApiToken.restaurant_id == db.current_restaurant_id())
    rows = db.session.execute(mine.order_by(ApiToken.revoked_at.is_not(None), ApiToken.id.desc()).limit(MOST_TOKENS))
    return [(token, name) for token, name in rows]


def _of_this_house(model: type[Row]) -> Select[Row]:
    return select(model).where(model.restaurant_id == db.current_restaurant_id())


def _part(model: type[Row], wanted: Select[Row], limit: int, after: UUID | None) -> tuple[Sequence[Row], UUID | None]:
    if after is not None:
        wanted = wanted.where(model.id > after)
    rows = db.session.scalars(wanted.order_by(model.id).limit(limit + 1)).all()
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None
