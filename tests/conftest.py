"""Real PostgreSQL, real Valkey, real commits. Every test has a house of its own, so none sees another's rows."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextvars import Context
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from psycopg2.extensions import cursor
from sqlalchemy import create_engine, event

from nabancada import clock, config, db, embedded
from nabancada.app import create_app
from nabancada.auth import store
from nabancada.auth.models import BRANCH
from nabancada.config import Settings
from nabancada.db import migrate, partitions
from nabancada.permissions import Role
from nabancada.restaurants.models import Restaurant, RestaurantStatus
from nabancada.web import limiter
from tests import databases, factories, scheduling

EXAMPLES = os.environ.get("EXAMPLES")  # look longer, and elsewhere each time
hypothesis_settings.register_profile(
    "nabancada",
    max_examples=int(EXAMPLES or 100),
    derandomize=EXAMPLES is None,
    deadline=None,  # how long an example takes is the machine's business
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("nabancada")

VAR = Path("var", "test", os.environ.get("PYTEST_XDIST_WORKER", "alone"))  # each process of a run has its own servers


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    scheduling.long_ones_first(items)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> scheduling.Scheduling:
    return scheduling.Scheduling(config, log)


class Browser(FlaskClient):
    """A client whose requests know nothing of the house the test is bound to."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return Context().run(super().open, *args, **kwargs)


@pytest.fixture(scope="session")
def services() -> Iterator[dict[str, str]]:
    """PostgreSQL and Valkey of this run alone."""
    with embedded.services(VAR) as env:
        yield env


@pytest.fixture(scope="session")
def database_url(services: dict[str, str]) -> Iterator[str]:
    """A database of this run alone, at the newest schema, owned by an ordinary role."""
    with database(services["DATABASE_URL"], f"nabancada_test_{os.getpid()}") as url:
        migrate.upgrade(url)
        engine = create_engine(url)
        with engine.begin() as connection:
            partitions.make(connection, clock.now().date(), back=2)
        engine.dispose()
        yield url
        db.dispose()


@pytest.fixture(scope="session")
def redis_url(services: dict[str, str]) -> str:
    return services["REDIS_URL"]


@pytest.fixture(scope="session")
def settings(database_url: str) -> Settings:
    os.environ.update(DATABASE_URL=database_url, SECRET_KEY=secrets.token_hex(32), UPLOADS=str(VAR / "uploads"))
    os.environ.pop("REDIS_URL", None)
    config.settings.cache_clear()
    return config.settings()


@pytest.fixture(scope="session")
def app(settings: Settings) -> Flask:
    app = create_app(settings)
    app.testing = False  # refusals and accidents become answers, as they do for people
    app.test_client_class = Browser
    return app


@pytest.fixture(autouse=True)
def nobody_tried_yet(request: pytest.FixtureRequest) -> None:
    """Limits count by address, and all tests of a process come from the same one."""
    if "app" in request.fixturenames:
        limiter.limiter.reset()
        limiter._local.storage.reset()


@pytest.fixture
def restaurant(app: Flask) -> Iterator[Restaurant]:
    """An open house on the largest plan, with the test bound to it."""
    house = factories.restaurant()
    with db.tenant(house.id):
        yield house
        db.release()


@pytest.fixture
def waiting(app: Flask) -> Iterator[Restaurant]:
    """A house that waits for approval, with the test bound to it."""
    house = factories.restaurant(status=RestaurantStatus.PENDING)
    with db.tenant(house.id):
        yield house
        db.release()


@pytest.fixture
def other(app: Flask) -> Restaurant:
    """Another open house, for what must not be reached."""
    with db.platform("another house"):
        return factories.restaurant()


@pytest.fixture
def client(app: Flask, restaurant: Restaurant) -> Callable[..., FlaskClient]:
    """`client(Role.WAITER)`: a browser signed in as one; `client(None)`: a stranger's. `at`: the branch that was chosen
    on it; `only`: the one its person may work at.
    """

    def browser(
        role: Role | None = Role.OWNER,
        house: Restaurant | None = None,
        at: UUID | None = None,
        only: UUID | None = None,
    ) -> FlaskClient:
        opened = app.test_client()
        if role is not None:
            sign_in(app, opened, factories.staff(role, (house or restaurant).id, branch_id=only), at)
        return opened

    return browser


@pytest.fixture
def superadmin(app: Flask) -> FlaskClient:
    opened = app.test_client()
    sign_in(app, opened, factories.superadmin())
    return opened


@pytest.fixture
def statements(app: Flask) -> Iterator[Callable[[], list[str]]]:
    """What was sent to the database since the fixture was made or last asked: all of it, in order."""
    seen: list[str] = []

    class Noting(cursor):
        def execute(self, statement: Any, values: Any = None) -> None:
            seen.append(str(statement))
            super().execute(statement, values)

    def watch(connection: Any, *_rest: Any) -> None:
        connection.cursor_factory = Noting

    def read() -> list[str]:
        now, seen[:] = list(seen), []
        return now

    event.listen(db.engine(), "checkout", watch)
    yield read
    event.remove(db.engine(), "checkout", watch)
    db.dispose()  # the connections that note


def sign_in(app: Flask, client: FlaskClient, user_id: UUID, at: UUID | None = None) -> None:
    """Give `client` a session as signing in would, without spending a password hash on it."""
    token = store.new_token()
    store.create(token, user_id, {BRANCH: str(at)} if at else {})
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], token)


database = partial(databases.database, VAR)
