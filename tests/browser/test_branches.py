"""A house at several branches: where this browser works is seen, and changed without a mouse."""

import pytest
from playwright.sync_api import expect

from nabancada.permissions import Role
from nabancada.restaurants import branches
from tests.browser.people import DESK, PHONE, TABLET
from tests.browser.screens import dress, small_targets, too_wide, unreadable
from tests.browser.support import live

LONG = "Morro Bento, junto ao Centro Comercial do Kilamba e da Estrada Velha"
MENU = "[popovertarget=user-menu]"


@pytest.fixture
def chain(house):
    """The house with more branches than a screen has lines, one of them with a very long name."""
    with house.bound():
        for name in ("Talatona", LONG, *(f"Filial {n}" for n in range(3, 12))):
            branches.add(name)
    return house


def test_a_branch_is_chosen_with_the_keyboard_and_the_other_tab_follows(chain, people):
    page = people.staff(chain, Role.WAITER, "/floor")
    other = page.context.new_page()
    other.goto("/orders")
    for one in (page, other):
        live(one)
        expect(one.locator(".nb-who__branch")).to_have_text("Principal")
    page.locator(MENU).locator("visible=true").focus()
    page.keyboard.press("Enter")
    page.locator(".nb-menu__branches summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Talatona").focus()
    page.keyboard.press("Enter")
    for one, path in ((page, "/floor"), (other, "/orders")):
        expect(one.locator(".nb-who__branch")).to_have_text("Talatona")
        one.wait_for_url(f"**{path}")
        live(one)


def test_who_is_moved_to_another_branch_sees_it_at_once(chain, people):
    waiter = people.staff(chain, Role.WAITER, "/floor")
    live(waiter)
    who = waiter.request.get("/api/session").json()
    there = next(one["id"] for one in who["branches"] if one["name"] == "Talatona")
    with chain.api() as owner:
        owner.patch(f"/api/staff/{who['user']['id']}", json={"branch_id": there}).raise_for_status()
    expect(waiter.locator(".nb-who__branch")).to_have_text("Talatona")
    waiter.locator(MENU).locator("visible=true").click()
    expect(waiter.get_by_text("Mudar de filial")).to_have_count(0)


@pytest.mark.parametrize("size", [DESK, TABLET, PHONE], ids=["desk", "tablet", "phone"])
def test_many_branches_and_a_long_name_fit_every_width(chain, people, size):
    page = people.staff(chain, Role.OWNER, "/orders", size=size, reduced_motion="reduce")
    page.locator(MENU).locator("visible=true").click()
    page.get_by_text("Mudar de filial").click()
    assert (too_wide(page), small_targets(page)) == ([], [])
    for theme in ("light", "dark"):
        dress(page, theme)
        assert unreadable(page) == []
    page.get_by_role("button", name=LONG).click()
    for path in ("/orders", "/pos", "/staff", "/staff/new", "/printers/new"):
        page.goto(path)
        expect(
            page.get_by_text(LONG).locator("visible=true").or_(page.locator(".nb-staff--focused")).first
        ).to_be_visible()
        assert (too_wide(page), small_targets(page)) == ([], []), path
