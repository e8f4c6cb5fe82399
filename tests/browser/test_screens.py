"""Every screen fits a phone, a tablet and a desk, in light and dark, for eyes, fingers and screen readers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.house import House, open_house
from tests.browser.people import DESK, PHONE, TABLET
from tests.browser.screens import OF_COLOURS, RULES, SCREENS, cut_figures, dress, small_targets, too_wide, unreadable

THEMES = {"light": RULES, "dark": OF_COLOURS}
LONG = "Muamba de galinha do quintal com quiabos, jindungo e óleo de palma da avó Teresa"


@pytest.fixture(scope="module")
def busy_house(server, app):
    """A restaurant in the middle of the evening: everything is somewhere."""
    house = open_house(server.url, dishes=6)
    house.add_dish(LONG, 1_250_000, description="Uma travessa para quatro pessoas.")
    house.order("Mufete", "Cuca", table="7", note="sem sal")
    ready = house.order("Calulu", table="3", note="ALERGIA: amendoim")
    house.move(ready["id"], "preparing", "ready")
    started = house.order(LONG, table="2")
    house.move(started["id"], "preparing")
    counter = house.order("Cuca")
    house.move(counter["id"], "preparing", "ready")
    with house.api() as api:
        api.patch(f"/api/menu/items/{house.dishes['Cuca']}", json={"available": False}).raise_for_status()
    return house


@pytest.fixture
def show(people) -> Callable[[House, str], Page]:
    """Open a screen by its name."""

    def show(house: House, name: str) -> Page:
        screen = SCREENS[name]
        page = people.before(screen, house, reduced_motion="reduce")
        page.goto(screen.address(house), wait_until="load")
        screen.open(page)
        return page

    return show


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_fits_and_reads(busy_house, show, name):
    page = show(busy_house, name)
    wrong = []
    for width, height in (DESK, TABLET, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        wrong += [f"{width} px, too wide: {one}" for one in too_wide(page)]
        wrong += [f"{width} px, cut: {one}" for one in cut_figures(page)]
        wrong += [f"{width} px, small: {one}" for one in small_targets(page)]
        if (width, height) == TABLET:
            continue
        for theme, rules in THEMES.items():
            dress(page, theme)
            wrong += [f"{width} px {theme}, axe: {one}" for one in unreadable(page, rules)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "name",
    [
        "the map",
        "ordering for a table",
        "the counter",
        "the kitchen",
        "the day",
        "the orders of the day",
        "the public menu",
        "the menu's editor",
        "the choices",
        "new prices",
        "files",
        "the archive",
    ],
)
def test_a_screen_with_nothing_on_it_fits_and_reads(open_houses, show, name):
    house = open_houses(empty=True)
    house.add_table("7") if "table" in name else None
    page = show(house, name)
    for width, height in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        assert too_wide(page) == []
    assert unreadable(page) == []


@pytest.mark.parametrize("name", ["ordering for a table", "the counter", "the public menu", "the menu's editor"])
def test_two_hundred_dishes_and_long_names_fit(open_houses, show, name):
    house = open_houses(dishes=200, name="Restaurante Cervejaria Marisqueira Esplanada do Mussulo e Filhos")
    house.add_dish("Superlongonomesemespaçosdeumpratoquenãoacabanunca" * 2)
    page = show(house, name)
    for width, height in (DESK, TABLET, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        assert too_wide(page) == []
