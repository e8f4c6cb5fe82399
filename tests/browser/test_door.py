"""The way in and out."""

import re

from playwright.sync_api import expect

from nabancada.permissions import Role

PASSWORD = "mangas no quintal 1975"


def test_a_wrong_password_keeps_the_e_mail_and_says_under_the_field_how_many_tries_are_left(house, people):
    people.forgive("401")
    page = people.stranger()
    page.goto("/sign-in")
    email = house.login(Role.CASHIER, PASSWORD)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Palavra-passe", exact=True).fill("outra coisa")
    page.get_by_role("button", name="Entrar").click()
    error = page.locator("#field-password-error")
    expect(error).to_contain_text("que restam: ")
    expect(page.get_by_label("Palavra-passe", exact=True)).to_have_attribute("aria-describedby", "field-password-error")
    expect(page.get_by_label("E-mail")).to_have_value(email)
    expect(page.get_by_label("Palavra-passe", exact=True)).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/pos")


def test_what_is_missing_is_said_without_asking_the_server(people):
    page = people.stranger()
    page.goto("/sign-in")
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_text("Escreva o seu e-mail.")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_be_focused()


def test_an_error_takes_the_place_of_the_hint_until_it_is_mended(people):
    page = people.stranger()
    page.goto("/sign-up")
    phone, hint = page.get_by_label("Telefone"), page.get_by_text("Como 923 456 789.")
    page.get_by_role("button", name="Criar restaurante").click()
    expect(phone).to_have_accessible_description("Escreva o telefone da casa.")
    expect(hint).to_be_hidden()
    phone.fill("923 456 789")
    expect(phone).to_have_accessible_description("Como 923 456 789.")
    expect(hint).to_be_visible()


def test_the_way_in_leads_back_to_where_somebody_wanted_to_go(house, people):
    page = people.stranger()
    page.goto(f"/floor/tables/{house.tables['7']}")
    page.get_by_label("E-mail").fill(house.login(Role.WAITER, PASSWORD))
    page.get_by_label("Palavra-passe", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/floor/tables/{house.tables['7']}")


def test_the_language_changes_every_word_and_stays(house, people):
    page = people.stranger()
    page.goto("/sign-in")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    people.give(page, house.token(Role.WAITER))
    page.goto("/floor")
    expect(page.get_by_role("heading", name="Tables", exact=True)).to_be_attached()
    page.locator(".nb-who").click()
    page.get_by_role("button", name="Português").click()
    expect(page.get_by_role("heading", name="Mesas", exact=True)).to_be_attached()


def test_the_language_that_somebody_chose_is_theirs_at_the_next_sign_in(house, people):
    email = house.login(Role.WAITER, PASSWORD)
    page, elsewhere = people.stranger(), people.stranger()
    for browser in (page, elsewhere):
        browser.goto("/sign-in")
        browser.get_by_label("E-mail").fill(email)
        browser.get_by_label("Palavra-passe", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/floor")
    page.locator(".nb-who").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    elsewhere.keyboard.press("Enter")
    elsewhere.wait_for_url("**/floor")
    expect(elsewhere.locator("html")).to_have_attribute("lang", "en")


def test_without_scripts_the_language_changes_and_somebody_comes_in(house, people):
    page = people.stranger(java_script_enabled=False)
    page.goto("/sign-in")
    page.get_by_role("button", name="English").click()
    page.get_by_label("Email").fill(house.login(Role.WAITER, PASSWORD))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/floor")


def test_the_way_out_is_on_the_screen_however_long_the_menu(house, people):
    page = people.staff(house, Role.OWNER, "/settings")
    page.locator(".nb-who").click()
    menu = page.locator("#user-menu").bounding_box()
    assert menu["y"] + menu["height"] <= page.viewport_size["height"]
    page.get_by_role("button", name="Sair").scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="Sair")).to_be_in_viewport(ratio=1)


def test_the_theme_stays_after_a_reload(house, people):
    page = people.staff(house, Role.WAITER, "/floor")
    page.locator(".nb-who").click()
    page.get_by_role("button", name="Escuro").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_after_signing_out_the_way_back_shows_nothing(house, people):
    page = people.staff(house, Role.WAITER, "/floor")
    page.locator(".nb-who").click()
    page.get_by_role("button", name="Sair").click()
    page.wait_for_url("**/sign-in")
    page.goto("/floor")
    page.wait_for_url(re.compile("/sign-in.next="))
