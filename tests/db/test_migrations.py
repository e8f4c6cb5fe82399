"""The schema goes up, down and up again, and is what the models say."""

import os

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from nabancada import clock, db
from nabancada.db import migrate, partitions
from tests.conftest import database


@pytest.fixture
def url(services):
    with database(services["DATABASE_URL"], f"nabancada_migrations_{os.getpid()}") as url:
        yield url


def test_up_down_and_up_again(url):
    migrate.upgrade(url)
    migrate.downgrade(url, "base")
    engine = create_engine(url)
    with engine.connect() as connection:
        left = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        assert left == ["alembic_version"]
        assert not migrate.is_current(connection)
    migrate.upgrade(url)
    with engine.connect() as connection:
        assert migrate.is_current(connection)
        assert _differences(connection) == []
    engine.dispose()


def test_partitions_are_made_once_and_old_ones_dropped(url):
    migrate.upgrade(url)
    engine, today = create_engine(url), clock.now().date().replace(day=15)
    with engine.begin() as connection:
        made = partitions.make(connection, today, back=2, ahead=1)
        assert len(made) == 4 * len(partitions.TABLES)
        assert partitions.make(connection, today, back=2, ahead=1) == []
        dropped = partitions.drop_before(connection, "events", today.replace(day=1))
        assert len(dropped) == 2
    engine.dispose()


def test_a_month_that_went_to_the_default_partition_stays_there_and_stops_nothing(url):
    migrate.upgrade(url)
    engine, today = create_engine(url), clock.now().date()
    house = str(db.new_id())
    with engine.begin() as connection:
        connection.execute(text("SELECT set_config('app.restaurant_id', :house, true)"), {"house": house})
        late = text("INSERT INTO events (restaurant_id, seq, kind, topics, data) VALUES (:house, 1, 'x', '{}', '{}')")
        connection.execute(late, {"house": house})
    with engine.begin() as connection:
        made = partitions.make(connection, today, back=0, ahead=1)
    assert f"events_{today:%Y_%m}" not in made
    assert f"orders_{today:%Y_%m}" in made
    engine.dispose()


def _differences(connection):
    """What autogenerate would change. Partitions exist in the database only."""
    context = MigrationContext.configure(connection, opts={"include_name": _modelled})
    found = compare_metadata(context, db.Base.metadata)
    # A key to a partitioned table is listed once more for each partition; those the models cannot know.
    partitioned = ("orders_", "payments_")
    return [one for one in found if not (one[0] == "remove_fk" and one[1].referred_table.name.startswith(partitioned))]


def _modelled(name, kind, _parents):
    return kind != "table" or name in db.Base.metadata.tables or name == "alembic_version"


def test_areas_become_rooms_in_the_order_of_the_map_and_are_renamed_with_their_tables(url):
    migrate.upgrade(url)
    migrate.downgrade(url, "0011")
    engine, house = create_engine(url), str(db.new_id())
    table = text(
        "INSERT INTO dining_tables (restaurant_id, id, name, seats, area, shape, position, code, archived_at) "
        "VALUES (:house, gen_random_uuid(), :name, 4, :area, 'round', :position, :name, :gone)"
    )
    rows = [("1", "Sala", 0, None), ("2", "Quintal", 1, None), ("3", "Sala", 2, None), ("4", "Cave", -1, clock.now())]
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO restaurants (id, slug, name, phone, status) VALUES (:house, 'x', 'x', '+244', 'active')"),
            {"house": house},
        )
        connection.execute(text("SELECT set_config('app.restaurant_id', :house, true)"), {"house": house})
        for name, area, position, gone in rows:
            connection.execute(table, {"house": house, "name": name, "area": area, "position": position, "gone": gone})
    migrate.upgrade(url)
    with engine.begin() as connection:
        connection.execute(text("SELECT set_config('app.restaurant_id', :house, true)"), {"house": house})
        rooms = connection.execute(text("SELECT name, archived_at IS NULL FROM rooms ORDER BY position")).all()
        assert [tuple(room) for room in rooms] == [("Sala", True), ("Quintal", True), ("Cave", False)]
        connection.execute(text("UPDATE rooms SET name = 'Jardim' WHERE name = 'Quintal'"))
        assert connection.scalar(text("SELECT area FROM dining_tables WHERE name = '2'")) == "Jardim"
    engine.dispose()


