"""The stage of a measurement: servers of its own, houses full of dishes, staff signed in."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from bench.client import Http
from nabancada import clock, config, db, embedded
from nabancada.auth import store
from nabancada.db import migrate, partitions
from nabancada.permissions import Role
from tests import factories
from tests.databases import database

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var" / "bench"
DISHES = 40
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class House:
    """One restaurant to put load on."""

    id: UUID
    slug: str
    dishes: list[str]
    tables: list[str]
    cookie: str  # of a manager, who may do everything measured here


@dataclass
class Server:
    """A gunicorn with its workers."""

    process: subprocess.Popen[bytes]
    port: int

    def pids(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    def cpu(self) -> float:
        """Seconds of processor time its processes have used."""
        return sum(self.cpu_split())

    def cpu_split(self) -> tuple[float, float]:
        """The same, for its own code and for what it asked of the kernel."""
        own, kernel = zip(*(_cpu_split(pid) for pid in self.pids()), strict=True)
        return sum(own), sum(kernel)

    def memory(self) -> int:
        """Bytes of memory its processes hold."""
        return sum(_status(pid, "VmRSS") for pid in self.pids())

    def await_answer(self, workers: int) -> None:
        """Return once it answers.

        :raises RuntimeError: it ended, or 30 seconds passed
        """
        deadline = time.monotonic() + 30
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                if len(self.pids()) > workers and Http(self.port).get("/healthz")[0] == 200:
                    return
            except (OSError, ValueError):
                pass
            time.sleep(0.1)
        raise RuntimeError("gunicorn did not start")


@dataclass
class Stage:
    env: dict[str, str]

    @contextmanager
    def server(self, port: int, workers: int = 2, **env: str) -> Iterator[Server]:
        """Run an instance, gone when the block ends."""
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn"],
            cwd=ROOT,
            env={
                **os.environ,
                **self.env,
                "PORT": str(port),
                "HOST": "127.0.0.1",
                "WEB_CONCURRENCY": str(workers),
                "LOG_LEVEL": "warning",
                "LOG_FORMAT": "json",
                "SOCKETS_PER_IDENTITY": "100000",
                **env,
            },
            start_new_session=True,
        )
        server = Server(process, port)
        try:
            server.await_answer(workers)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)

    def postgres_cpu(self) -> float:
        """Seconds of processor time all PostgreSQL processes have used."""
        return sum(_cpu(pid) for pid in _named("postgres"))


@contextmanager
def stage() -> Iterator[Stage]:
    """A new database on embedded servers, migrated."""
    with (
        embedded.services(VAR) as env,
        database(VAR, env["DATABASE_URL"], f"nabancada_bench_{os.getpid()}", durable=True) as url,
    ):
        plain = url.replace("postgresql+psycopg2://", "postgresql://")
        os.environ.update(DATABASE_URL=plain, SECRET_KEY=secrets.token_hex(32), LOG_LEVEL="warning")
        config.settings.cache_clear()
        migrate.upgrade(url)
        db.connect(url)
        with db.engine().begin() as connection:
            partitions.make(connection, clock.now().date())
        yield Stage({**env, "DATABASE_URL": plain, "SECRET_KEY": os.environ["SECRET_KEY"]})
        db.dispose()


def houses(count: int) -> list[House]:
    """So many open restaurants, each with a menu, tables and a manager signed in."""
    return [_house() for _ in range(count)]


def _house() -> House:
    house = factories.restaurant()
    with db.tenant(house.id), db.atomic():
        dishes = [str(factories.dish(f"Prato {n}", 100_000 + n).id) for n in range(DISHES)]
        tables = [str(factories.table(str(n)).id) for n in range(1, 11)]
    token = store.new_token()
    store.create(token, factories.staff(Role.MANAGER, house.id), {})
    db.release()
    return House(house.id, house.slug, dishes, tables, f"nb_session={token}")


def _cpu(pid: int) -> float:
    return sum(_cpu_split(pid))


def _cpu_split(pid: int) -> tuple[float, float]:
    """Seconds of processor time in user space and in the kernel; none of a process that is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0, 0.0
    return int(fields[11]) / TICKS, int(fields[12]) / TICKS


def _status(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    return 0


def _named(name: str) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "comm").read_text().strip() == name:
                found.append(int(entry.name))
        except OSError:
            continue
    return found
