"""What a guest sees of a house: its menu, fresh, small and the same for everybody."""

import gzip
import re
from uuid import UUID

import brotli
import pytest
from flask import Flask

from nabancada import db
from nabancada.menu import actions as menu
from nabancada.restaurants import actions as restaurants
from nabancada.restaurants.models import Restaurant, RestaurantStatus
from tests import factories
from tests import pictures as files

MOST_BYTES = 60 * 1024  # the page and all it needs, as sent


@pytest.fixture
def guest(client):
    return client(None)


def test_the_menu_names_the_house_and_its_dishes(guest, restaurant: Restaurant):
    factories.dish("Muamba de galinha", description="Com funge", option_groups=[factories.group(Funge=0)])
    body = guest.get(f"/api/public/{restaurant.slug}/menu").json
    assert body["restaurant"] == {
        "name": restaurant.name,
        "slug": restaurant.slug,
        "address": None,
        "phone": "+244923456789",
        "logo": None,
        "colour": None,
        "opening": {"open": True, "until": None, "week": [], "dates": []},
        "takeaway": False,
        "delivery": None,
    }
    [category] = body["categories"]
    [dish] = category["items"]
    assert (dish["name"], dish["price_cents"], dish["available"]) == ("Muamba de galinha", 650_000, True)
    assert dish["option_groups"][0]["options"][0]["name"] == "Funge"
    assert not {"station", "prep_minutes"} & dish.keys()


def test_the_page_shows_dishes_prices_and_what_is_sold_out(guest, restaurant: Restaurant):
    factories.dish("Mufete <de> carapau")
    factories.dish("Cacusso frito", available=False)
    page = guest.get(f"/r/{restaurant.slug}").text
    assert "Mufete &lt;de&gt; carapau" in page
    assert "6\N{NO-BREAK SPACE}500" in page
    assert "Esgotado por hoje" in page
    assert 'data-bs-theme="auto"' in page


def test_a_house_without_dishes_says_so(guest, restaurant: Restaurant):
    assert "a ser preparada" in guest.get(f"/r/{restaurant.slug}").text


def test_a_table_code_leads_to_the_menu_with_the_number_of_the_table(guest, restaurant: Restaurant):
    factories.dish()
    table = factories.table("7")
    page = guest.get(f"/t/{table.code}")
    assert page.status_code == 200
    assert re.search(r"<b>7</b>", page.text)
    assert "<b>7</b>" not in guest.get(f"/r/{restaurant.slug}").text


@pytest.mark.parametrize("code", ["", "1", "1-abc", "zzzzzzzzzzzz-aaaaaaaaaaaaaaaaaaaaaa", "-", "0-" + "a" * 22])
def test_codes_that_are_none_are_not_found(guest, restaurant: Restaurant, code: str):
    assert guest.get(f"/t/{code}").status_code == 404


def test_a_code_of_another_house_does_not_open_a_table_here(guest, restaurant: Restaurant, other: Restaurant):
    table = factories.table("7")
    rest = table.code.partition("-")[2]
    assert guest.get(f"/t/{_base36(other.number)}-{rest}").status_code == 404


@pytest.mark.parametrize("slug", ["nobody-has-this", "a%00b", "CASA", "%C3%A9", "a--b"])
def test_addresses_of_no_house_are_not_found(guest, restaurant: Restaurant, slug: str):
    assert guest.get(f"/r/{slug}").status_code == 404
    assert guest.get(f"/api/public/{slug}/menu").status_code == 404


def test_a_house_that_waits_for_approval_is_not_found(guest, restaurant: Restaurant):
    waiting = factories.restaurant(status=RestaurantStatus.PENDING)
    assert guest.get(f"/r/{waiting.slug}").status_code == 404


def test_a_house_that_is_suspended_is_not_found(guest, restaurant: Restaurant):
    code = factories.table("7").code
    restaurants.set_status(restaurant.id, RestaurantStatus.SUSPENDED)
    for path in (f"/r/{restaurant.slug}", f"/t/{code}", f"/api/public/{restaurant.slug}/menu"):
        assert guest.get(path).status_code == 404


