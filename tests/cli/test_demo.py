"""The demonstration: complete, plausible, and as consistent as if people had made it."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from nabancada import clock
from nabancada.auth import passwords
from nabancada.cli.demo_data import ilha, muxima
from nabancada.cli.demo_data.ids import id_of
from nabancada.cli.demo_data.passphrases import passphrase
from nabancada.db import migrate, partitions
from nabancada.restaurants.hours import Hours, week_of
from tests.conftest import database

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def demo(services: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A database of its own, seeded through the command."""
    file = tmp_path_factory.mktemp("demo") / "logins.json"
    with database(services["DATABASE_URL"], "nabancada_demo_test") as url:
        engine = create_engine(url)
        migrate.upgrade(url)
        with engine.begin() as connection:
            partitions.make(connection, clock.now().date())
        printed = _seed(url, file)
        logins = json.loads(file.read_text())
        yield {"engine": engine, "file": file, "printed": printed, "url": url, "logins": logins}
        engine.dispose()


def test_everybody_can_sign_in_with_what_is_handed_out(demo):
    everybody = [demo["logins"]["superadmin"], *demo["logins"]["logins"]]
    assert len({one["password"] for one in everybody}) == len(everybody) == 14
    for one in everybody:
        [kept] = _ask(demo, "SELECT password_hash FROM users WHERE email = :email", email=one["email"])
        assert passwords.matches(kept[0], one["password"])
        passwords.check(one["password"], one["email"])
        assert one["password"] in demo["printed"]


def test_every_role_is_there_in_both_houses(demo):
    roles = {(one["restaurant"], one["role"]) for one in demo["logins"]["logins"]}
    staff = {"owner", "manager", "cashier", "waiter", "kitchen"}
    assert roles == {(slug, role) for slug in ("quintal-da-muxima", "cafe-da-ilha") for role in staff}


@pytest.mark.parametrize("slug", ["quintal-da-muxima", "cafe-da-ilha"])
def test_the_owner_has_set_the_house_up(demo, slug):
    house = "restaurant_id = current_setting('app.restaurant_id')::uuid"
    [owner] = _of(demo, slug, f"SELECT id FROM users WHERE role = 'owner' AND {house}")
    done = _of(demo, slug, "SELECT kind, actor_id FROM events WHERE kind IN ('menu.changed', 'tables.changed')")
    assert {kind for kind, _by in done} == {"menu.changed", "tables.changed"}
    assert {by for _kind, by in done} == {owner[0]}


def test_the_books_agree(demo):
    env = {**os.environ, "DATABASE_URL": demo["url"], "SECRET_KEY": "x" * 32}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "check-invariants"]
    checked = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=150)
    assert (checked.returncode, checked.stdout) == (0, "2 restaurants checked, 0 violations.\n"), checked.stdout


def test_only_we_may_read_the_logins(demo):
    assert stat.S_IMODE(demo["file"].stat().st_mode) == 0o600


def test_a_second_time_nothing_happens(demo):
    before = demo["file"].read_text()
    assert _seed(demo["url"], demo["file"]).strip() == ""
    assert demo["file"].read_text() == before
    assert _ask(demo, "SELECT count(*) FROM restaurants") == [(2,)]


def test_the_houses_are_open_and_pay(demo):
    for slug, plan in (("quintal-da-muxima", "enterprise"), ("cafe-da-ilha", "profissional")):
        assert _ask(demo, "SELECT status FROM restaurants WHERE slug = :slug", slug=slug) == [("active",)]
        assert _of(demo, slug, "SELECT status, plan_slug FROM subscriptions") == [("active", plan)]


def test_the_houses_say_when_they_are_open_and_nobody_comes_at_another_hour(demo):
    for slug, house in (("quintal-da-muxima", muxima.HOUSE), ("cafe-da-ilha", ilha.HOUSE)):
        [(kept,)] = _ask(demo, "SELECT settings -> 'hours' FROM restaurants WHERE slug = :slug", slug=slug)
        assert all(week_of(kept["week"]).values())
        hours, monday = Hours.of(kept), datetime(2026, 3, 2, tzinfo=clock.TIMEZONE)
        for day, hour in product(range(7), house.rhythm.arrivals):
            assert hours.at(monday + timedelta(days=day, hours=hour)).open
        assert not hours.at(monday + timedelta(hours=4)).open


@pytest.mark.parametrize(("house", "dishes", "tables"), [(muxima.HOUSE, 46, 18), (ilha.HOUSE, 25, 10)])
def test_menu_and_tables_are_whole(demo, house, dishes, tables):
    slug = "quintal-da-muxima" if house is muxima.HOUSE else "cafe-da-ilha"
    assert _of(demo, slug, "SELECT count(*) FROM menu_items WHERE description <> '' AND art <> ''") == [(dishes,)]
    placed = _of(demo, slug, "SELECT area, grid_column, grid_row, shape FROM dining_tables")
    assert len(placed) == tables
    cells = [(area, c + dc, r + dr) for area, c, r, shape in placed for dc, dr in _covered(shape)]
    assert len(set(cells)) == len(cells), "two tables stand on one spot"
    assert max(column for _area, column, _row in cells) <= 12


