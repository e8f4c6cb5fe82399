"""What people do on the screens, and what they look for there."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import PATIENCE

expect.set_options(timeout=PATIENCE)


def live(page: Page) -> None:
    """Return once the screen is linked."""
    expect(page.locator("body")).to_have_attribute("data-live", "live")


def network_returns(page: Page) -> None:
    """The device says so: nobody waits for the next try."""
    page.evaluate("dispatchEvent(new Event('online'))")


def stays(page: Page) -> Callable[[], None]:
    """Mark the page that is there now; what is answered checks that it still is: nothing loaded another."""
    page.evaluate("window.marked = true")

    def check() -> None:
        assert page.evaluate("window.marked === true"), f"{page.url} was loaded anew"

    return check


def hold(page: Page) -> None:
    """Lay a hand on the message at the foot, which goes after some seconds: it stays until that hand goes on."""
    page.locator("#toasts .nb-toast").hover()


class Ordering:
    """A screen with a cart: that of a table, or the counter."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lines = page.locator("[data-cart-lines] [data-line]")
        self.send_button = page.locator("[data-cart-send]")
        self.problem = page.locator("[data-cart-problem]")
        self.sheet = page.locator("#option-sheet")
        expect(page.locator("[data-cart][data-state]")).to_be_attached()  # the menu is there: it hears hands and keys

    def dish(self, name: str) -> Locator:
        return self.page.locator("[data-item]").filter(has_text=re.compile(rf"^\s*{re.escape(name)}\b"))

    def add(self, name: str) -> None:
        """One more, by its round button, its stepper or its tile."""
        self.dish(name).locator("[data-add], [data-step='1']").locator("visible=true").click()

    def choose(self, name: str, *options: str, note: str = "", more: int = 0) -> None:
        """Through the sheet: options, a note, and so many more than one."""
        self.dish(name).locator("[data-options]").click()
        expect(self.sheet).to_be_visible()
        for option in options:
            self.sheet.locator(".nb-option").filter(has_text=option).click()
        self.sheet.locator("[data-note]").fill(note)
        for _ in range(more):
            self.sheet.locator('[data-step="1"]').click()
        self.sheet.locator("[data-accept]").click()
        expect(self.sheet).to_be_hidden()

    def shown(self) -> list[dict[str, str]]:
        """The lines as the slip shows them."""
        return [
            {
                "name": line.locator("[data-name]").inner_text(),
                "quantity": line.locator("[data-quantity]").first.inner_text(),
                "chosen": line.locator("[data-chosen]").text_content() or "",
                "note": line.locator("[data-note] [data-text]").text_content() or "",
            }
            for line in self.lines.all()
        ]

    def unfold(self) -> None:
        """On a phone the slip lies under its bar."""
        toggle = self.page.locator("[data-slip-toggle], [data-peek]")
        if toggle.is_visible() and toggle.get_attribute("aria-expanded") != "true":
            toggle.click()

    def send(self) -> None:
        self.send_button.click()

    def sent(self) -> None:
        """Return once the server has it and the cart is empty."""
        expect(self.lines).to_have_count(0)
        expect(self.problem).to_be_hidden()


class Board:
    """The kitchen's screen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tickets = page.locator(".nb-ticket")

    def ticket(self, title: str) -> Locator:
        return self.tickets.filter(has=self.page.locator(".nb-ticket__title", has_text=re.compile(rf"^{title}$")))

    def start(self, title: str) -> None:
        self.ticket(title).get_by_role("button", name="Começar").click()

    def finish(self, title: str) -> None:
        self.ticket(title).get_by_role("button", name="Pronto").click()


def tile(page: Page, table_id: str) -> Locator:
    """A table on the map."""
    return page.locator(f"#table-{table_id}")


def has_state(table: Locator, state: str) -> None:
    expect(table).to_have_class(re.compile(rf"\bnb-table--{state}\b"))


def asked(page: Page, path: str, method: str = "POST") -> list[Any]:
    """The bodies of the requests to a path, as they come."""
    seen: list[Any] = []
    page.on("request", lambda one: one.method == method and one.url.endswith(path) and seen.append(one.post_data_json))
    return seen
