"""From the home page to the first sign-in; a forgotten password; the plan; a visit."""

import re
from time import monotonic
from uuid import uuid4

from playwright.sync_api import expect

from nabancada import db
from nabancada.permissions import Role
from tests import factories
from tests.browser.house import session_of
from tests.browser.people import PHONE

PASSWORD = "mangas no quintal 1975"


def test_a_house_signs_up_is_approved_elsewhere_and_its_owner_comes_in(people, server):
    owner, admin = people.stranger(size=PHONE), people.stranger()
    name = f"Quintal da Rosa {uuid4().hex[:6]}"
    email = f"rosa-{uuid4().hex[:8]}@casa.ao"
    owner.goto("/")
    owner.get_by_role("link", name="Experimentar 14 dias").click()
    owner.get_by_label("Nome do restaurante").press_sequentially(name)
    expect(owner.get_by_label("Endereço na internet")).to_have_value(name.lower().replace(" ", "-"))
    owner.get_by_label("Telefone").fill("923 456 789")
    owner.get_by_label("O seu nome").fill("Rosa Domingos")
    owner.get_by_label("E-mail").fill(email)
    owner.get_by_label("Palavra-passe", exact=True).fill(PASSWORD)
    owner.get_by_role("radio", name=re.compile("^Profissional")).check(force=True)
    owner.get_by_role("button", name="Criar restaurante").click()
    owner.wait_for_url("**/sign-up/received")

    people.give(admin, session_of(factories.superadmin()))
    admin.goto("/admin?status=pending")
    admin.get_by_role("link", name=name).click()
    admin.get_by_role("button", name="Aprovar").click()
    expect(admin.get_by_text("activa", exact=True).first).to_be_visible()

    owner.get_by_role("link", name="Entrar").last.click()
    owner.get_by_label("E-mail").fill(email)
    owner.get_by_label("Palavra-passe", exact=True).fill(PASSWORD)
    owner.get_by_role("button", name="Entrar").click()
    owner.wait_for_url("**/dashboard")
    owner.goto("/plan")
    expect(owner.get_by_text("Experiência até")).to_be_visible()


def test_a_sign_up_that_is_refused_keeps_what_was_typed_and_leads_to_the_field(people):
    people.forgive("422")
    page = people.stranger()
    page.goto("/sign-up")
    typed = {"Nome do restaurante": "Casa", "Telefone": "12", "O seu nome": "Rosa", "E-mail": "r@casa.ao"}
    for label, text in typed.items():
        page.get_by_label(label).fill(text)
    page.get_by_label("Palavra-passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Criar restaurante").click()
    expect(page.get_by_text("Não é um número de telefone.")).to_be_visible()
    expect(page.get_by_label("Telefone")).to_be_focused()
    expect(page.get_by_label("O seu nome")).to_have_value("Rosa")


def test_prices_by_month_and_by_year(people):
    page = people.stranger()
    page.goto("/")
    expect(page.get_by_text("15\u00a0000,00\u00a0Kz").first).to_be_visible()
    page.get_by_text("Por ano", exact=False).first.click()
    expect(page.get_by_text("144\u00a0000,00\u00a0Kz")).to_be_visible()
    expect(page.locator("#plans .nb-plan__price--month").first).to_be_hidden()


def test_the_plan_is_asked_for_and_the_request_taken_back(house, people):
    page = people.staff(house, Role.OWNER, "/plan")
    page.get_by_role("button", name="Pedir este plano").first.click()
    page.get_by_role("button", name="Pedir Básico").click()
    expect(page.get_by_text("Pediu o plano Básico")).to_be_visible()
    page.get_by_role("button", name="Retirar o pedido").click()
    expect(page.get_by_role("button", name="Pedir este plano").first).to_be_visible()


def test_a_message_rings_the_bell_and_is_read(house, people):
    page, admin = people.staff(house, Role.OWNER, "/dashboard"), people.stranger()
    people.give(admin, session_of(factories.superadmin()))
    expect(page.locator("body")).to_have_attribute("data-live", "live")
    admin.goto(f"/admin/messages?to={house.id}")
    admin.get_by_label("Assunto").fill("Manutenção")
    admin.get_by_label("Texto").fill("Domingo às 4 da manhã.")
    admin.get_by_role("button", name="Enviar mensagem").click()
    expect(page.locator("[data-bell] .nb-count")).to_have_text("1")
    with page.expect_response("**/messages/read"):
        page.locator("[data-bell]").click()
    expect(page.get_by_text("Domingo às 4 da manhã.")).to_be_visible()
    read, until = admin.get_by_text("lida em 1 de 1 casas"), monotonic() + 15
    while not read.count() and monotonic() < until:  # receipts are kept for seconds
        admin.reload()
    expect(read.first).to_be_visible()
    db.release()


def test_a_visit_is_announced_looks_around_and_leaves(house, people):
    page = people.stranger()
    people.give(page, session_of(factories.superadmin()))
    page.goto(f"/admin/restaurants/{house.id}")
    page.get_by_role("button", name="Ver a casa").click()
    page.locator("#visit-reason").fill("O fecho de ontem não bate certo")
    page.get_by_role("button", name="Entrar só para ver").click()
    page.wait_for_url("**/dashboard")
    expect(page.get_by_text("vê-se tudo, não se muda nada")).to_be_visible()
    page.get_by_role("button", name="Sair da casa").click()
    expect(page.get_by_text("O fecho de ontem não bate certo")).to_be_visible()
