"""Instances as they run in production, on the tests' own database and a Valkey that may be killed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from redis import Redis
from sqlalchemy import create_engine, text

from nabancada import embedded
from nabancada.live.bus import RESTAURANT
from tests.instances import houses, invariants
from tests.instances.houses import House
from tests.instances.instance import Instance, free_port

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
def _pair(folder, valkey) -> Iterator[Pair]:
    a, b = (Instance(folder, REDIS_URL=valkey.url) for _ in "ab")
    yield Pair(a.ready(), b.ready(), valkey)
    for one in (a, b):
        one.terminate()
    for one in (a, b):
        one.stop()


@pytest.fixture
def pair(_pair) -> Pair:
    """Two instances with one worker each, sharing a Valkey; whatever a test before did to them is mended."""
    for one in _pair.both:
        one.ensure_running()
    return _pair


@pytest.fixture(scope="package")
def alone(folder) -> Iterator[Instance]:
    """An instance of two workers without Redis, and with much to say in its log."""
    made = Instance(folder, workers=2, LOG_LEVEL="debug")
    yield made.ready()
    made.stop()


@pytest.fixture(scope="package")
def lonely(folder) -> Iterator[Instance]:
    """An instance of one worker without Redis, that lets nobody hold more than three sockets."""
    made = Instance(folder, SOCKETS_PER_IDENTITY="3")
    yield made.ready()
    made.stop()


@pytest.fixture
def open_house(database_url, app) -> Iterator[Callable[..., House]]:
    """Make restaurants. After the test everything about them must fit together."""
    made: list[House] = []

    def make(**wishes) -> House:
        made.append(houses.house(**wishes))
        return made[-1]

    yield make
    assert invariants.violations(database_url, [one.id for one in made]) == []


@pytest.fixture
def house(open_house) -> House:
    return open_house()


@pytest.fixture
def subscribed(valkey):
    """`subscribed(house)`: how many workers Valkey tells of a house."""

    def count(house: House) -> int:
        with Redis.from_url(valkey.url) as client:
            return client.pubsub_numsub(f"{RESTAURANT}{house.id}")[0][1]

    return count


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
