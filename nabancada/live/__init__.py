"""What just happened, on every screen that shows it: the event log, the bus between workers, sockets, regions."""

from typing import TYPE_CHECKING, Any

from flask import Flask

from nabancada.live import api, events, sockets
from nabancada.live.actions import raise_floor
from nabancada.live.crowd import Recheck
from nabancada.live.events import AUDIT, Fact, Pending, acting, record
from nabancada.live.queries import Position, Trail, after, heads, position, trail
from nabancada.live.regions import depends_on, region
from nabancada.live.runtime import Runtime, actor
from nabancada.live.sockets import Middleware

if TYPE_CHECKING:
    from nabancada.config import Settings

__all__ = [
    "AUDIT",
    "Fact",
    "Middleware",
    "Pending",
    "Position",
    "Trail",
    "acting",
    "after",
    "close_identity",
    "depends_on",
    "drain",
    "heads",
    "init_app",
    "position",
    "raise_floor",
    "recheck_with",
    "record",
    "region",
    "sockets_everywhere",
    "start",
    "trail",
]

_runtime: Runtime | None = None
_recheck: Recheck | None = None


def init_app(app: Flask, settings: "Settings") -> None:
    """Add `/ws` and `/api/events`. Nothing runs before `start` or the first socket."""
    global _runtime
    _runtime = app.extensions["live"] = Runtime(app, settings)
    _runtime.crowd.recheck = _recheck
    events.find_actor = actor
    app.config["SOCK_SERVER_OPTIONS"] = {"thread_class": sockets.Unread}
    app.register_blueprint(api.bp)
    app.register_blueprint(sockets.bp)


def start(_worker: Any = None) -> None:
    """Run the live side in this worker process: publish, listen, keep house. Later calls do nothing."""
    if _runtime is not None:
        _runtime.start()


def drain() -> None:
    """Close every socket of this worker with 1012; returns when they are gone, after two seconds at most."""
    if _runtime is not None and _runtime.started:
        _runtime.drain()


def sockets_everywhere() -> int | None:
    """How many sockets all workers of all instances hold, a minute old at most; None without Redis, which adds up."""
    return _runtime.sockets_everywhere() if _runtime is not None and _runtime.started else None


def close_identity(key: str) -> None:
    """Close with 4401 whatever sockets `key` opened (`user:<uuid>`, `session:<hex>`, `token:<uuid>`), everywhere.

    Returns at once. A worker that cannot be told, because Redis is away or not there, finds out within two seconds.
    """
    if _runtime is not None and _runtime.started:
        _runtime.close_identity(key)


def recheck_with(still_valid: Recheck) -> None:
    """Register who knows whether people, sessions and tokens still may listen: asked for all at once.

    Every minute; every second while nobody can tell us, because Redis is away or not there.

    :param still_valid: of some keys, those that still open doors
    """
    global _recheck
    _recheck = still_valid
    if _runtime is not None:
        _runtime.crowd.recheck = still_valid
