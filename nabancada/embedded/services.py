"""Using the embedded servers: start what nobody started yet, leave what others still use."""

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from nabancada.embedded.errors import EmbeddedError
from nabancada.embedded.express import Express
from nabancada.embedded.postgres import Postgres
from nabancada.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]

_started: dict[tuple[str, Path], subprocess.Popen[bytes]] = {}  # keepers that are our children


@contextmanager
def services(var: Path, postgres: bool = True, valkey: bool = True, express: bool = False) -> Iterator[dict[str, str]]:
    """Run the servers for `var` while the block runs: `{"DATABASE_URL": …, "REDIS_URL": …}`, those asked for.

    With `express`, also the settings of a simulated Multicaixa Express.

    Locks: holds `<kind>.users` shared. When this was the last user, the servers are gone on return.

    :raises EmbeddedError: a server cannot run here
    """
    var = var.resolve()
    var.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        env: dict[str, str] = {}
        if postgres:
            database = Postgres(var)
            database.port = stack.enter_context(_shared("postgres", var))
            env["DATABASE_URL"] = database.url
        if valkey:
            bus = Valkey(var)
            bus.port = stack.enter_context(_shared("valkey", var))
            env["REDIS_URL"] = bus.url
        if express:
            gateway = Express(var)
            gateway.port = stack.enter_context(_shared("express", var))
            env.update(gateway.env)
        yield env


@contextmanager
def _shared(kind: str, var: Path) -> Iterator[int]:
    """Hold a place among the users of a kept server, started if need be: its port."""
    with open(var / f"{kind}.users", "a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while a former keeper is still stopping its server
        try:
            with open(var / f"{kind}.start", "a") as starting:
                fcntl.flock(starting, fcntl.LOCK_EX)
                if not _kept(kind, var):
                    _start_keeper(kind, var)
            yield _state(kind, var)["port"]
        finally:
            _leave(kind, var, users)


def _leave(kind: str, var: Path, users: IO[str]) -> None:
    """Give up our place; the last one out waits until the server has stopped."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # others are still there
    child = _started.pop((kind, var), None)
    if child and child.poll() is None:  # perhaps still starting, and unknown to the file
        child.terminate()
        child.wait()
    elif _kept(kind, var):
        os.kill(_state(kind, var)["pid"], signal.SIGTERM)
        with open(var / f"{kind}.keeper") as alive:
            fcntl.flock(alive, fcntl.LOCK_SH)


def _kept(kind: str, var: Path) -> bool:
    """Whether a keeper lives: it holds its file's lock for life."""
    try:
        with open(var / f"{kind}.keeper") as alive:
            fcntl.flock(alive, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True


def _state(kind: str, var: Path) -> dict[str, int]:
    state: dict[str, int] = json.loads((var / f"{kind}.keeper").read_text())
    return state


def _start_keeper(kind: str, var: Path) -> None:
    keeper = subprocess.Popen(
        [sys.executable, "-m", "nabancada.embedded.keeper", kind, str(var)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    _started[kind, var] = keeper
    assert keeper.stdout is not None
    with keeper.stdout as output:
        said = output.readline().decode().strip()
    if said == "ready":
        return
    _started.pop((kind, var)).wait()
    _, _, reason = said.partition(" ")
    raise EmbeddedError(json.loads(reason) if reason else f"The keeper of {kind} ended at once.")
