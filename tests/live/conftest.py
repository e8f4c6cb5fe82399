"""A real worker to speak to: gunicorn on the tests' own database and Valkey."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import websocket

from nabancada.auth import store
from nabancada.permissions import Role
from tests import factories
from tests.live.support import PATIENCE
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
BOOT = 120.0  # seconds; two cold starts of everything on a busy machine


class Server:
    """One instance. `alive` until `stop`."""

    def __init__(self, env: dict[str, str], cookie: str) -> None:
        self.port = free_port()
        self.cookie = cookie
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = os.memfd_create("log")  # not a pipe: it would be full one day, and the worker wait for a reader
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn"],
            cwd=ROOT,
            env={**os.environ, **env, "PORT": str(self.port), "HOST": "127.0.0.1", "WEB_CONCURRENCY": "1"},
            stderr=self._log,
        )
        self._await_answer()

    def http(self, token: str) -> httpx.Client:
        return httpx.Client(base_url=self.url, cookies={self.cookie: token})

    def connect(self, token: str | None, query: str = "", **headers: str) -> "Socket":
        cookie = f"{self.cookie}={token}" if token else None
        made = Socket()
        made.connect(f"ws://127.0.0.1:{self.port}/ws{query}", cookie=cookie, header=headers, timeout=PATIENCE)
        return made

    def stop(self) -> str:
        """End it in order; returns what it logged."""
        self.process.terminate()
        return self.ended(20)

    def ended(self, seconds: float) -> str:
        """Wait for its end; returns what it logged."""
        self.process.wait(seconds)
        return Path(f"/proc/self/fd/{self._log}").read_text()

    def _await_answer(self) -> None:
        until = time.monotonic() + BOOT
        while True:
            try:
                httpx.get(f"{self.url}/healthz", timeout=1).raise_for_status()
                return
            except httpx.HTTPError:
                if self.process.poll() is not None or time.monotonic() > until:
                    self.process.kill()
                    raise RuntimeError(self.ended(10)) from None


class Socket(websocket.WebSocket):
    """A WebSocket client that speaks the contract's JSON."""

    def hear(self, kind: str | None = None) -> dict:
        """The next message of a kind, or the next that is no tick: those come when they come."""
        while True:
            message = json.loads(self.recv())
            if message["type"] == kind or (kind is None and message["type"] != "tick"):
                return message

    def say(self, **message: object) -> None:
        self.send(json.dumps(message))

    def closed_with(self) -> int:
        """The code of the close frame that comes next but for messages."""
        while True:
            opcode, data = self.recv_data(control_frame=True)
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                return int.from_bytes(data[:2], "big")


@pytest.fixture(scope="package")
def server(app, redis_url) -> Iterator[Server]:
    """It prints nothing: the queue of printers is the tests' own."""
    started = Server({"REDIS_URL": redis_url, "NABANCADA_PRINTERS": "none"}, app.config["SESSION_COOKIE_NAME"])
    yield started
    started.stop()


@pytest.fixture
def token(restaurant) -> Callable[..., str]:
    """`token(Role.COOK)`: the session cookie of somebody of the house."""

    def sign_in(role: Role = Role.OWNER, house=None) -> str:
        made = store.new_token()
        store.create(made, factories.staff(role, (house or restaurant).id), {})
        return made

    return sign_in


@pytest.fixture
def connect(server) -> Iterator[Callable[..., Socket]]:
    """Open sockets that are closed after the test."""
    opened: list[Socket] = []

    def connect(*args: object, **kwargs: str) -> Socket:
        opened.append(server.connect(*args, **kwargs))
        return opened[-1]

    yield connect
    for one in opened:
        one.close()
