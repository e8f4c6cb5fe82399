"""The simulated Multicaixa Express as a server beside PostgreSQL and Valkey. It moves no money."""

import http.client
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic

from nabancada.embedded import children
from nabancada.embedded.errors import EmbeddedError
from nabancada.embedded.passwords import kept

START_SECONDS = 20
PACE = 4.0  # seconds a payer takes to look at the phone and answer


class Express:
    """A gateway as a child of this process; its log is `var/express.log`, what it was asked `var/express.jsonl`."""

    def __init__(self, var: Path, pace: float = PACE) -> None:
        self.var = var.resolve()
        self.log = self.var / "express.log"
        self.port = 0
        self._pace = pace
        self._child: subprocess.Popen[bytes] | None = None

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
        end = monotonic() + START_SECONDS
        while not self._greets():
            try:
                self._child.wait(0.02)
            except subprocess.TimeoutExpired:
                if monotonic() < end:
                    continue
            self.stop()
            raise EmbeddedError(f"The simulated gateway did not start.\n{children.tail(self.log)}")

    def wait(self) -> int:
        assert self._child is not None
        return self._child.wait()

    def stop(self) -> None:
        children.stop(self._child, signal.SIGTERM)

    def kill(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()

    def suspend(self) -> None:
        """Freeze it: connections are taken and nothing answers. For tests."""
        assert self._child is not None
        self._child.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """End `suspend`."""
        assert self._child is not None
        self._child.send_signal(signal.SIGCONT)

    def _greets(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1)
        try:
            connection.request("GET", "/payments/none")
            return connection.getresponse().status == 401
        except OSError:
            return False
        finally:
            connection.close()
