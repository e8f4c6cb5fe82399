"""From the waiter's tap to every screen."""

import select
import subprocess
import sys
import time
from datetime import datetime

import orjson

from bench import load
from bench.client import Http, Screen
from bench.measures.writes import body
from bench.stage import ROOT, House, Server, Stage

PORT = 22300
SCREENS = 1000
RATE = 14  # orders a second: one instance's share of the load this is built for
SECONDS = 15
EVENTS = 200


def latency(on: Stage, where: list[House]) -> dict[str, object]:
    """order sent → event on a screen, 14 orders/s over 100 houses with 1,000 sockets (aims: p50 8 ms, p99 20 ms)"""
    with on.server(PORT) as server:
        screens = _open(server, [house for house in where for _ in range(SCREENS // len(where))])
        cpu = server.cpu()
        sent, seen = _run(server, where, screens)
        cpu = server.cpu() - cpu
        times = [at - sent[key] for key, _logged, at in seen if key in sent]
        p50, p99 = load.percentiles(times)
        after, after99 = load.percentiles([at - logged for _key, logged, at in seen])
        _close(screens)
    expected = len(sent) * SCREENS // len(where)
    return {
        "order → screen p50": f"{p50:.1f} ms",
        "order → screen p99": f"{p99:.1f} ms",
        "of it commit, bus, hub and socket": f"p50 {after:.1f} ms, p99 {after99:.1f} ms",
        "delivered": f"{len(times):,} of {expected:,}",
        "CPU per order with its deliveries": f"{cpu / len(sent) * 1000:.1f} ms",
    }


def fanout(on: Stage, where: list[House]) -> dict[str, object]:
    """one busy house with 1,000 screens: cost of one delivery (aim: 4 µs of CPU)"""
    house = where[2]
    with on.server(PORT) as server:
        screens = _open(server, [house] * SCREENS)
        http, count = Http(server.port, house.cookie), 0
        idle = _orders_alone(server, where[3], EVENTS)
        (own, kernel), began = server.cpu_split(), time.monotonic()
        for n in range(EVENTS):
            http.post("/api/orders", body(house, n, at_table=False))
            count += _drain(screens, 0)
        while count < EVENTS * SCREENS and time.monotonic() < began + 60:
            count += _drain(screens, 0.2)
        took = time.monotonic() - began
        own, kernel = (
            now - then - alone for now, then, alone in zip(server.cpu_split(), (own, kernel), idle, strict=True)
        )
        _close(screens)
    return {
        "deliveries": f"{count:,} of {EVENTS * SCREENS:,} in {took:.1f} s: {count / took:,.0f}/s (the reader included)",
        "CPU per delivery": f"{(own + kernel) / count * 1e6:.1f} µs, {kernel / (own + kernel):.0%} of it in the kernel",
    }


def memory(on: Stage, where: list[House]) -> dict[str, object]:
    """memory an idle socket holds in the workers (aims: 40 KB now, 15 KB in the end)"""
    with on.server(PORT) as server:
        warm = _open(server, where)
        before = server.memory()
        screens = _open(server, [where[n % len(where)] for n in range(SCREENS)])
        per_socket = (server.memory() - before) / SCREENS
        _close(screens + warm)
    return {"per idle socket": f"{per_socket / 1024:.1f} KB"}


def _open(server: Server, for_houses: list[House]) -> list[Screen]:
    screens = [Screen(server.port, house.cookie) for house in for_houses]
    for screen in screens:
        assert b'"hello"' in (screen.buffer or next(iter(screen.frames())))
        screen.buffer = b""
    return screens


def _run(
    server: Server, where: list[House], screens: list[Screen]
) -> tuple[dict[str, float], list[tuple[str, float, float]]]:
    """Send orders from a process of its own, at their time; note when each event was logged and when it arrives."""
    plan = orjson.dumps(
        {
            "port": server.port,
            "rate": RATE,
            "orders": [
                {"cookie": house.cookie, "body": body(house, n, at_table=True)}
                for n in range(RATE * SECONDS)
                for house in [where[n % len(where)]]
            ],
        }
    )
    sender = subprocess.Popen(
        [sys.executable, "-m", "bench.sender"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert sender.stdin is not None and sender.stdout is not None
    sender.stdin.write(plan)
    sender.stdin.close()
    seen: list[tuple[str, float, float]] = []
    by_fd = {screen.sock.fileno(): screen for screen in screens}
    poll = select.epoll()
    for fd in by_fd:
        poll.register(fd, select.EPOLLIN)
    end = time.monotonic() + SECONDS + 3
    while time.monotonic() < end:
        for fd, _event in poll.poll(0.2):
            at = time.time()
            for frame in by_fd[fd].frames():
                if b'"order.placed"' in frame:
                    event = orjson.loads(frame)
                    seen.append((event["data"]["id"], datetime.fromisoformat(event["at"]).timestamp(), at))
    return orjson.loads(sender.stdout.read()), seen


def _orders_alone(server: Server, house: House, many: int) -> tuple[float, float]:
    """What so many orders cost without a screen to tell: in the workers' own code, and in the kernel."""
    http, (own, kernel) = Http(server.port, house.cookie), server.cpu_split()
    for n in range(many):
        http.post("/api/orders", body(house, n, at_table=False))
    now = server.cpu_split()
    return now[0] - own, now[1] - kernel


def _drain(screens: list[Screen], wait: float) -> int:
    """How many order events have arrived on the screens by now."""
    by_fd = {screen.sock.fileno(): screen for screen in screens}
    poll, count = select.epoll(), 0
    for fd in by_fd:
        poll.register(fd, select.EPOLLIN)
    while ready := poll.poll(wait):
        for fd, _event in ready:
            count += sum(b'"order.placed"' in frame for frame in by_fd[fd].frames())
        wait = 0
    poll.close()
    return count


def _close(screens: list[Screen]) -> None:
    for screen in screens:
        screen.sock.close()
