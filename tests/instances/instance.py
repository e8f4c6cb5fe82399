"""An instance of the product as its own processes, to be asked, killed and restarted."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic

from bench.stage import ROOT, Server
from tests.ports import free_port

BOOT = 60.0  # seconds, on a busy machine
LOOK_EVERY = 0.02  # seconds between two looks at a log
LISTENING = "WebSocket: Using "  # what each worker logs when it is about to serve


class Instance(Server):
    """A gunicorn on a port it keeps. Its log lies in `log`, over all its lives."""

    def __init__(self, folder: Path, workers: int = 1, **env: str) -> None:
        self.port = free_port()
        self.workers = workers
        self.env = env
        self.log = folder / f"{self.port}.log"
        self.log.touch()
        self.launch()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def launch(self) -> None:
        """Begin to start; `ready` waits for the end of it."""
        self._ready_lines = self.said(LISTENING) + self.workers
        env = {"HOST": "127.0.0.1", "PORT": str(self.port), "WEB_CONCURRENCY": str(self.workers), "LOG_FORMAT": "json"}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn"],
                cwd=ROOT,
                env={**os.environ, **env, **self.env},
                stderr=log,
                stdout=log,
                start_new_session=True,
            )

    def ready(self) -> "Instance":
        """Start it if it has ended; return once all its workers serve."""
        if self.process.poll() is not None:
            self.launch()
        self.await_line(LISTENING, self._ready_lines, BOOT)
        return self

    def terminate(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        self.terminate()
        self.process.wait(30)

    def kill_worker(self, pid: int) -> None:
        """End a worker as a lack of memory would; `ready` waits for the one that replaces it."""
        assert pid in self.worker_pids()
        self._ready_lines += 1
        os.kill(pid, signal.SIGKILL)

    def worker_pids(self) -> list[int]:
        return self.pids()[1:]

    def worker_of(self, sock: socket.socket) -> int:
        """The worker that holds the other end of a connection to here."""
        inode = _inode(self.port, sock.getsockname()[1])
        for pid in self.worker_pids():
            for fd in Path(f"/proc/{pid}/fd").iterdir():
                try:
                    if os.readlink(fd) == f"socket:[{inode}]":
                        return pid
                except FileNotFoundError:
                    continue
        raise LookupError("no worker has accepted it yet")

    def said(self, text: str) -> int:
        """How many lines of the log have `text` in them."""
        return len(re.findall(re.escape(text), self.log.read_text()))

    def await_line(self, text: str, times: int = 1, seconds: float = 10.0) -> None:
        """Return once the log has had `text` so many times."""
        end = monotonic() + seconds
        while self.said(text) < times:
            assert monotonic() < end, f"{text!r} was not logged:\n{self.log.read_text()[-3000:]}"
            try:
                self.process.wait(LOOK_EVERY)
            except subprocess.TimeoutExpired:
                continue
            assert self.said(text) >= times, f"It ended:\n{self.log.read_text()[-3000:]}"


def _inode(local: int, remote: int) -> str:
    """The inode of the server's end of a connection on 127.0.0.1."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if (int(fields[1][9:], 16), int(fields[2][9:], 16)) == (local, remote):
            return fields[9]
    raise LookupError(f"no connection from {remote} to {local}")
