"""From the home page to the first order on the cook's board, by somebody who was never here and whom nobody helps."""

import re
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from nabancada import db
from nabancada.auth.models import User
from tests import factories
from tests.browser.house import session_of
from tests.browser.people import PHONE, TABLET
from tests.browser.support import Board, Ordering, live

PASSWORD = "mangas no quintal 1975"
# What a hand that knows no screen takes, in seconds; a page over a weak network is waited for.
TAP, KEY, PAGE = 1.5, 0.3, 2.0


class Hand:
    """Somebody's hand on a page; counts what it does."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = self.keys = self.pages = 0
        page.on("framenavigated", self._turned)

    @property
    def seconds(self) -> float:
        return self.taps * TAP + self.keys * KEY + self.pages * PAGE

    def tap(self, what: Locator) -> None:
        self.taps += 1
        what.click()

    def write(self, label: str, text: str, within: Locator | None = None) -> None:
        """A tap into the field, then key by key."""
        field = (within or self.page).get_by_label(label, exact=True)
        self.tap(field)
        self.keys += len(text)
        field.press_sequentially(text)

    def button(self, name: str) -> None:
        self.tap(self.page.get_by_role("button", name=name).locator("visible=true").last)

    def link(self, name: str | re.Pattern[str]) -> None:
        self.tap(self.page.get_by_role("link", name=name).locator("visible=true").last)

    def _turned(self, _frame: object) -> None:
        self.pages += 1


def test_from_the_home_page_to_the_first_order_on_the_board_in_three_minutes(people, server):
    hand = Hand(people.stranger(PHONE, has_touch=True))
    page, email, name = hand.page, f"rosa-{uuid4().hex[:8]}@casa.ao", f"Quintal da Rosa {uuid4().hex[:4]}"
    page.goto("/")
    hand.link("Experimentar 14 dias")
    hand.write("Nome do restaurante", name)
    hand.write("Telefone", "923456789")
    hand.write("O seu nome", "Rosa Domingos")
    hand.write("E-mail", email)
    hand.write("Palavra-passe", PASSWORD)
    hand.button("Criar restaurante")
    page.wait_for_url("**/sign-up/received")
    approve(people.stranger(), name, people)

    hand.link("Entrar")
    hand.write("E-mail", email)
    hand.write("Palavra-passe", PASSWORD)
    hand.button("Entrar")
    steps = page.get_by_role("region", name="Primeiros passos")
    expect(steps.get_by_role("link")).to_have_count(3)

    hand.link(re.compile("Escrever a ementa"))
    hand.button("Criar categoria")
    category = page.locator("#new-category")
    hand.write("Nome", "Pratos do dia", category)
    hand.tap(category.get_by_role("button", name="Criar categoria"))
    hand.link("Criar prato")
    hand.write("Nome", "Mufete da Ilha")
    hand.write("Preço em Kz", "9500")
    hand.button("Criar prato")
    expect(page.locator(".ed-dish")).to_have_count(1)

    home(hand)
    expect(steps.get_by_role("link")).to_have_count(2)
    hand.link(re.compile("Pôr as mesas"))
    hand.button("Acrescentar 10 mesas")
    expect(page.locator(".fp-table")).to_have_count(10)

    cook = Board(people.stranger(TABLET))
    people.give(cook.page, session_of(owner(email)))
    cook.page.goto("/kitchen")
    live(cook.page)

    home(hand)
    hand.link(re.compile("Registar o primeiro pedido"))
    live(page)
    counter = Ordering(page)
    hand.tap(counter.dish("Mufete da Ilha").locator("[data-add]"))
    counter.unfold()
    hand.taps += 1
    hand.button("Enviar")
    expect(cook.page.locator(".nb-ticket")).to_contain_text("Mufete da Ilha")

    print(f"{hand.taps} taps, {hand.keys} keys, {hand.pages} pages: {hand.seconds:.0f} s")
    assert hand.seconds < 180
    page.goto("/dashboard")
    expect(page.get_by_role("region", name="A pedir atenção")).to_be_attached()
    expect(steps).to_have_count(0)


def approve(page: Page, house: str, people) -> None:
    """What the platform does meanwhile, in its own browser."""
    people.give(page, session_of(factories.superadmin()))
    page.goto("/admin?status=pending")
    page.get_by_role("link", name=house).click()
    page.get_by_role("button", name="Aprovar").click()
    expect(page.get_by_text("activa", exact=True).first).to_be_visible()


def owner(email: str):
    with db.platform("test"):
        user_id = db.session.scalars(select(User.id).where(User.email == email)).one()
        db.release()
    return user_id


def home(hand: Hand) -> None:
    hand.tap(hand.page.locator("a[href='/dashboard']").locator("visible=true").first)
    hand.page.wait_for_url("**/dashboard")
