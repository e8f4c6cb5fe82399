"""What `make run` does: servers, migrations, demo restaurants, gunicorn; and all of it away again."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from nabancada.embedded import children, terminal
from nabancada.embedded.errors import EmbeddedError
from nabancada.embedded.passwords import kept
from nabancada.embedded.runfile import published
from nabancada.embedded.services import ROOT, services

READY_SECONDS = 60


class Stopped(BaseException):
    """The operator asked us to end."""


def run(command: Sequence[str] = ()) -> int:
    """Run the product until a signal comes: the exit status.

    :param command: run only this, with the same servers and settings, instead of the product
    :raises EmbeddedError: a server cannot run here, or the port is taken
    """
    var = Path(os.environ.get("NABANCADA_VAR") or ROOT / "var").resolve()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    if "MAKELEVEL" in os.environ:  # `make` may be killed without telling us
        children.dies_with_parent(signal.SIGTERM, os.getppid())()
    try:
        wanted = [not os.environ.get(name) for name in ("DATABASE_URL", "REDIS_URL", "EXPRESS_GATEWAY")]
        with services(var, *wanted) as found:
            env = _environment(var, found)
            if command:
                return subprocess.run(command, env=env, check=False).returncode
            if not children.is_free(env["HOST"], int(env["PORT"])):
                raise EmbeddedError(f"Port {env['PORT']} is taken: set PORT to another one.")
            for step in ("db-upgrade", "seed-demo"):
                flask = [sys.executable, "-m", "flask", "--app", "wsgi", step]
                subprocess.run(flask, cwd=ROOT, env=env, check=True)
            return _serve(var, env)
    except Stopped:
        return 0
    except subprocess.CalledProcessError as error:
        return error.returncode


def _environment(var: Path, found: dict[str, str]) -> dict[str, str]:
    """The settings of the child processes: ours where the operator set none."""
    given = {name: value for name, value in os.environ.items() if value}
    defaults = {
        "SECRET_KEY": kept(var / "secret_key"),
        "HOST": "127.0.0.1",
        "PORT": "8000",
        "WEB_CONCURRENCY": "2",
        "NABANCADA_LOGINS": str(var / "logins.json"),
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **given, **found}


def _serve(var: Path, env: dict[str, str]) -> int:
    """Run gunicorn, say where it is, and wait for its end."""
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn"],
        cwd=ROOT,
        env=env,
        start_new_session=True,  # Ctrl-C reaches only us; we tell it to end in order
        preexec_fn=children.dies_with_parent(signal.SIGTERM),
    )
    try:
        host = "127.0.0.1" if env["HOST"] in {"0.0.0.0", "::"} else env["HOST"]
        url = f"http://{host}:{env['PORT']}"
        if not _ready(server, url):
            return server.wait() or 1
        logins = _logins(Path(env["NABANCADA_LOGINS"]))
        content = {
            "url": url,
            "database_url": env["DATABASE_URL"],
            "redis_url": env["REDIS_URL"],
            "superadmin": logins.get("superadmin"),
            "logins": logins.get("logins", []),
            "pid": os.getpid(),
        }
        with published(var, int(env["PORT"]), content) as path:
            print(terminal.welcome(url, logins, path), flush=True)
            return server.wait()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        children.stop(server, signal.SIGTERM)


def _ready(server: "subprocess.Popen[bytes]", url: str) -> bool:
    """Wait until it answers; false when it ended first or 60 seconds passed."""
    for _ in range(READY_SECONDS * 10):
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            pass
        try:
            server.wait(0.1)
            return False
        except subprocess.TimeoutExpired:
            continue
    return False


def _logins(path: Path) -> dict[str, Any]:
    """What `seed-demo` wrote; empty for a database that was not made by it."""
    try:
        found: dict[str, Any] = json.loads(path.read_text())
        return found
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Stopped