def test_orders_are_numbered_without_holes_and_counted(demo):
    for slug in ("quintal-da-muxima", "cafe-da-ilha"):
        days = _of(
            demo, slug, "SELECT business_day, count(*), min(number), max(number) FROM orders GROUP BY 1 ORDER BY 1"
        )
        assert len(days) >= 9
        assert all((least, most) == (1, count) for _day, count, least, most in days)
        [(day, number, month, placed)] = _of(demo, slug, "SELECT day, number, month, placed FROM order_counters")
        assert (day, number) == (days[-1][0], days[-1][3])
        assert placed == sum(count for one, count, *_ in days if clock.month_of(one) == month)


def test_orders_add_up_and_lie_in_the_time_their_ids_say(demo):
    wrong = """
        SELECT count(*) FROM orders o WHERE uuid_extract_timestamp(id) <> date_trunc('milliseconds', placed_at)
        OR total_cents <> (SELECT sum(unit_price_cents * (quantity - void_quantity)) FROM order_lines l
                           WHERE l.restaurant_id = o.restaurant_id AND l.order_id = o.id)
        OR placed_at > now() OR served_at > now() OR NOT (started_at > placed_at) OR NOT (served_at >= ready_at)
    """
    unsorted = """
        SELECT count(*) FROM (SELECT number, rank() OVER (PARTITION BY business_day ORDER BY placed_at) AS due
                              FROM orders) o WHERE number <> due
    """
    too_late = "SELECT count(*) FROM orders o JOIN parties p ON p.id = o.party_id WHERE o.served_at > p.closed_at"
    wrong_day = "SELECT placed_at, business_day FROM orders"
    for slug in ("quintal-da-muxima", "cafe-da-ilha"):
        assert _of(demo, slug, wrong) == [(0,)]
        assert _of(demo, slug, unsorted) == [(0,)]
        assert _of(demo, slug, too_late) == [(0,)]
        assert all(clock.business_day(at) == day for at, day in _of(demo, slug, wrong_day))


def test_an_id_says_its_time_to_the_millisecond():
    began = datetime(2026, 11, 24, 19, 51, 37, tzinfo=UTC)
    for n in range(1000):
        at = began + timedelta(milliseconds=n)
        assert id_of(at).int >> 80 == (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def test_nobody_sits_where_somebody_sits(demo):
    overlapping = """
        SELECT count(*) FROM parties a JOIN parties b ON a.table_id = b.table_id AND a.id < b.id
        AND tstzrange(a.opened_at, a.closed_at) && tstzrange(b.opened_at, b.closed_at)
    """
    for slug in ("quintal-da-muxima", "cafe-da-ilha"):
        assert _of(demo, slug, overlapping) == [(0,)]


def test_something_is_going_on_now(demo):
    states = {
        status
        for (status,) in _of(
            demo, "quintal-da-muxima", "SELECT DISTINCT status FROM orders WHERE placed_at > now() - interval '30 min'"
        )
    }
    assert {"pending", "preparing", "ready", "served"} <= states
    waiting = "SELECT count(*) FROM parties WHERE closed_at IS NULL AND bill_requested_at IS NOT NULL"
    assert _of(demo, "quintal-da-muxima", waiting) == [(1,)]


def test_choices_keep_the_rules_of_the_menu(demo):
    broken = """
        SELECT count(*) FROM order_lines l
        JOIN item_option_groups i ON i.item_id = l.item_id JOIN option_groups g ON g.id = i.group_id
        WHERE (SELECT count(*) FROM jsonb_array_elements(l.options) one
               JOIN options o ON o.id = (one ->> 'id')::uuid WHERE o.group_id = g.id)
              NOT BETWEEN g.min_choices AND g.max_choices
    """
    for slug in ("quintal-da-muxima", "cafe-da-ilha"):
        assert _of(demo, slug, broken) == [(0,)]


def test_passphrases_are_long_readable_and_never_the_same():
    made = {passphrase() for _ in range(50)}
    assert len(made) == 50
    assert all(len(one) >= passwords.SHORTEST and one.isascii() for one in made)


def _seed(url: str, file: Path) -> str:
    """What the command prints."""
    env = {**os.environ, "DATABASE_URL": url, "SECRET_KEY": "x" * 32, "NABANCADA_LOGINS": str(file)}
    env.pop("REDIS_URL", None)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "seed-demo"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=150, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _ask(demo: dict[str, Any], statement: str, **values: Any) -> list[Any]:
    with demo["engine"].connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement), values)]


def _of(demo: dict[str, Any], slug: str, statement: str) -> list[Any]:
    """Rows of one house: without its name bound, there are none."""
    with demo["engine"].connect() as connection:
        house = connection.scalar(text("SELECT id FROM restaurants WHERE slug = :slug"), {"slug": slug})
        bind = text("SELECT set_config('app.restaurant_id', :house, true)")
        connection.execute(bind, {"house": str(house)})
        return [tuple(row) for row in connection.execute(text(statement))]


def _covered(shape: str) -> list[tuple[int, int]]:
    width = 3 if shape == "wide" else 2
    return [(column, row) for column in range(width) for row in range(2)]
