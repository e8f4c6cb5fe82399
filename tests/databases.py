"""Databases that live as long as a block."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from nabancada import embedded


@contextmanager
def database(var: Path, url: str, name: str, *, durable: bool = False) -> Iterator[str]:
    """A new database `name` on the server kept in `var`, owned by the role of `url`, gone when the block ends.

    :param durable: commits wait for the disk, as in production; nothing in a test has to outlive the machine
    """
    ours = make_url(url).set(drivername="postgresql+psycopg2", database=name)
    admin = make_url(embedded.admin_url(var)).set(drivername="postgresql+psycopg2")
    maintenance = create_engine(admin, isolation_level="AUTOCOMMIT")
    with maintenance.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} OWNER {ours.username}"))
        if not durable:
            connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
        try:
            yield ours.render_as_string(hide_password=False)
        finally:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    maintenance.dispose()
