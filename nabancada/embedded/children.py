"""Starting servers so that none outlives who started it."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

STOP_SECONDS = 20
LOG_LIMIT = 10 * 1024 * 1024  # bytes; a larger log is moved aside at the next start

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded before any fork


def dies_with_parent(number: signal.Signals, parent: int | None = None) -> Callable[[], None]:
    """A `preexec_fn`: the kernel sends `number` to the child when its parent dies, even by SIGKILL (Linux).

    The parent is the *thread* that starts the child, so start servers from a thread that stays.
    """
    expected = os.getpid() if parent is None else parent

    def prepare() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(number))
            if os.getppid() != expected:  # it died between fork and prctl
                os._exit(1)

    return prepare


def spawn(
    command: Sequence[str | Path],
    log: Path,
    when_parent_dies: signal.Signals,
    *,
    stdin: bytes = b"",
    user: int | None = None,
    group: int | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own (a terminal's Ctrl-C does not reach it), output to `log`.

    :param stdin: what it reads first, so that secrets appear neither in the process list nor on disk
    """
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as output:
        child = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            cwd="/",
            env=env,
            start_new_session=True,
            preexec_fn=dies_with_parent(when_parent_dies),
            user=user,
            group=group,
            extra_groups=[] if user is not None else None,
        )
    assert child.stdin is not None
    try:
        child.stdin.write(stdin)
        child.stdin.close()
    except BrokenPipeError:
        pass  # it ended at once; whoever waits for it finds out why in the log
    return child


def stop(child: subprocess.Popen[bytes] | None, number: signal.Signals) -> None:
    """Ask a child to end and wait for it; kill it after 20 seconds."""
    if child is None or child.poll() is not None:
        return
    child.send_signal(number)
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens there. gunicorn shares its port (SO_REUSEPORT) and would not notice."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def tail(log: Path, limit: int = 2000) -> str:
    """The last characters of a log, for an error message."""
    try:
        return log.read_text(errors="replace")[-limit:]
    except FileNotFoundError:
        return ""
