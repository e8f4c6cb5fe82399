"""People of a house: invited and in, changing on a shared tablet, signed out from elsewhere."""

import re

import pytest
from playwright.sync_api import Page, expect

from nabancada.permissions import Role
from tests.browser.counter import Counter
from tests.browser.house import session_of
from tests.browser.people import PHONE, TABLET
from tests.browser.support import live

PASSWORD = "três mangas no quintal"


@pytest.fixture
def tablet(house, people):
    """A tablet at the counter that the owner has shared."""
    page = people.staff(house, Role.OWNER, "/profile", size=TABLET)
    page.get_by_role("button", name="Tornar partilhado").click()
    expect(page.get_by_role("heading", name="Quem vai trabalhar?")).to_be_visible()
    return page


def come(page: Page, name: str, pin: str) -> None:
    page.locator(".nb-comer").filter(has_text=name).click()
    page.get_by_label("PIN", exact=True).fill(pin)
    page.get_by_role("button", name="Entrar", exact=True).click()


def change(page: Page) -> None:
    page.locator("[popovertarget=user-menu]").locator("visible=true").first.click()
    page.get_by_role("button", name="Trocar de pessoa").click()


def test_a_long_name_leaves_the_role_and_the_pin_on_a_phone(house, people):
    house.pin(Role.WAITER, "Maria das Carmelitas Fernandes Domingos da Costa Tchipenda", "4821")
    page = people.staff(house, Role.OWNER, "/profile", size=PHONE)
    page.get_by_role("button", name="Tornar partilhado").click()
    expect(page.locator(".nb-comer__role")).to_be_in_viewport(ratio=1)
    expect(page.get_by_label("PIN", exact=True)).to_be_in_viewport(ratio=1)


def test_somebody_is_invited_accepts_on_a_phone_and_signs_in_there_again(house, people):
    owner = people.staff(house, Role.OWNER, "/staff")
    owner.get_by_role("link", name="Convidar").click()
    owner.get_by_label("Nome").fill("Zeca Afonso")
    owner.get_by_label("Função").select_option("waiter")
    owner.get_by_role("button", name="Criar a ligação").click()
    link = owner.locator("#field-link").input_value()
    assert "/join/" in link

    phone = people.stranger(size=PHONE)
    phone.goto(link)
    expect(phone.get_by_role("heading", name=re.compile(house.name))).to_be_visible()
    email = f"zeca-{house.id.hex}@casa.ao"
    phone.get_by_label("E-mail").fill(email)
    phone.get_by_label("Palavra-passe", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="Entrar na casa").click()
    phone.wait_for_url("**/floor")
    live(phone)

    owner.goto("/staff")
    expect(owner.locator(".pp-people")).to_contain_text(email)
    expect(owner.locator(".pp-invitations")).to_have_count(0)

    other = people.stranger(size=PHONE)
    other.goto("/sign-in")
    other.get_by_label("E-mail").fill(email)
    other.get_by_label("Palavra-passe", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Entrar", exact=True).click()
    other.wait_for_url("**/floor")


def test_people_change_on_one_tablet_and_each_finds_their_own_slip(house, people, tablet):
    house.pin(Role.CASHIER, "Ana Paula", "1111")
    house.pin(Role.CASHIER, "Beto Kiala", "2222")
    tablet.reload()
    people.forgive("422", "401")  # a wrong PIN, and what the screen still asked for while it changed hands
    come(tablet, "Ana Paula", "2222")
    expect(tablet.locator("#field-pin-error")).to_contain_text("O PIN não confere")
    come(tablet, "Ana Paula", "1111")
    tablet.wait_for_url("**/pos")
    ana = Counter(tablet).ready()
    ana.add("Mufete")
    expect(ana.lines).to_have_count(1)

    change(tablet)
    come(tablet, "Beto Kiala", "2222")
    tablet.wait_for_url("**/pos")
    live(tablet)
    beto = Counter(tablet).ready()
    expect(beto.lines).to_have_count(0)
    beto.add("Cuca")
    beto.send()
    beto.sent()
    (order,) = house.orders()
    assert (order["placed_by"], [line["name"] for line in order["lines"]]) == ("Beto Kiala", ["Cuca"])

    change(tablet)
    come(tablet, "Ana Paula", "1111")
    tablet.wait_for_url("**/pos")
    back = Counter(tablet).ready()
    expect(back.lines).to_have_count(1)
    expect(back.lines).to_contain_text("Mufete")


def test_a_tablet_nobody_touches_locks_itself_and_its_screen_with_it(house, people, tablet):
    house.pin(Role.WAITER, "Ana Paula", "1111")
    tablet.reload()
    tablet.clock.install()
    come(tablet, "Ana Paula", "1111")
    tablet.wait_for_url("**/floor")
    tablet.clock.fast_forward(60_000)
    expect(tablet).to_have_url(re.compile("/floor$"))
    people.forgive("401", "WebSocket connection")  # of the screen that is locked
    tablet.clock.fast_forward(90_000)
    tablet.wait_for_url(re.compile(r"/switch\?next=(/|%2F)floor$"))
    tablet.goto("/pos")
    expect(tablet).to_have_url(re.compile(r"/switch\?next=/pos"))


def test_a_session_ended_from_a_phone_leads_the_other_screen_to_the_door(house, people):
    with house.bound():
        user_id = house.pin(Role.OWNER, "Rosa Lima", "1111")
    pages = []
    for path, size in (("/dashboard", TABLET), ("/profile", PHONE)):
        page = people.stranger(size=size)
        people.give(page, session_of(user_id))
        page.goto(path)
        live(page)
        pages.append(page)
    desk, phone = pages
    people.forgive("401")
    phone.locator(".pp-session").filter(has_not_text="esta").get_by_role("button", name=re.compile("Terminar")).click()
    desk.wait_for_url("**/sign-in?next=%2Fdashboard")
    expect(phone.locator(".pp-session")).to_have_count(1)
    live(phone)


def test_another_password_goes_on_here_without_passing_the_door(house, people):
    email = house.login(Role.OWNER, PASSWORD, "Rosa Lima")
    page = people.stranger()
    page.goto("/sign-in?next=/profile")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Palavra-passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Entrar", exact=True).click()
    page.wait_for_url("**/profile")
    live(page)
    page.locator("#password-current").fill(PASSWORD)
    page.get_by_label("Nova palavra-passe").fill("muamba de galinha com funge")
    page.get_by_role("button", name="Mudar a palavra-passe").click()
    page.wait_for_url("**/profile?done=password")
    live(page)