def test_it_is_made_once_a_version_and_right_at_once_after_a_change(guest, restaurant: Restaurant):
    dish = factories.dish()
    path = f"/api/public/{restaurant.slug}/menu"
    assert [guest.get(path).headers["X-Cache"] for _ in range(2)] == ["miss", "hit"]
    menu.change_item(dish.id, {"available": False})
    changed = guest.get(path)
    assert changed.headers["X-Cache"] == "miss"
    assert changed.json["categories"][0]["items"][0]["available"] is False


def test_a_menu_that_is_kept_costs_one_statement(guest, restaurant: Restaurant, statements):
    factories.dish()
    guest.get(f"/r/{restaurant.slug}")
    db.release()
    statements()
    guest.get(f"/r/{restaurant.slug}")
    assert len(statements()) == 1


@pytest.mark.parametrize(
    ("accepts", "form", "unpack"),
    [("gzip, deflate, br", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress), ("", None, bytes)],
)
def test_it_is_sent_packed_as_the_browser_likes(guest, restaurant: Restaurant, accepts, form, unpack):
    factories.dish()
    path = f"/r/{restaurant.slug}"
    plain = guest.get(path).data
    for _ in range(2):
        answer = guest.get(path, headers={"Accept-Encoding": accepts})
        assert answer.headers.get("Content-Encoding") == form
        assert unpack(answer.data) == plain
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_who_has_the_newest_is_told_so_without_a_body(guest, restaurant: Restaurant):
    dish = factories.dish()
    path = f"/r/{restaurant.slug}"
    first = guest.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    known = {"If-None-Match": first.headers["ETag"]}
    again = guest.get(path, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    menu.change_item(dish.id, {"price_cents": 700_000})
    assert guest.get(path, headers=known).status_code == 200


def test_the_page_follows_no_guest_but_their_language(guest, restaurant: Restaurant):
    factories.dish()
    path = f"/r/{restaurant.slug}"
    plain = guest.get(path)
    guest.set_cookie("nb-theme", "dark")
    assert guest.get(path).data == plain.data
    guest.set_cookie("nb-language", "en")
    english = guest.get(path)
    assert 'lang="en"' in english.text
    assert english.headers["ETag"] != plain.headers["ETag"]
    assert "Set-Cookie" not in english.headers


def test_the_page_and_all_it_needs_is_light(app: Flask, guest, restaurant: Restaurant):
    for n in range(45):
        factories.dish(f"Prato {n}", description="Galinha rija, dendém, quiabos e funge de bombó", art="muamba")
    packed = {"Accept-Encoding": "gzip, br"}
    for address, least in ((f"/r/{restaurant.slug}", 2), (f"/t/{factories.table().code}", 3)):  # calling has a script
        needed = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', guest.get(address).text))
        assert len(needed) >= least
        assert sum(len(guest.get(path, headers=packed).data) for path in (address, *needed)) < MOST_BYTES


def test_the_photos_of_the_first_view_fit_in_besides(client, guest, restaurant: Restaurant):
    owner = client()
    dishes = [factories.dish(f"Prato {n}", description="Galinha rija, dendém e funge").id for n in range(12)]
    for n, item_id in enumerate(dishes):
        owner.put(f"/api/menu/items/{item_id}/photo", data=files.grainy(n))
    page = guest.get(f"/r/{restaurant.slug}")
    photos = re.findall(r'<img[^>]*srcset="(\S+) 192w[^>]*sizes="64px"[^>]*loading="lazy"', page.text)
    assert len(photos) == 11  # and the suggestion of the house, which is larger
    packed = {"Accept-Encoding": "gzip, br"}
    needed = set(re.findall(r'(?:href|src)="(/static/dist/[^"#]+\.(?:css|svg))', page.text))
    sizes = [len(guest.get(path, headers=packed).data) for path in (f"/r/{restaurant.slug}", *needed, *photos[:6])]
    assert sum(sizes) < MOST_BYTES


def test_the_page_needs_no_script(guest, restaurant: Restaurant):
    factories.dish()
    assert not re.search(r"<script(?! type=\"application/json\")", guest.get(f"/r/{restaurant.slug}").text)


def test_ids_in_the_menu_are_those_of_the_house(guest, restaurant: Restaurant):
    dish = factories.dish()
    body = guest.get(f"/api/public/{restaurant.slug}/menu").json
    assert UUID(body["categories"][0]["items"][0]["id"]) == dish.id


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return (_base36(number // 36) if number >= 36 else "") + digits[number % 36]
