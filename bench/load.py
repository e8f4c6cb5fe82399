"""Ways of putting load on a server, and what came of it."""

import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import quantiles

from bench.client import Http


@dataclass(frozen=True)
class Outcome:
    """Requests per second, and how long they took in milliseconds."""

    per_second: float
    p50: float
    p99: float
    errors: int


def closed(port: int, path: str, cookie: str, connections: int = 16, seconds: int = 5) -> Outcome:
    """So many connections, each asking again as soon as it is answered."""
    if not shutil.which("wrk"):
        return _closed_in_python(port, lambda http: http.get(path), cookie, connections, seconds)
    said = subprocess.run(
        [
            "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency",
            "-H", f"Cookie: {cookie}", "-H", "Accept-Encoding: gzip", f"http://127.0.0.1:{port}{path}",
        ],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    assert rate, said
    return Outcome(float(rate[1]), _wrk(said, "50%"), _wrk(said, "99%"), int(wrong[1]) if wrong else 0)


def orders(port: int, send: Callable[[Http, int], int], connections: int, seconds: int) -> Outcome:
    """Writes from so many connections; `send` answers with the status."""
    counter = iter(range(10**9))

    def one(http: Http) -> tuple[int, bytes]:
        return send(http, next(counter)), b""

    return _closed_in_python(port, one, "", connections, seconds)


def _closed_in_python(
    port: int, ask: Callable[[Http], tuple[int, bytes]], cookie: str, connections: int, seconds: int
) -> Outcome:
    times: list[float] = []
    errors: list[int] = []
    end = time.monotonic() + seconds

    def client() -> None:
        http = Http(port, cookie)
        while time.monotonic() < end:
            began = time.perf_counter()
            status, _body = ask(http)
            times.append(time.perf_counter() - began)
            if status >= 400:
                errors.append(status)

    threads = [threading.Thread(target=client) for _ in range(connections)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.monotonic() - began
    return Outcome(len(times) / taken, *percentiles(times), len(errors))


def percentiles(seconds: list[float]) -> tuple[float, float]:
    """The median and the 99th percentile, in milliseconds."""
    cuts = quantiles(seconds, n=100)
    return cuts[49] * 1000, cuts[98] * 1000


def _wrk(said: str, name: str) -> float:
    found = re.search(rf"{name}\s+([\d.]+)(us|ms|s)\b", said)
    assert found, said
    return float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000}[found[2]]
