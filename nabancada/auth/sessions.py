"""Flask's session, kept in PostgreSQL: opened when first asked for, written only when something changed.

The cookie carries a random token, the table its hash. The token is a new one whenever a person signs in or
their rights change, and a session that was ended is never written back by a request that outlived it.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask, Request, Response, g, session
from flask.sessions import SessionMixin
from flask_session.base import ServerSideSessionInterface

from nabancada import live
from nabancada.auth import store
from nabancada.config import Settings

COOKIE = "nb_session"
NOBODY: tuple[Any, ...] = (None,)


class WebSession(SessionMixin):
    """The data of one browser, and whose it is. A nested value that changes has to be assigned again."""

    def __init__(self, token: str | None = None) -> None:
        self._restart(token)

    def _restart(self, token: str | None, *, issued: bool = False, ended: bool = False) -> None:
        self.token = token
        self.issued = issued  # the browser does not have this token yet
        self.ended = ended  # the browser has a token that is no good any more
        self.stale = False  # read, but not seen for a while
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
    def key(self) -> str | None:
        """What the sockets of this session are closed by."""
        return None if self.token is None else f"session:{store.digest(self.token).hex()}"

    def open(self) -> None:
        """Read the row, once. A token without one is not adopted: what is saved later gets one of ours."""
        if self._opened or self.token is None:
            return
        self._opened = True
        row = store.find(store.SESSION, self.token)
        if row is None:
            self.token = None
        else:
            self._data, self.stale, *person = row
            self._person = tuple(person)

    def begin(self, user_id: UUID) -> None:
        """Become a session of `user_id` under a new token. The old token is dead; what it carried stays."""
        data = dict(self.data)
        self.end()
        token = store.new_token()
        store.create(token, user_id, data)
        self._restart(token, issued=True)

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
            store.merge(self.token, changed, sorted(self.changed - changed.keys()))


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


def begin(user_id: UUID) -> None:
    """Sign this browser in as `user_id`, under a new token."""
    current().begin(user_id)
    g.pop("identity", None)


def end() -> None:
    """Sign this browser out."""
    current().end()
    g.pop("identity", None)


def purge() -> int:
    """Delete the sessions that are over, and say how many there were."""
    return store.purge()
