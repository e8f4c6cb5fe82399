"""Who came: found from the session cookie or a bearer token, with one statement either way."""

from typing import Any
from uuid import UUID

from flask import Flask, request

from nabancada import live
from nabancada.access import Branch, House, Identity
from nabancada.auth import listening, sessions, store, visits
from nabancada.auth.models import BRANCH
from nabancada.auth.visits import Visit
from nabancada.config import Settings
from nabancada.permissions import NEED_PASSWORD, POLICY, Permission, Role

BEARER = "Bearer "


def init_app(app: Flask, settings: Settings) -> None:
    sessions.init_app(app, settings)
    live.recheck_with(listening.still_welcome)


def who() -> Identity | None:
    """The identity of this request: its bearer token's when it sends one, else its session's."""
    authorization = request.headers.get("Authorization", "")
    if authorization.startswith(BEARER):
        return of_token(authorization[len(BEARER) :].strip())
    return of_session(sessions.current())


def as_json(who: Identity) -> dict[str, Any]:
    """Who is asking, as the API answers it."""
    person, house = who.user_id, who.house
    return {
        "user": person and {"id": person, "name": who.name, "email": who.email, "role": who.role},
        "restaurant": house and {"id": house.id, "slug": house.slug, "name": house.name, "status": house.status},
        "branch": who.branch,
        "branches": house.branches if house else (),
        "confined": who.confined,
        "permissions": sorted(who.permissions),
    }


def of_session(session: sessions.WebSession) -> Identity | None:
    """The active person a session belongs to. Their role and permissions are those of this moment."""
    user_id, *person = session.person
    if user_id is None or session.locked:
        return None
    name, email, role, only_branch, *columns = person
    if role == Role.SUPERADMIN and (visit := visits.of_session(session)):
        return _visitor(user_id, name, email, visit, session)
    house = None if columns[0] is None else House.of(*columns)
    only = house.branch(only_branch) if house else None
    return Identity(
        key=f"user:{user_id}",
        user_id=user_id,
        name=name,
        email=email,
        role=role,
        permissions=POLICY[Role(role)] - NEED_PASSWORD if session.by_pin else POLICY[Role(role)],
        house=house,
        branch=only or _chosen(house, session),
        confined=only is not None,
        session_key=session.key,
        place_key=session.place_key(only_branch) if house and house.several else None,
        by_pin=session.by_pin,
        shared=session.shared,
        withheld=POLICY[Role(role)] & NEED_PASSWORD if session.by_pin else frozenset(),
    )


def _visitor(user_id: UUID, name: str, email: str, visit: Visit, session: sessions.WebSession) -> Identity:
    """Somebody of the platform in a house: sees what its owner sees, at the main branch."""
    return Identity(
        key=f"user:{user_id}",
        user_id=user_id,
        name=name,
        email=email,
        role=Role.SUPERADMIN,
        permissions=POLICY[Role.OWNER],
        house=visit.house,
        branch=visit.house.branches[0],
        session_key=session.key,
        place_key=f"visit:{session.hash.hex()}:{visit.id}",
        visit=visit.id,
    )


def of_token(token: str) -> Identity | None:
    """The program an API token was issued to, unless it is unknown or revoked. It never may more than its maker may at
    this moment, also where it was made while they were being demoted."""
    row = store.find(store.TOKEN, token) if token.startswith(store.TOKEN_PREFIX) else None
    if row is None:
        return None
    token_id, name, given, unseen, maker, role, *columns = row
    house = House.of(*columns)
    if unseen:
        store.token_used(token_id)
    permissions = frozenset(map(Permission, given))
    return Identity(
        key=f"token:{token_id}",
        user_id=None,
        name=name,
        email=None,
        role=None,
        permissions=(permissions & POLICY[Role(role)] if role else permissions)
        | {Permission.WORK_HERE},  # of the house
        house=house,
        branch=house.branches[0],
        issued_by=maker,
    )


def _chosen(house: House | None, session: sessions.WebSession) -> Branch | None:
    """The branch this browser works at: the one that was chosen on it, else the main one."""
    return (house.branch(session.get(BRANCH)) or house.branches[0]) if house else None
