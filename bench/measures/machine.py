"""The machine itself, so that the other figures can be read as ratios to what it gives today."""

import multiprocessing
import select
import socket
import subprocess
import sys
import time

from bench import load
from bench.client import Http
from bench.stage import ROOT, House, Stage

PORT = 22050
SENDS = 100_000
MANY, ROUNDS = 1000, 100  # screens, and what each is sent
FRAME = bytes(350)  # about the size of an event


def machine(_on: Stage, _where: list[House]) -> dict[str, object]:
    """what this machine gives at best: an empty Flask view, and a bare send on a socket"""
    return {
        "empty Flask view, 2 workers, 16 connections": _empty_view(),
        "one bare send, nobody reading": _bare_send(),
        "one bare send to each of 1,000 that are read": _bare_send_to_many(),
    }


def _empty_view() -> str:
    server = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "-c", "python:bench.plain", "-k", "gevent", "-w", "2", "--reuse-port",
            "--keep-alive", "75", "--no-control-socket", "--log-level", "warning", "-b", f"127.0.0.1:{PORT}",
            "bench.empty:app",
        ],
        cwd=ROOT,
    )  # fmt: skip
    try:
        _await(PORT)
        one = load.closed(PORT, "/", "")
        return f"{one.per_second:,.0f}/s, p50 {one.p50:.1f} ms"
    finally:
        server.terminate()
        server.wait(30)


def _bare_send() -> str:
    with socket.create_server(("127.0.0.1", 0)) as door:
        ours = socket.create_connection(door.getsockname())
        theirs, _address = door.accept()
    spent = 0.0
    for _ in range(SENDS // 100):
        began = time.process_time()
        for _ in range(100):
            ours.send(FRAME)
        spent += time.process_time() - began
        theirs.recv(1 << 20)
    ours.close()
    theirs.close()
    return f"{spent / SENDS * 1e6:.1f} µs of CPU"


def _bare_send_to_many() -> str:
    """What the kernel alone asks for a delivery: no queue, no order, no Python but the loop."""
    with socket.create_server(("127.0.0.1", 0), backlog=MANY) as door:
        ours = [socket.create_connection(door.getsockname()) for _ in range(MANY)]
        theirs = [door.accept()[0] for _ in range(MANY)]
    reader = multiprocessing.get_context("fork").Process(target=_read_all, args=(theirs, MANY * ROUNDS * len(FRAME)))
    reader.start()
    for one in theirs:
        one.close()
    began = time.process_time()
    for _ in range(ROUNDS):
        for one in ours:
            one.send(FRAME)
    spent = time.process_time() - began
    reader.join()
    for one in ours:
        one.close()
    return f"{spent / MANY / ROUNDS * 1e6:.1f} µs of CPU"


def _read_all(sockets: list[socket.socket], expected: int) -> None:
    """Read so many bytes from whichever has some."""
    by_fd, poll = {one.fileno(): one for one in sockets}, select.epoll()
    for fd in by_fd:
        poll.register(fd, select.EPOLLIN)
    while expected > 0:
        for fd, _event in poll.poll():
            expected -= len(by_fd[fd].recv(65536))


def _await(port: int) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            if Http(port).get("/")[0] == 200:
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
