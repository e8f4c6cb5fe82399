"""What people type is shown as they typed it, on every screen, and never runs."""

import pytest
from playwright.sync_api import expect

from nabancada.permissions import Role
from tests import factories
from tests.browser.house import open_house
from tests.browser.screens import SCREENS
from tests.browser.support import Board, Ordering, live

SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(2)>'
WORDS = f"{SCRIPT}{IMAGE}"
HOOK = """
    window.ran = [];
    for (const name of ["alert", "confirm", "prompt"]) window[name] = (...said) => window.ran.push(said);
"""


@pytest.fixture(scope="module")
def nasty_house(server, app):
    """Every name in it is an attempt."""
    house = open_house(server.url, name=f"Casa {WORDS}"[:120], tables=0)
    house.add_dish(
        f"Prato {WORDS}",
        350_000,
        description=WORDS,
        option_groups=[factories.group(f"Escolha {WORDS}"[:60], 0, 1, **{f"Opção {WORDS}"[:60]: 0})],
    )
    house.add_table(f"7{IMAGE}"[:40], area=f"Sala {SCRIPT}"[:40])
    house.tables["7"] = next(iter(house.tables.values()))
    return house


@pytest.mark.parametrize("name", SCREENS)
def test_nothing_that_was_typed_runs(nasty_house, people, name):
    screen = SCREENS[name]
    page = people.before(screen, nasty_house, f"Ana {WORDS}"[:120])
    page.add_init_script(HOOK)
    nasty_house.order(f"Prato {WORDS}", table="7", note=WORDS)
    page.goto(screen.address(nasty_house), wait_until="load")
    if screen.role and screen.role != Role.SUPERADMIN:
        live(page)
    nasty_house.order(f"Prato {WORDS}", table="7", note=WORDS)  # and once more over the socket
    screen.open(page)
    assert page.evaluate("window.ran") == []
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("script:not([src]):not([type='application/json'])").count() == 0


def test_it_is_ordered_and_cooked_as_it_was_typed(nasty_house, people):
    page = people.staff(nasty_house, Role.WAITER, f"/floor/tables/{nasty_house.tables['7']}")
    cook = Board(people.staff(nasty_house, Role.KITCHEN, "/kitchen"))
    live(cook.page)
    before = cook.tickets.count()
    ordering = Ordering(page)
    ordering.choose("Prato", f"Opção {WORDS}"[:60], note=WORDS)
    expect(ordering.lines).to_contain_text(WORDS)
    ordering.send()
    ordering.sent()
    expect(cook.tickets).to_have_count(before + 1)
    expect(cook.tickets.last).to_contain_text(WORDS)