def test_what_a_house_had_before_it_had_branches_is_of_its_main_one_and_so_is_what_the_release_before_adds(url):
    migrate.upgrade(url)
    migrate.downgrade(url, "0015")
    engine = create_engine(url)
    first, second = str(db.new_id()), str(db.new_id())
    branches = {
        first: [("Alvalade", None)],
        second: [("Baixa", clock.now()), ("Ilha", None), ("Talatona", None)],  # its oldest one is archived
    }
    with engine.begin() as connection:
        for house, those in branches.items():
            _house_before_branches(connection, house)
            for name, archived_at in those:
                connection.execute(
                    text(
                        "INSERT INTO branches (restaurant_id, id, name, archived_at) VALUES (:house, :id, :name, :at)"
                    ),
                    {"house": house, "id": str(db.new_id()), "name": name, "at": archived_at},
                )
            _one_of_each(connection, house, "before")
    migrate.upgrade(url)
    with engine.begin() as connection:
        for house, main, named in ((first, "Alvalade", ["Alvalade"]), (second, "Ilha", ["Ilha", "Talatona"])):
            connection.execute(text("SELECT set_config('app.restaurant_id', :house, true)"), {"house": house})
            _one_of_each(connection, house, "after")
            for table in PARTS:
                at = text(f"SELECT b.name FROM {table} t JOIN branches b ON b.id = t.branch_id")
                assert connection.scalars(at).all() == [main, main], table
            rows = connection.scalar(text("SELECT branches FROM restaurants WHERE id = :house"), {"house": house})
            assert [one["name"] for one in rows] == named
            assert (
                connection.scalar(text("SELECT count(branch_id) FROM users WHERE restaurant_id = :h"), {"h": house})
                == 0
            )
    engine.dispose()


PARTS = ("rooms", "dining_tables", "registers", "printers", "carts", "orders")


def _house_before_branches(connection, house):
    connection.execute(
        text("INSERT INTO restaurants (id, slug, name, phone, status) VALUES (:house, :slug, 'x', '+244', 'active')"),
        {"house": house, "slug": f"x{house[-12:]}"},
    )
    connection.execute(text("SELECT set_config('app.restaurant_id', :house, true)"), {"house": house})


def _one_of_each(connection, house, name):
    """What instances that know no branches write."""
    for statement in (
        "INSERT INTO rooms (restaurant_id, id, name, position) VALUES (:house, gen_random_uuid(), :name, 0)",
        "INSERT INTO dining_tables (restaurant_id, id, name, seats, area, shape, position, code) "
        "VALUES (:house, gen_random_uuid(), :name, 4, :name, 'round', 0, :name)",
        "INSERT INTO registers (restaurant_id, id, name) VALUES (:house, gen_random_uuid(), :name)",
        "INSERT INTO printers (restaurant_id, id, name, kind, width, stations, documents) "
        "VALUES (:house, gen_random_uuid(), :name, 'browser', 80, '{}', '{}')",
        "INSERT INTO carts (restaurant_id, key, content, version, owner_name) "
        "VALUES (:house, 'rascunho-' || :name, '{}', 1, 'Ana')",
        "INSERT INTO orders (restaurant_id, id, number, business_day, type, status, total_cents, placed_at, "
        "placed_by_name) "
        "VALUES (:house, uuidv7(), length(:name), '2026-11-28', 'counter', 'pending', 0, now(), 'Ana')",
    ):
        connection.execute(text(statement), {"house": house, "name": name})
