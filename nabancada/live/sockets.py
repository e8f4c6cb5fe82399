"""The door to the live side: `GET /ws`. Who may listen is settled before the upgrade.

flask-sock does the handshake; then the connection is taken away from the server and from the request, which end
like any other, so an open socket holds no greenlet, no request and no database connection.
"""

import binascii
from base64 import b64decode
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, g, request
from flask_sock import Sock
from gevent import monkey

from nabancada import access, db, i18n
from nabancada.access import Identity, requires
from nabancada.errors import CrossOrigin, DomainError, TooMany, Unavailable
from nabancada.live import topics
from nabancada.live.bucket import Bucket
from nabancada.live.listener import Ear, Listener
from nabancada.live.runtime import Runtime
from nabancada.live.wire import Wire, prepare
from nabancada.permissions import Permission
from nabancada.web.security import comes_from_here

HANDSHAKES = 500  # a second and worker, in the long run; more is a herd, which comes back later
AT_ONCE = 1000  # what a worker that was quiet takes in one go
RETRY_AFTER = 1  # seconds

bp = Blueprint("sockets", __name__)
sock = Sock()
herd = Bucket(HANDSHAKES, AT_ONCE)
plain_socket = monkey.get_original("socket", "socket")

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Handshake(DomainError):
    status = 400
    code = "bad_handshake"
    message = "Este endereço só aceita WebSocket."


class Middleware:
    """Hands flask-sock a socket that can be taken over, and refuses compression."""

    def __init__(self, app: WSGI) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("HTTP_UPGRADE", "").lower() == "websocket":
            environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)  # compressing costs 100 KB and more a socket
            if "gunicorn.socket" in environ:
                environ["gunicorn.socket"] = Takeover(environ["gunicorn.socket"])
        return self._app(environ, start_response)


class Takeover:
    """What flask-sock gets for a socket: enough for the handshake, then the connection itself, once."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock

    def send(self, data: bytes) -> None:
        self._sock.sendall(data)

    def take(self) -> Any:
        """The connection as a plain non-blocking socket; the server's own object is closed to it.

        The descriptor stays the same one: a duplicate would leave the original in the event loop's epoll set.
        """
        sock = plain_socket(fileno=self._sock.detach())
        prepare(sock)
        return sock

    def close(self) -> None:
        pass


class Unread:
    """Stands in for the thread in which flask-sock would read: the event loop does that."""

    name = "(unread)"

    def __init__(self, target: object) -> None:
        pass

    def start(self) -> None:
        pass


@bp.before_request
def check_in() -> None:
    """Refuse while it is still HTTP.

    :raises CrossOrigin: another site's page wants to listen with our cookie
    :raises TooMany: this identity holds as many sockets as it may
    :raises Unavailable: this worker is about to end, or a herd is at the door
    :raises Handshake: not a WebSocket of ours
    """
    settings = current_app.config["SETTINGS"]
    public_host = urlsplit(settings.public_url).netloc if settings.public_url else None
    if not comes_from_here(public_host):
        raise CrossOrigin
    live = runtime()
    if live.crowd.draining:
        raise Unavailable
    access.house()  # strangers are turned away before they count
    if not herd.take():
        raise Unavailable
    _since()
    if not isinstance(request.environ.get("gunicorn.socket"), Takeover) or not _is_websocket():
        raise Handshake
    live.start()
    db.release()
    g.reserved = access.current().key
    if not live.reserve(g.reserved, settings.sockets_per_identity):
        raise TooMany(retry_after=RETRY_AFTER)


@bp.teardown_request
def give_back(_error: BaseException | None) -> None:
    """No socket came of it."""
    if reserved := g.pop("reserved", None):
        runtime().crowd.give_back(reserved)


@sock.route("/ws", bp=bp)
@requires(Permission.WORK_HERE)
def listen(ws: Any) -> None:
    """Take the connection over. What flask-sock holds of it is done with."""
    live = runtime()
    listener = Listener(_ear(access.current()), live.answer, live.farewell)
    listener.connect(Wire(ws.sock.take(), listener))
    g.pop("reserved")
    ws.connected = False  # else flask-sock would close what it no longer has
    since, epoch = _since(), request.args.get("epoch")
    listener.begin(lambda: live.welcome(listener, since, epoch))


def runtime() -> Runtime:
    made: Runtime = current_app.extensions["live"]
    return made


def _ear(identity: Identity) -> Ear:
    return Ear(
        keys=frozenset(filter(None, (identity.key, identity.session_key, identity.place_key))),
        counted_as=identity.key,
        house=access.house(),
        branch=identity.branch,
        permissions=identity.permissions,
        language=i18n.language(),
        audience=topics.heard_by(identity),
    )


def _since() -> int | None:
    """:raises Handshake: `since` is not a number"""
    since = request.args.get("since")
    if since is None:
        return None
    if not (since.isascii() and since.isdecimal() and len(since) < 19):
        raise Handshake
    return int(since)


def _is_websocket() -> bool:
    headers = request.headers
    try:
        key = b64decode(headers.get("Sec-WebSocket-Key", ""), validate=True)
    except binascii.Error:
        return False
    return len(key) == 16 and headers.get("Sec-WebSocket-Version") == "13"
