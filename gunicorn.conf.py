"""gunicorn reads this by itself: `gunicorn` is the whole command. Settings: docs/settings.md."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from typing import Any

# Every plain name here is a setting of gunicorn's, so ours are imported one by one ("config" is one of its own).
from nabancada.config import ConfigurationError, settings

try:
    _settings = settings()
except ConfigurationError as error:
    sys.exit(str(error))

wsgi_app = "wsgi:app"
bind = f"{_settings.host}:{_settings.port}"
workers = _settings.web_concurrency
worker_class = "gevent"
worker_connections = 10_000  # sockets and requests together; open sockets are capped per identity in the app
backlog = 2048
reuse_port = True  # else open sockets pile up on one worker
preload_app = False  # the worker patches the standard library after the fork

keepalive = 75  # seconds; longer than the usual idle time-out of load balancers (60)
timeout = 30  # seconds without a sign of life from a worker
graceful_timeout = 4  # seconds for requests under way when a worker ends; nothing here takes longer

limit_request_line = 8190  # bytes
limit_request_fields = 64
limit_request_field_size = 8190  # bytes
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")

control_socket_disable = True  # a second instance would take over the first one's
accesslog = None  # the proxy in front has one; here requests are counted and timed (/metrics)
errorlog = "-"
loglevel = _settings.log_level

SECONDS_BETWEEN_LOOKS = 0.1
# In a process of its own: what it imports must not be in the master, whose workers patch before importing.
CHECK = """
import sys
from nabancada import config, health
sys.exit("\\n".join(health.reasons_not_to_start(config.settings())) or None)
"""


def on_starting(_server: Any) -> None:
    """Refuse to start on a database that cannot carry us; make an empty folder for the workers' metrics."""
    if subprocess.run([sys.executable, "-c", CHECK], check=False).returncode:
        sys.exit(1)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="nabancada-metrics-")


def on_exit(_server: Any) -> None:
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def post_fork(_server: Any, worker: Any) -> None:
    """Let other greenlets run while one waits for PostgreSQL; leave connections to workers that are ready."""
    from psycogreen.gevent import patch_psycopg

    patch_psycopg()
    if worker.cfg.workers > 1:
        for listener in worker.sockets:
            with suppress(OSError):  # systems other than Linux go on listening: there some wait for us to start
                listener.shutdown(socket.SHUT_RD)


def post_worker_init(worker: Any) -> None:
    """Start the live side and printing, take connections; at the end of it (TERM, HUP) its sockets are closed."""
    import gevent

    from nabancada import live
    from nabancada.payments import sweeping
    from nabancada.printing import runner

    live.start(worker)
    sweeping.start()
    runner.start()
    for listener in worker.sockets:
        listener.listen(backlog)
    gevent.spawn(_drain_at_the_end, worker)


def _drain_at_the_end(worker: Any) -> None:
    import gevent

    from nabancada import live

    while worker.alive:
        gevent.sleep(SECONDS_BETWEEN_LOOKS)
    live.drain()


def worker_exit(_server: Any, _worker: Any) -> None:
    """Open sockets and work beside the requests are no requests, so the server would not wait for them."""
    from nabancada import beside, live

    live.drain()
    beside.finish(seconds=2)


def post_request(_worker: Any, _request: Any, _environ: Any, _response: Any) -> None:
    """Give way: a keep-alive connection whose next request is already there would starve the others."""
    import gevent

    gevent.sleep(0)


def child_exit(_server: Any, worker: Any) -> None:
    """Forget the gauges of a worker that ended."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
