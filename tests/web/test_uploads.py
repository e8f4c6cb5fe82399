"""Photos over HTTP: what can be asked for, and what the answer lets a browser do."""

from uuid import uuid4

import pytest

from nabancada import config
from nabancada.errors import NotFound
from nabancada.permissions import Role
from nabancada.storage import pictures
from tests import factories
from tests import pictures as files

MEGABYTE = 1024 * 1024


@pytest.fixture
def owner(client):
    return client(Role.OWNER)


def _put(browser, item_id, content, **how):
    return browser.put(f"/api/menu/items/{item_id}/photo", data=content, **how)


def test_a_photo_is_served_for_ever_and_as_nothing_else(owner, client):
    dish = _put(owner, factories.dish().id, files.photo()).json
    answer = client(None).get(dish["photo"]["480"])
    assert answer.status_code == 200
    assert answer.data[8:12] == b"WEBP"
    assert answer.content_type == "image/webp"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "key",
    [
        "../manifest.json",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/x",
        "x",
        "",
        f"{uuid4()}/{'0' * 64}-192.webp",
        f"{uuid4()}/{'0' * 64}-192.webp/../x",
        f"{uuid4()}/{'0' * 64}-192.svg",
        f"{uuid4()}/{'g' * 64}-192.webp",
    ],
)
def test_no_other_key_leads_anywhere(client, key):
    assert client(None).get(f"/static/dist/uploads/{key}").status_code == 404


def test_eight_megabytes_are_the_most(owner):
    dish = factories.dish()
    whole = files.photo()
    fits = _put(owner, dish.id, whole + b"\0" * (pictures.MOST_BYTES - len(whole)))
    assert fits.status_code == 200
    for much in (pictures.MOST_BYTES + 1, 20 * MEGABYTE):
        answer = _put(owner, dish.id, b"\xff" * much)
        assert (answer.status_code, answer.json["code"]) == (413, "too_large")
        assert "8 MB" in answer.json["detail"]


def test_other_addresses_still_take_one_megabyte(owner):
    answer = owner.post("/api/menu/items", data=b" " * 2 * MEGABYTE, content_type="application/json")
    assert answer.status_code == 413


def test_a_new_photo_is_a_new_address_and_none_is_the_plate(owner):
    dish = factories.dish()
    first = _put(owner, dish.id, files.photo()).json["photo"]
    second = _put(owner, dish.id, files.photo(colour=(10, 120, 60))).json["photo"]
    assert first["192"] != second["192"]
    assert owner.delete(f"/api/menu/items/{dish.id}/photo").status_code == 204
    assert owner.get("/api/menu").json["categories"][0]["items"][0]["photo"] is None


def test_an_address_names_the_cdn_where_there_is_one(settings, monkeypatch, restaurant):
    cdn = settings.model_copy(update={"assets_url": "https://cdn.example.ao/n"})
    monkeypatch.setattr(config, "settings", lambda: cdn)
    addresses = pictures.addresses("a" * 64)
    assert addresses["192"] == f"https://cdn.example.ao/n/uploads/{restaurant.id}/{'a' * 64}-192.webp"


def test_only_who_edits_the_menu_gives_photos(client):
    dish = factories.dish()
    for role, status in ((Role.WAITER, 403), (Role.KITCHEN, 403), (Role.MANAGER, 200)):
        assert _put(client(role), dish.id, files.photo()).status_code == status


def test_a_dish_that_left_the_menu_gets_none(owner):
    from nabancada.menu import actions, queries

    dish = factories.dish()
    actions.archive_item(dish.id)
    assert _put(owner, dish.id, files.photo()).status_code == 404
    with pytest.raises(NotFound):
        queries.ensure_item(dish.id)
