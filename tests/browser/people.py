"""People before screens: each has a browser of their own, with an empty profile, and is listened to."""

import re
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from nabancada.permissions import Role
from tests import factories
from tests.browser.house import House, session_of
from tests.browser.screens import Screen

PHONE, TABLET, DESK = (360, 740), (768, 1024), (1366, 768)
PATIENCE = 20_000  # milliseconds; a screen that was cut off tries again after up to 15 seconds

# What a page says about what it was not allowed to do reaches no console handler in every version of Chromium.
WATCH_POLICY = """
    addEventListener("securitypolicyviolation", (event) =>
        console.error(`refused by policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


class People:
    def __init__(self, chromium: Browser, url: str, cookie: str) -> None:
        self.url = url
        self._chromium, self._cookie = chromium, cookie
        self._contexts: list[BrowserContext] = []
        self._complaints: list[str] = []
        self._forgiven: list[str] = []

    def stranger(self, size: tuple[int, int] = DESK, url: str = "", **options: Any) -> Page:
        """Somebody not signed in; `url` is how they reach the server, when that is not the straight way."""
        given = {"viewport": {"width": size[0], "height": size[1]}, "locale": "pt-AO", "timezone_id": "Africa/Luanda"}
        context = self._chromium.new_context(base_url=url or self.url, **{**given, **options})
        context.set_default_timeout(PATIENCE)
        context.add_init_script(WATCH_POLICY)
        context.on("console", lambda message: message.type == "error" and self._complain(message.text))
        context.on("weberror", lambda error: self._complain(str(error.error)))
        self._contexts.append(context)
        return context.new_page()

    def staff(self, house: House, role: Role, path: str = "", **options: Any) -> Page:
        """Somebody of the house, signed in, and looking at `path`."""
        page = self.stranger(**options)
        self.give(page, house.token(role))
        if path:
            page.goto(path)
        return page

    def before(self, screen: Screen, house: House, name: str = "Ana Domingos", **options: Any) -> Page:
        """Somebody who may see it, about to open the screen."""
        self.forgive(*screen.quiet)
        page = self.stranger(**options)
        if screen.role == Role.SUPERADMIN:
            self.give(page, session_of(factories.superadmin()))
        elif screen.role:
            self.give(page, house.token(screen.role, name))
        return page

    def give(self, page: Page, token: str) -> None:
        """Put a session into a browser."""
        page.context.add_cookies([{"name": self._cookie, "value": token, "url": self.url}])

    def forgive(self, *patterns: str) -> None:
        """Complaints this test brings about on purpose."""
        self._forgiven += patterns

    def leave(self) -> list[str]:
        """Close everything. What pages complained of: errors on the console, exceptions, broken policy."""
        for context in self._contexts:
            context.close()
        return [said for said in self._complaints if not any(re.search(one, said) for one in self._forgiven)]

    def _complain(self, text: str) -> None:
        self._complaints.append(text)
