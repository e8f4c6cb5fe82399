"""The embedded PostgreSQL as the application finds it."""

from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import make_dsn

from nabancada import embedded


@pytest.fixture
def ask(env):
    """One question to the database, as the application's role: the first column."""

    def ask(question):
        with closing(psycopg2.connect(env["DATABASE_URL"])) as connection, connection.cursor() as cursor:
            cursor.execute(question)
            return [row[0] for row in cursor.fetchall()]

    return ask


def test_the_role_cannot_step_around_row_level_security(ask):
    assert ask("SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user") == [False]


def test_what_is_acknowledged_is_on_disk(ask):
    assert ask("SELECT current_setting('synchronous_commit')") == ["on"]
    assert ask("SELECT current_setting('fsync')") == ["on"]


def test_accents_are_understood_and_the_extensions_are_there(ask):
    assert ask("SELECT upper('maçã do chão')") == ["MAÇÃ DO CHÃO"]
    assert {"unaccent", "pg_trgm", "btree_gist"} <= set(ask("SELECT extname FROM pg_extension"))


def test_the_role_owns_its_database_and_may_build_in_it(ask):
    assert ask("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()") == ["nabancada"]
    assert ask("SELECT has_schema_privilege('public', 'CREATE')") == [True]


@pytest.mark.parametrize("password", ["", "wrong"])
def test_nobody_gets_in_without_the_password(env, password):
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(make_dsn(env["DATABASE_URL"], password=password))


def test_the_superuser_needs_a_password_too(env, var):
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(make_dsn(env["DATABASE_URL"], user="postgres"))
    with closing(psycopg2.connect(embedded.admin_url(var))) as connection:
        assert connection.get_parameter_status("is_superuser") == "on"


def test_it_listens_on_loopback_only(env, var):
    with closing(psycopg2.connect(embedded.admin_url(var))) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('listen_addresses'), current_setting('unix_socket_directories')")
        assert cursor.fetchone() == ("127.0.0.1", "")


def test_admin_url_says_when_nothing_runs(tmp_path):
    with pytest.raises(embedded.EmbeddedError, match="No PostgreSQL is running"):
        embedded.admin_url(tmp_path)
