"""What the superuser does once in a new cluster: the application's role, database and extensions."""

from collections.abc import Callable
from contextlib import closing

from psycopg2 import sql
from psycopg2.extensions import connection

ROLE = "nabancada"
DATABASE = "nabancada"
RIGHTS = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"
EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist")


def prepare(connect: Callable[[str], connection], password: str) -> None:
    """Bring role, database and extensions to what the application expects; safe to repeat.

    The role is neither superuser nor BYPASSRLS, or row-level security would not hold it.

    :param connect: opens a superuser connection to a database by name
    """
    with closing(connect("postgres")) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (ROLE,))
            verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
            cursor.execute(
                sql.SQL("{} ROLE {} {} PASSWORD {}").format(
                    verb, sql.Identifier(ROLE), sql.SQL(RIGHTS), sql.Literal(password)
                )
            )
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
            if cursor.fetchone() is None:
                names = (sql.Identifier(DATABASE), sql.Identifier(ROLE))
                cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
    extend(connect, DATABASE)


def extend(connect: Callable[[str], connection], database: str) -> None:
    """Create the extensions in one database."""
    with closing(connect(database)) as opened:
        opened.autocommit = True
        with opened.cursor() as cursor:
            for name in EXTENSIONS:
                cursor.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
