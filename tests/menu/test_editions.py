"""The menu under the name of its edition: kept by whoever asked, never mistaken for another."""

import gzip
import json

import pytest

from nabancada import db
from nabancada.menu import actions, catalogue
from nabancada.permissions import Role
from tests import factories


@pytest.fixture
def waiter(client):
    return client(Role.WAITER)


def _edition(restaurant) -> str:
    db.release()
    return catalogue.edition(catalogue.now().version)


def test_by_its_edition_it_is_kept_for_ever_and_without_one_asked_for_again(restaurant, waiter):
    factories.dish()
    edition = _edition(restaurant)
    kept = waiter.get(f"/api/menu?edition={edition}").headers
    assert kept["Cache-Control"] == "private, max-age=31536000, immutable"
    plain = waiter.get("/api/menu")
    assert plain.headers["Cache-Control"] == "private, no-cache"
    again = waiter.get("/api/menu", headers={"If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_an_edition_that_is_over_is_answered_with_the_menu_of_now_and_not_kept(restaurant, waiter):
    dish = factories.dish()
    edition = _edition(restaurant)
    actions.change_item(dish.id, {"available": False})
    db.release()
    answer = waiter.get(f"/api/menu?edition={edition}")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    (category,) = answer.json["categories"]
    assert category["items"][0]["available"] is False
    assert _edition(restaurant) != edition


def test_another_house_never_gets_ours_by_its_name(restaurant, client, other):
    factories.dish("Muamba da casa")
    edition = _edition(restaurant)
    answer = client(Role.WAITER, other).get(f"/api/menu?edition={edition}")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Muamba da casa" not in answer.text


def test_packed_it_says_the_same(restaurant, waiter):
    factories.dish()
    db.release()
    packed = waiter.get("/api/menu", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert json.loads(gzip.decompress(packed.data)) == waiter.get("/api/menu").json
