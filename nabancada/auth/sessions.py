"""Flask's session, kept in PostgreSQL: opened when first asked for, written only when something changed.

The cookie carries a random token, the table its hash. The token is a new one whenever a person signs in or
their rights change, and a session that was ended is never written back by a request that outlived it.
"""

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any
from uuid import UUID

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SessionMixin
from flask_session.base import ServerSideSessionInterface

from nabancada import clock, live
from nabancada.auth import store, visits
from nabancada.auth.models import BRANCH, LOCKED, SHARED, SHARED_BY
from nabancada.auth.store import Began
from nabancada.config import Settings

COOKIE = "nb_session"
NOBODY: tuple[Any, ...] = (None,)
SHARED_FOR = timedelta(days=30)
LONGEST_AGENT = 300  # characters


class WebSession(SessionMixin):
    """The data of one browser, and whose it is. A nested value that changes has to be assigned again."""

    def __init__(self, token: str | None = None) -> None:
        self._restart(token)

    def _restart(self, token: str | None, *, issued: bool = False, ended: bool = False) -> None:
        self.token = token
        self.issued = issued  # the browser does not have this token yet
        self.ended = ended  # the browser has a token that is no good any more
        self.stale = False  # read, but not seen for a while
        self.by_pin = False
        self.changed: set[str] = set()
        self._opened = token is None
        self._data: dict[str, Any] = {}
        self._person = NOBODY

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.data[key] = value
        self.changed.add(key)

    def __delitem__(self, key: str) -> None:
        del self.data[key]
        self.changed.add(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    @property
    def modified(self) -> bool:
        return bool(self.changed)

    @modified.setter
    def modified(self, value: bool) -> None:
        self.changed.update(self.data if value else ())

    @property
    def data(self) -> dict[str, Any]:
        self.open()
        return self._data

    @property
    def person(self) -> tuple[Any, ...]:
        """The columns of `store.SESSION` that say who it is; the first is none when nobody is signed in."""
        self.open()
        return self._person

    @property
    def hash(self) -> bytes:
        """What the table knows this session by."""
        return store.digest(self.token or "")

    @property
    def shared_by(self) -> UUID | None:
        """The house whose people may change on this device by PIN, if there is one."""
        house = self.get(SHARED_BY)
        return UUID(house) if house and self.get(SHARED, 0) > clock.now().timestamp() else None

    @property
    def shared(self) -> bool:
        """Whether people of a house may change on this device by PIN."""
        return self.shared_by is not None

    @property
    def locked(self) -> bool:
        """Whether whoever was before a shared device has left it: until somebody's PIN it opens nothing."""
        return bool(self.get(LOCKED))

    @property
    def key(self) -> str | None:
        """What the sockets of this session are closed by."""
        return None if self.token is None else f"session:{store.digest(self.token).hex()}"

    def place_key(self, only_branch: UUID | None) -> str:
        """What its sockets are closed by when it is another branch's: by what says where it works, in the database.

        :param only_branch: where its person is confined to
        """
        return f"place:{self.hash.hex()}:{only_branch or self.get(BRANCH, '')}"

    def open(self) -> None:
        """Read the row, once. A token without one is not adopted: what is saved later gets one of ours."""
        if self._opened or self.token is None:
            return
        self._opened = True
        row = store.find(store.SESSION, self.token)
        if row is None:
            self.token = None
        else:
            self._data, self.stale, self.by_pin, *person = row
            self._person = tuple(person)

    def begin(self, user_id: UUID, by_pin: bool = False) -> None:
        """Become a session of `user_id` under a new token. The old token is dead; what it carried stays, but that
        a house shares the device only for who is of that house, and a visit to one only for who is on it."""
        if self.shared and self.shared_by != store.house_of(user_id):
            self.keep_private()
        gone = {LOCKED} if self.person[0] == user_id else {LOCKED, visits.KEPT}
        data = {name: value for name, value in self.data.items() if name not in gone}
        began = Began(by_pin, _agent(), _network(), self._idle)
        self.end()
        token = store.new_token()
        store.create(token, user_id, data, began)
        self._restart(token, issued=True)

    def share(self, house_id: UUID) -> None:
        """Let people of this house change on this device by PIN, for `SHARED_FOR`."""
        self[SHARED], self[SHARED_BY] = (clock.now() + SHARED_FOR).timestamp(), str(house_id)

    def keep_private(self) -> None:
        """Nobody changes on this device by PIN any more."""
        self.pop(SHARED, None)
        self.pop(SHARED_BY, None)

    def work_at(self, branch_id: UUID) -> None:
        """Be of this branch from now on, whoever is before it, and close this session's sockets: they show the one
        before. Written at once."""
        self[BRANCH] = str(branch_id)
        self.save()
        live.close_identity(str(self.key))

    def exchange(self, key: str, value: Any) -> Any:
        """Put a value under a key, none to take it away. Written at once: no two who do it find the same.

        :returns: what was there
        """
        if self.token is None:
            return None
        before = store.exchange(self.token, key, value)
        self._data = {name: kept for name, kept in {**self.data, key: value}.items() if kept is not None}
        return before

    def lock(self) -> None:
        """Open nothing until a PIN is typed, and close this session's sockets. Written at once."""
        self[LOCKED] = True
        self.save()
        live.close_identity(str(self.key))

    def end(self) -> None:
        """Forget everything, at once and on every instance, and close this session's sockets."""
        if self.token is not None:
            store.remove(self.token)
            live.close_identity(str(self.key))
        self._restart(None, ended=True)

    def save(self) -> None:
        """Write what changed. A session that was ended meanwhile is left so."""
        if not (self.changed or self.stale):
            return
        changed = {key: self.data[key] for key in self.changed & self.data.keys()}
        if self.token is None:
            if changed:
                token = store.new_token()
                store.create(token, None, changed)
                self._restart(token, issued=True)
        else:
            store.merge(self.token, changed, sorted(self.changed - changed.keys()), self._idle)

    @property
    def _idle(self) -> timedelta:
        return store.SHARED_IDLE if self.shared else store.IDLE


class PostgresSessions(ServerSideSessionInterface):
    """Flask-Session's interface over `store`. `purge-sessions` deletes what has expired, not a request."""

    session_class = WebSession

    def open_session(self, app: Flask, request: Request) -> WebSession:
        token = request.cookies.get(app.config["SESSION_COOKIE_NAME"])
        return WebSession(token if token and len(token) == store.TOKEN_LENGTH else None)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, WebSession)
        session.save()
        if session.accessed:
            response.vary.add("Cookie")
        if session.issued:
            response.set_cookie(value=session.token or "", max_age=store.ABSOLUTE, **self._cookie(app))
        elif session.ended:
            response.delete_cookie(**self._cookie(app))

    def regenerate(self, session: WebSession) -> None:
        """A new token for the same person and data."""
        session.begin(session.person[0])

    def _cookie(self, app: Flask) -> dict[str, Any]:
        return {
            "key": self.get_cookie_name(app),
            "path": "/",
            "secure": self.get_cookie_secure(app),
            "httponly": True,
            "samesite": "Lax",
        }

    def _retrieve_session_data(self, store_id: str) -> dict[str, Any] | None:
        row = store.find(store.SESSION, store_id)
        return None if row is None else row[0]

    def _delete_session(self, store_id: str) -> None:
        store.remove(store_id)

    def _upsert_session(self, session_lifetime: timedelta, session: WebSession, store_id: str) -> None:
        session.save()


