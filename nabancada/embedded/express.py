"""The simulated Multicaixa Express as a server beside PostgreSQL and Valkey. It moves no money."""

import http.client
import signal
import sys
from pathlib import Path

from nabancada.embedded import children
from nabancada.embedded.passwords import kept
from nabancada.embedded.server import Simple

PACE = 4.0  # seconds a payer takes to look at the phone and answer


class Express(Simple):
    """A gateway as a child of this process; its log is `var/express.log`, what it was asked `var/express.jsonl`."""

    def __init__(self, var: Path, pace: float = PACE) -> None:
        super().__init__(var, "express")
        self._pace = pace

    @property
    def env(self) -> dict[str, str]:
        """The settings of a deployment that uses it."""
        return {"EXPRESS_GATEWAY": "simulated", "EXPRESS_URL": self.url, "EXPRESS_SECRET": self._secret}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def _secret(self) -> str:
        return kept(self.var / "express_secret")

    def start(self, port: int | None = None) -> None:
        self.var.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.port = port or children.free_port()
        command = [sys.executable, "-m", "nabancada.embedded.express_service", str(self.port), str(self._pace)]
        self._child = children.spawn(
            [*command, self.var / "express.jsonl"],
            self.log,
            signal.SIGTERM,
            stdin=self._secret.encode(),
            env={"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        )
        self._until(self._greets, "The simulated gateway")

    def _greets(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1)
        try:
            connection.request("GET", "/payments/none")
            return connection.getresponse().status == 401
        except OSError:
            return False
        finally:
            connection.close()
