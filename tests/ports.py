"""Ports for servers that tests start."""

import os
import socket

# Each process of a run has ports of its own: gunicorn shares its port, and two on one would take each other's guests.
EACH = 2_000
LANE = {"gw0": 0, "gw1": 1}.get(os.environ.get("PYTEST_XDIST_WORKER", ""), 2)
FIRST = 21_000 + LANE * EACH  # below the range from which clients' own ports are taken

_taken: set[int] = set()


def free_port() -> int:
    """A port nobody listens on; the same one never twice, and never one of another process of this run."""
    for port in range(FIRST + os.getpid() % (EACH // 2), FIRST + EACH):
        with socket.socket() as probe:
            if port not in _taken and probe.connect_ex(("127.0.0.1", port)):
                _taken.add(port)
                return port
    raise RuntimeError("no free port")