def init_app(app: Flask, settings: Settings) -> None:
    """Keep this application's sessions in PostgreSQL. Over https the cookie is bound to this very host."""
    app.config["SESSION_COOKIE_NAME"] = f"__Host-{COOKIE}" if settings.secure else COOKIE
    app.config["SESSION_COOKIE_SECURE"] = settings.secure
    app.session_interface = PostgresSessions(app)


def current() -> WebSession:
    """The session of this request. Asking marks the answer as one that depends on the cookie."""
    found: Any = session._get_current_object()  # type: ignore[attr-defined]
    assert isinstance(found, WebSession)
    return found


def begin(user_id: UUID, by_pin: bool = False) -> None:
    """Sign this browser in as `user_id`, under a new token."""
    current().begin(user_id, by_pin)
    g.pop("identity", None)


def work_at(branch_id: UUID) -> None:
    """This browser works at another branch of its house."""
    current().work_at(branch_id)
    g.pop("identity", None)


def end() -> None:
    """Sign this browser out."""
    current().end()
    g.pop("identity", None)


def purge() -> int:
    """Delete the sessions that are over, and say how many there were."""
    return store.purge()


def _agent() -> str | None:
    """What the browser says it is, without what the database cannot keep."""
    said = request.headers.get("User-Agent", "").replace("\0", "")[:LONGEST_AGENT]
    return said or None


def _network() -> str | None:
    """Where it is, as far as it is anybody's business: the network, not the address."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return None
    return str(ip_network((address, 24 if address.version == 4 else 64), strict=False))
