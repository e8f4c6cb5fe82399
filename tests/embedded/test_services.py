"""Coming and going: data stays, servers do not outlive their last user."""

import json
import os
import signal
import stat
import subprocess
from contextlib import closing

import psycopg2
import pytest
import redis

from nabancada import embedded
from nabancada.embedded import keeper
from tests.embedded.support import holder, processes, wait_for_end, wait_for_keepers


def remembered(url):
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("SELECT word FROM memory")
        return cursor.fetchone()[0]


def remember(url, word):
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE memory (word text)")
        cursor.execute("INSERT INTO memory VALUES (%s)", (word,))


def of(var, redis_url):
    """What runs for `var`: PostgreSQL and the keepers name the folder, Valkey its address."""
    return processes(str(var), redis_url.rpartition("@")[2].removesuffix("/0"))


@pytest.fixture
def var(tmp_path):
    return tmp_path / "var"


def test_a_second_start_finds_the_data_again_and_nothing_is_left_in_between(var):
    with embedded.services(var) as env:
        remember(env["DATABASE_URL"], "mufete")
        redis_url = env["REDIS_URL"]
    assert of(var, redis_url) == {}
    with embedded.services(var) as env:
        assert remembered(env["DATABASE_URL"]) == "mufete"


def test_only_what_was_asked_for_is_started(var):
    with embedded.services(var, postgres=False) as env:
        assert set(env) == {"REDIS_URL"}
        assert not (var / "postgres").exists()


def test_two_users_share_the_servers_and_the_first_to_leave_stops_nothing(var):
    with holder(var) as (first, database_url, redis_url):
        with embedded.services(var) as env:
            assert env == {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
            first.stdin.close()
            assert first.wait() == 0
            remember(database_url, "calulu")
            assert redis.from_url(redis_url).ping()
        assert of(var, redis_url) == {}


def test_a_killed_user_leaves_no_process_and_loses_nothing(var):
    with holder(var) as (user, database_url, redis_url):
        remember(database_url, "funge")
        assert len(of(var, redis_url)) >= 4  # two keepers, two servers (and PostgreSQL's own children)
        user.kill()
        user.wait()
        wait_for_keepers(var)
        assert of(var, redis_url) == {}
    with embedded.services(var) as env:
        assert remembered(env["DATABASE_URL"]) == "funge"


def test_killed_keepers_take_their_servers_with_them_and_the_next_start_works(var):
    with holder(var) as (user, database_url, redis_url):
        remember(database_url, "kizaca")
        for kind in ("postgres", "valkey"):
            os.kill(json.loads((var / f"{kind}.keeper").read_text())["pid"], signal.SIGKILL)
        for pid in of(var, redis_url).keys() - {user.pid}:
            wait_for_end(pid)
    with embedded.services(var) as env:
        assert remembered(env["DATABASE_URL"]) == "kizaca"


def test_every_password_is_for_the_owner_only(var):
    with embedded.services(var):
        names = ("postgres_password", "postgres_admin_password", "valkey_password")
        assert {stat.S_IMODE((var / name).stat().st_mode) for name in names} == {0o600}
        assert len({(var / name).read_text() for name in names}) == 3


def test_no_password_is_on_a_command_line(var):
    with embedded.services(var) as env:
        names = ("postgres_password", "postgres_admin_password", "valkey_password")
        secrets = [(var / name).read_text().strip() for name in names]
        lines = "\n".join(of(var, env["REDIS_URL"]).values())
        assert lines and not any(secret in lines for secret in secrets)


def test_leaving_during_the_start_leaves_no_process(var, monkeypatch):
    class Interrupted(BaseException):
        pass

    def interrupted(*arguments, **options):
        start(*arguments, **options)
        raise Interrupted

    start = subprocess.Popen.__init__
    monkeypatch.setattr(subprocess.Popen, "__init__", interrupted)
    with pytest.raises(Interrupted), embedded.services(var):
        pass
    monkeypatch.undo()
    with embedded.services(var) as env:
        assert redis.from_url(env["REDIS_URL"]).ping()
    assert of(var, env["REDIS_URL"]) == {}


class Fragile:
    """A server that dies as often as it is told to, then is stopped."""

    port = 4000

    def __init__(self, deaths):
        self.deaths, self.starts = deaths, []

    def start(self, port=None):
        self.starts.append(port)

    def wait(self):
        if not self.deaths:
            raise SystemExit
        self.deaths -= 1


def test_a_server_that_dies_in_use_is_started_again_on_its_port():
    server = Fragile(deaths=2)
    with pytest.raises(SystemExit):
        keeper._watch(server)
    assert server.starts == [4000, 4000]


def test_a_server_that_keeps_dying_is_given_up():
    server = Fragile(deaths=100)
    with pytest.raises(embedded.EmbeddedError, match="keeps dying"):
        keeper._watch(server)
    assert len(server.starts) == keeper.RESTARTS


def test_a_password_that_does_not_fit_the_data_is_said_in_one_sentence(var):
    with embedded.services(var, valkey=False):
        pass
    (var / "postgres_admin_password").write_text("another one\n")
    with pytest.raises(embedded.EmbeddedError, match="postgres_admin_password does not fit"):
        embedded.services(var, valkey=False).__enter__()
