"""Alive, ready, measured; and refusing to start on what cannot carry us."""

import os

import pytest
from sqlalchemy import make_url

from nabancada import embedded, health
from nabancada.config import Settings
from nabancada.db import migrate
from tests.conftest import VAR, database


def test_the_process_is_alive(app):
    assert app.test_client().get("/healthz").status_code == 200


def test_what_it_needs_is_there_each_by_name(app):
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"postgresql": "ok", "schema": "ok", "redis": "off"})


def test_figures_are_prometheus_text(app):
    text = app.test_client().get("/metrics").text
    assert "nabancada_cache_hits_total" in text


@pytest.fixture
def start(settings):
    def reasons(url):
        return health.reasons_not_to_start(Settings(database_url=url, secret_key=settings.secret_key))

    return reasons


def test_a_good_database_has_no_reasons(start, database_url):
    assert start(_plain(database_url)) == []


def test_a_database_that_does_not_answer_is_a_reason(start):
    [reason] = start("postgresql://nobody@127.0.0.1:9/none")
    assert "does not answer" in reason


def test_an_old_schema_is_a_reason(start, services):
    with database(services["DATABASE_URL"], f"nabancada_old_{os.getpid()}") as url:
        assert any("older than this code" in reason for reason in start(_plain(url)))
        migrate.upgrade(url, "0001")
        assert any("older than this code" in reason for reason in start(_plain(url)))


def test_a_role_that_ignores_row_level_security_is_a_reason(start, services, database_url):
    admin = embedded.admin_url(VAR, make_url(database_url).database)
    assert any("ignores row-level security" in reason for reason in start(admin))


def _plain(url):
    return url.replace("postgresql+psycopg2://", "postgresql://")
