"""Reports read from the replica when there is one, and only they do."""

import pytest
from sqlalchemy import text

from nabancada import db
from tests import factories


@pytest.fixture
def replicated(app, database_url):
    """The same database by another name, so that one can tell which pool answered."""
    db.dispose()
    url = database_url.replace("postgresql://", "postgresql+psycopg2://")
    db.connect(url, replica=f"{url}?application_name=replica")
    yield
    db.dispose()
    db.connect(url)


def _who():
    return db.session.scalar(text("SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()"))


def _pool():
    return str(db.session.get_bind().url.query.get("application_name"))


def test_figures_come_from_the_replica_and_writes_do_not(restaurant, replicated):
    factories.dish()
    assert _pool() == "None"
    db.release()
    with db.reporting():
        assert _pool() == "replica"
        assert db.session.scalar(text("SELECT count(*) FROM menu_items")) == 1
    assert _pool() == "None"


def test_without_a_replica_reports_read_where_everybody_does(restaurant):
    with db.reporting():
        assert _pool() == "None"
        assert _who() == "nabancada"
