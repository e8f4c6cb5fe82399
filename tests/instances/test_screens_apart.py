"""A process of some screens alone: what it serves, where it leads, and what it draws for the others."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update

from nabancada import db
from nabancada.app import EVERYWHERE
from nabancada.auth import passwords
from nabancada.auth.models import User
from nabancada.config import SCREENS
from nabancada.permissions import Role
from tests import factories
from tests.instances.ears import Ear, closing
from tests.instances.houses import http
from tests.instances.instance import Instance

DOCUMENT = Path(__file__).parents[2] / "docs" / "operations.md"
PASSWORD = "três mangas no quintal"
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def counter(folder):
    """One that has the counter and nothing else."""
    instance = Instance(folder, NABANCADA_SCREENS="pos, ")
    yield instance.ready()
    instance.stop()


def test_who_is_not_signed_in_finds_the_way_in_and_comes_back(counter, house):
    email = _with_password(factories.staff(Role.CASHIER, house.id))
    with http(counter.url) as browser:
        away = browser.get("/pos", headers=PAGE)
        assert (away.status_code, away.headers["Location"]) == (303, "/sign-in?next=/pos")
        assert 'name="password"' in browser.get(away.headers["Location"], headers=PAGE).text
        given = {"email": email, "password": PASSWORD, "next": "/pos"}
        entered = browser.post("/sign-in", data=given, headers=PAGE)
        assert entered.headers["Location"] == "/pos"
        assert browser.get("/pos", headers=PAGE).status_code == 200


def test_screens_of_other_processes_are_not_found_whoever_asks(counter, house):
    for cookie in (house.cookie(Role.KITCHEN), house.cookie(Role.OWNER), ""):
        with http(counter.url, cookie, **PAGE) as browser:
            for path in ("/kitchen", "/dashboard", "/"):
                assert browser.get(path).status_code == 404
            assert browser.post("/profile/password", data={}).status_code == 404


def test_every_way_between_screens_is_drawn_and_the_rooms_answer(counter, house):
    with http(counter.url, house.cookie(), **PAGE) as browser:
        for path in ("/pos", "/orders"):
            page = browser.get(path)
            assert page.status_code == 200
            assert all(f'href="{way}"' in page.text for way in ("/floor", "/kitchen", "/till", "/dashboard"))
        assert browser.get("/messages/bell").status_code == 200
        assert browser.get("/api/kitchen").status_code == 200


def test_any_process_draws_the_live_parts_of_any_screen(counter, house):
    with closing([Ear(counter.port, house.cookie(Role.KITCHEN))]) as [ear]:
        ear.say(type="watch", regions=["kitchen-board:todas"])
        assert ear.first("region")["id"] == "kitchen-board:todas"


def test_the_paths_of_each_screen_are_documented(app: Flask):
    of: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        first, screen = f"/{rule.rule.split('/')[1]}", app.view_functions[rule.endpoint].__module__.split(".")[1]
        if screen in set(SCREENS) - EVERYWHERE and first != "/api":
            of.setdefault(screen, set()).add(first)
    rows = re.findall(r"^\| `(\w+)` \| ((?:`/[^`]*` ?)+)\|$", DOCUMENT.read_text(), re.M)
    assert {screen: set(re.findall(r"`([^`]+)`", paths)) for screen, paths in rows} == of


def _with_password(user_id: UUID) -> str:
    """Give somebody one to sign in with; their e-mail."""
    with db.engine().begin() as connection:
        change = update(User).where(User.id == user_id).values(password_hash=passwords.hashed(PASSWORD))
        return connection.execute(change.returning(User.email)).scalar_one()
