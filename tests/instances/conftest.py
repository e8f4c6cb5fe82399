"""Instances as they run in production, on the tests' own database and a Valkey that may be killed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text

from nabancada import db, embedded
from nabancada.cli import invariants
from tests.instances import houses
from tests.instances.houses import House
from tests.instances.instance import Instance
from tests.ports import free_port

CONNECTED = "Redis Pub/Sub connected for WebSocket"


@dataclass
class Pair:
    """Two instances of one deployment."""

    a: Instance
    b: Instance
    valkey: embedded.Valkey

    @property
    def ports(self) -> list[int]:
        return [self.a.port, self.b.port]

    @property
    def urls(self) -> list[str]:
        return [self.a.url, self.b.url]

    @property
    def both(self) -> tuple[Instance, Instance]:
        return self.a, self.b


@pytest.fixture(scope="package")
def folder(tmp_path_factory, app):
    return tmp_path_factory.mktemp("instances")


@pytest.fixture(scope="package")
def valkey(folder) -> Iterator[embedded.Valkey]:
    server = embedded.Valkey(folder)
    server.start(free_port())
    yield server
    server.kill()


@pytest.fixture(scope="package")
def launched(folder, valkey) -> Iterator[dict[str, Instance]]:
    """All the instances below, started and stopped side by side."""
    made = {
        "a": Instance(folder, REDIS_URL=valkey.url),
        "b": Instance(folder, REDIS_URL=valkey.url),
        "alone": Instance(folder, workers=2, LOG_LEVEL="debug"),
        "lonely": Instance(folder, SOCKETS_PER_IDENTITY="3"),
    }
    yield made
    for one in made.values():
        one.terminate()
    for one in made.values():
        one.stop()


@pytest.fixture
def pair(launched, valkey) -> Pair:
    """Two instances with one worker each, sharing a Valkey; what a test before did to them is mended."""
    return Pair(launched["a"].ready(), launched["b"].ready(), valkey)


@pytest.fixture
def alone(launched) -> Instance:
    """An instance of two workers without Redis, and with much to say in its log."""
    return launched["alone"].ready()


@pytest.fixture
def lonely(launched) -> Instance:
    """An instance of one worker without Redis, that lets nobody hold more than three sockets."""
    return launched["lonely"].ready()


@pytest.fixture
def open_house(app) -> Iterator[Callable[..., House]]:
    """Make restaurants, in whichever database is connected. After the test everything about them must fit together."""
    made: dict[str, list[UUID]] = {}

    def make(**wishes) -> House:
        house = houses.house(**wishes)
        made.setdefault(db.engine().url.render_as_string(hide_password=False), []).append(house.id)
        return house

    yield make
    assert [line for url, ids in made.items() for line in invariants.violations(url, ids)] == []


@pytest.fixture
def house(open_house) -> House:
    return open_house()


@pytest.fixture(scope="package")
def database(database_url):
    """Ask the database as its owner: `database(house, statement)` gives all rows."""
    engine = create_engine(database_url)

    def ask(house: House, statement: str, **values):
        with engine.connect() as connection:
            connection.execute(text("SELECT set_config('app.restaurant_id', :id, true)"), {"id": str(house.id)})
            return connection.execute(text(statement), {"house": house.id, **values}).all()

    yield ask
    engine.dispose()
