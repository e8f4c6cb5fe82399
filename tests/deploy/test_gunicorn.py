"""gunicorn.conf.py as gunicorn reads it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from gunicorn.app.wsgiapp import WSGIApplication

ROOT = Path(__file__).resolve().parents[2]
ENOUGH = {"DATABASE_URL": "postgresql://somebody@127.0.0.1/nothing", "SECRET_KEY": "x" * 32}


@pytest.fixture
def configured(monkeypatch):
    """The configuration under some environment."""
    from nabancada import config

    def configured(**env):
        for name in ("PORT", "HOST", "WEB_CONCURRENCY", "FORWARDED_ALLOW_IPS", "LOG_LEVEL"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {**ENOUGH, **env}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(ROOT)
        monkeypatch.setattr(sys, "argv", ["gunicorn"])
        config.settings.cache_clear()
        return WSGIApplication("%(prog)s [OPTIONS]").cfg

    yield configured
    config.settings.cache_clear()


def test_production_listens_everywhere_with_a_worker_a_core(configured):
    cfg = configured()
    assert cfg.bind == ["0.0.0.0:8000"]
    assert cfg.workers == os.cpu_count()
    assert cfg.wsgi_app == "wsgi:app"


def test_port_host_and_workers_come_from_the_environment(configured):
    cfg = configured(PORT="8123", HOST="127.0.0.1", WEB_CONCURRENCY="5")
    assert (cfg.bind, cfg.workers) == (["127.0.0.1:8123"], 5)


def test_workers_carry_thousands_of_sockets_and_share_the_port(configured):
    cfg = configured()
    assert cfg.worker_class_str == "gevent"
    assert cfg.worker_connections == 10_000
    assert cfg.reuse_port
    assert not cfg.preload_app
    assert cfg.max_requests == 0  # a worker is not replaced under open sockets


def test_instances_do_not_take_over_each_others_control_socket(configured):
    assert configured().control_socket_disable


def test_ends_are_orderly_and_bounded(configured):
    cfg = configured()
    assert cfg.graceful_timeout == 4
    assert cfg.timeout > cfg.graceful_timeout
    assert cfg.keepalive > 60


def test_headers_are_bounded(configured):
    cfg = configured()
    assert cfg.limit_request_line == 8190
    assert cfg.limit_request_fields == 64
    assert cfg.limit_request_field_size == 8190


def test_only_the_proxy_is_believed(configured):
    assert configured().forwarded_allow_ips == ["127.0.0.1", "::1"]
    assert configured(FORWARDED_ALLOW_IPS="10.0.0.1").forwarded_allow_ips == ["10.0.0.1"]


def test_there_is_no_second_access_log(configured):
    assert configured().accesslog is None


@pytest.fixture
def refused():
    """What gunicorn says in an environment it must refuse."""

    def refused(**env):
        clean = {name: value for name, value in os.environ.items() if name not in (*ENOUGH, "REDIS_URL", "PORT")}
        clean |= {"HOST": "127.0.0.1", "WEB_CONCURRENCY": "1", **env}
        done = subprocess.run(
            [sys.executable, "-m", "gunicorn"], cwd=ROOT, env=clean, capture_output=True, text=True, timeout=60
        )
        assert done.returncode != 0
        return done.stderr.strip().splitlines()

    return refused


def test_a_missing_setting_is_one_sentence_not_one_a_worker(refused):
    assert refused(SECRET_KEY="x" * 32) == ["DATABASE_URL is not set."]


def test_every_problem_has_its_sentence(refused):
    said = refused(DATABASE_URL="mysql://nowhere", PORT="eighty")
    assert len(said) == 3
    assert {line.split()[0] for line in said} == {"DATABASE_URL", "SECRET_KEY", "PORT"}


def test_an_unreachable_database_is_one_sentence(refused):
    said = refused(**{**ENOUGH, "DATABASE_URL": "postgresql://somebody@127.0.0.1:1/nothing"})
    assert [line for line in said if line.startswith("The database of DATABASE_URL does not answer")]
    assert not [line for line in said if "Traceback" in line]
