"""A small process that keeps one server running for as long as anybody uses it.

Every user holds a shared lock on `<kind>.users`; the keeper waits for an exclusive one. The kernel gives it
out when the last user is gone, by whatever death, so nothing is left behind even by `kill -9`, and several
users can come and go in any order. A server that dies while in use is started again on the same port.

    python -m nabancada.embedded.keeper postgres var
"""

import fcntl
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from types import FrameType

import psycopg2

from nabancada.embedded.errors import EmbeddedError
from nabancada.embedded.express import Express
from nabancada.embedded.postgres import Postgres
from nabancada.embedded.server import Server
from nabancada.embedded.valkey import Valkey

SERVERS: dict[str, Callable[[Path], Server]] = {"postgres": Postgres, "valkey": Valkey, "express": Express}
RESTARTS = 5  # within RESTART_SECONDS; more, and the keeper gives up
RESTART_SECONDS = 60.0


def keep(kind: str, var: Path) -> None:
    """Run one server until its last user is gone. Tells the starter on stdout when it answers."""
    alive = os.open(var / f"{kind}.keeper", os.O_RDWR | os.O_CREAT, 0o600)  # never closed: ends with us
    fcntl.flock(alive, fcntl.LOCK_EX)
    os.ftruncate(alive, 0)
    signal.signal(signal.SIGTERM, _end)
    server = SERVERS[kind](var)
    try:
        server.start()
        os.write(alive, json.dumps({"pid": os.getpid(), "port": server.port}).encode())
        _tell("ready", var / f"{kind}.log")
        threading.Thread(target=_wait_for_last_user, args=(var / f"{kind}.users",), daemon=True).start()
        _watch(server)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        server.stop()


def _watch(server: Server) -> None:
    deaths: list[float] = []
    while True:
        server.wait()
        deaths = [at for at in deaths if at > monotonic() - RESTART_SECONDS] + [monotonic()]
        if len(deaths) > RESTARTS:
            raise EmbeddedError("The server keeps dying.")
        server.start(server.port)


def _wait_for_last_user(users: Path) -> None:
    lock = os.open(users, os.O_RDONLY)  # never closed: a newcomer waits until the server and we are gone
    fcntl.flock(lock, fcntl.LOCK_EX)
    os.kill(os.getpid(), signal.SIGTERM)


def _end(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _tell(message: str, log: Path) -> None:
    """One line to the starter; what we say later goes to the server's log, since the starter goes away."""
    print(message, flush=True)
    output = os.open(log, os.O_WRONLY | os.O_APPEND)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(output, stream.fileno())
    os.close(output)


if __name__ == "__main__":
    try:
        keep(sys.argv[1], Path(sys.argv[2]))
    except (EmbeddedError, OSError, psycopg2.Error) as error:
        print(f"error {json.dumps(str(error))}", flush=True)
        sys.exit(1)
