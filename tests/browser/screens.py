"""Every screen, how to come to it, and what must be true of it at any width and in either theme."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from nabancada.permissions import Role
from tests.browser.house import House

AXE = Path("node_modules/axe-core/axe.min.js")
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}  # all of them that a theme can break

DRESS = """(theme) => {
    const { dataset } = document.documentElement;
    if (dataset.bsTheme !== "auto") dataset.bsTheme = theme;
}"""

WIDER_THAN_THE_WINDOW = """async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame); // charts follow their place
    const width = document.documentElement.clientWidth;
    const page = document.scrollingElement;
    page.scrollLeft = 9999;
    const moved = page.scrollLeft;
    page.scrollLeft = 0;
    if (!moved && page.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > width + 1)
        .slice(-5).map((one) => one.outerHTML.slice(0, 120)).concat(`scrolls by ${page.scrollWidth - width}`);
}"""

# What a finger is meant for: not the words of a sentence, not what lies under a sheet or is there to be listened to.
SMALL_TARGETS = """(least) => {
    const inside = document.querySelector("dialog[open]") ?? document.body;
    const found = [];
    const controls = "button, a[href], summary, label.nb-option, label.nb-seg__item, input.nb-input";
    for (const one of inside.querySelectorAll(controls)) {
        if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        if (one.matches(".nb-skip, .nb-link, .nb-data__open, .nb-field__eye") || one.closest("p")) continue;
        const box = one.getBoundingClientRect();
        if (!box.width || !box.height || one.closest("[inert], .nb-sr")) continue;
        if (box.height < least - 0.5 || box.width < least - 0.5)
            found.push(`${Math.round(box.width)} × ${Math.round(box.height)} ${one.outerHTML.slice(0, 110)}`);
    }
    return found;
}"""

CUT_FIGURES = """() => [...document.querySelectorAll(".nb-money, .nb-age, .nb-timer")].filter((one) => {
    const { width, left, right } = one.getBoundingClientRect();
    if (!width || !one.checkVisibility() || one.closest(".nb-sr")) return false;
    for (let box = one.parentElement; box; box = box.parentElement) {
        const { overflowX } = getComputedStyle(box);
        const edge = box.getBoundingClientRect();
        if (["auto", "scroll"].includes(overflowX)) return false; // one can go and see
        if (overflowX !== "visible" && (right > edge.right + 1 || left < edge.left - 1)) return true;
    }
    return false;
}).map((one) => one.outerHTML.slice(0, 140))"""

SERIOUS = """async (runOnly) => {
    await new Promise(requestAnimationFrame);
    const moving = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(moving.map(({ finished }) => finished)); // colours on their way are nobody's
    const { violations } = await axe.run(document, { runOnly, resultTypes: ["violations"] });
    return violations.filter(({ impact }) => ["serious", "critical"].includes(impact)).flatMap(({ id, nodes }) =>
        nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ""}`));
}"""


@dataclass(frozen=True)
class Screen:
    """`path` may name {table}, {slug} and {code}, one that was renewed.

    `open` does what brings the screen into the state to be looked at.
    """

    path: str
    role: Role | None = None
    open: Callable[[Page], None] = lambda page: None
    quiet: tuple[str, ...] = ()

    def address(self, house: House) -> str:
        return self.path.format(table=house.tables.get("7", ""), slug=house.slug, code=house.old_code())


def open_options(page: Page) -> None:
    page.locator("[data-item]").filter(has_text="Muamba de galinha").locator("[data-options]").first.click()


def open_dish(page: Page) -> None:
    page.locator(".ed-dish__open").first.click()
    page.locator("[data-dish-form]").wait_for()


def open_table(page: Page) -> None:
    page.locator(".fp-table").first.click()


def open_editor(page: Page) -> None:
    page.locator("#plan-basico summary").click()


def open_house(page: Page) -> None:
    page.locator(".nb-data__open").first.click()


def open_request(page: Page) -> None:
    page.get_by_role("button", name="Pedir este plano").first.click()


def open_paying(page: Page) -> None:
    page.locator("[data-item]").filter(has_text="Mufete").locator("[data-add]").click()
    page.locator("[data-pay]").click()


def open_stock(page: Page) -> None:
    page.locator("[data-open=stock-sheet]").click()
    page.locator("[data-stock-list] li").first.wait_for()


def by_items(page: Page) -> None:
    """The bill of a table, its dishes being given to two people."""
    with page.expect_response("**/split"):
        page.locator(".pay-seg [value=items]").check(force=True)
    page.locator("[data-person]").nth(1).wait_for(state="attached")


def open_person(page: Page) -> None:
    page.locator(".nb-data__open").first.click()
    page.locator("#work-title").wait_for()


def hand_out(page: Page) -> None:
    page.locator("[name=name]").fill("Zeca Afonso")
    page.get_by_role("button", name="Criar a ligação").click()
    page.locator("#field-link").wait_for()


def open_invitation(page: Page) -> None:
    hand_out(page)
    page.goto(page.locator("#field-link").input_value())


def share(page: Page) -> None:
    page.get_by_role("button", name="Tornar partilhado").click()
    page.wait_for_url("**/switch")


SCREENS = {
    "the door": Screen("/sign-in"),
    "the map": Screen("/floor", Role.WAITER),
    "a table on the map": Screen("/floor?table={table}", Role.WAITER),
    "ordering for a table": Screen("/floor/tables/{table}", Role.WAITER),
    "the options of a dish": Screen("/floor/tables/{table}", Role.WAITER, open_options),
    "the kitchen": Screen("/kitchen", Role.KITCHEN),
    "the kitchen of who sees the other screens, too": Screen("/kitchen", Role.OWNER),
    "the counter": Screen("/pos", Role.CASHIER),
    "paying at the counter": Screen("/pos", Role.CASHIER, open_paying),
    "the queue of the counter": Screen("/pos", Role.CASHIER, lambda page: page.keyboard.press("F7")),
    "what has run out": Screen("/kitchen", Role.KITCHEN, open_stock),
    "paying a table": Screen("/checkout/tables/{table}", Role.CASHIER),
    "who pays what": Screen("/checkout/tables/{table}", Role.MANAGER, by_items),
    "the till": Screen("/till", Role.MANAGER),
    "the orders of the day": Screen("/orders", Role.MANAGER),
    "the day": Screen("/dashboard", Role.OWNER),
    "the printers": Screen("/printers", Role.OWNER),
    "a new printer": Screen("/printers/new", Role.OWNER),
    "the print queue": Screen("/printers/queue", Role.KITCHEN),
    "the settings": Screen("/settings", Role.OWNER),
    "who the house is": Screen("/settings/identity", Role.OWNER),
    "when it is open": Screen("/settings/hours", Role.OWNER),
    "how it charges": Screen("/settings/money", Role.OWNER),
    "what guests are offered": Screen("/settings/guests", Role.OWNER),
    "what receipts say": Screen("/settings/receipt", Role.OWNER),
    "the keys of programs": Screen("/settings/tokens", Role.OWNER),
    "the branches": Screen("/settings/branches", Role.OWNER),
    "the menu's editor": Screen("/menu", Role.OWNER),
    "the page of a dish": Screen("/menu", Role.MANAGER, open_dish),
    "the choices": Screen("/menu/choices", Role.OWNER),
    "the page of a choice": Screen("/menu/choices/new", Role.OWNER),
    "new prices": Screen("/menu/prices?much=10", Role.OWNER),
    "files": Screen("/menu/sheets", Role.OWNER),
    "the stations": Screen("/menu/stations", Role.OWNER),
    "the archive": Screen("/menu/archive", Role.OWNER),
    "the plan of a room": Screen("/tables", Role.OWNER),
    "a table of the plan": Screen("/tables", Role.MANAGER, open_table),
    "more tables": Screen("/tables", Role.OWNER, lambda page: page.locator("[data-add-tables]").click()),
    "the rooms": Screen("/tables/rooms", Role.OWNER),
    "the codes of the tables": Screen("/tables/codes", Role.OWNER),
    "the tables' archive": Screen("/tables/archive", Role.OWNER),
    "an old card": Screen("/t/{code}", quiet=("404",)),
    "the restaurants": Screen("/admin", Role.SUPERADMIN),
    "the plans": Screen("/admin/plans", Role.SUPERADMIN, open_editor),
    "what the platform says": Screen("/admin/messages", Role.SUPERADMIN),
    "the platform": Screen("/admin/figures", Role.SUPERADMIN),
    "a restaurant": Screen("/admin", Role.SUPERADMIN, open_house),
    "the plan of the house": Screen("/plan", Role.OWNER),
    "asking for a plan": Screen("/plan", Role.OWNER, open_request),
    "the staff": Screen("/staff", Role.OWNER),
    "one of the staff": Screen("/staff", Role.OWNER, open_person),
    "inviting": Screen("/staff/invitations/new", Role.OWNER),
    "an invitation's link": Screen("/staff/invitations/new", Role.OWNER, hand_out),
    "joining": Screen("/staff/invitations/new", Role.OWNER, open_invitation),
    "an invitation that is over": Screen("/join/nada", quiet=("410",)),
    "adding with a PIN": Screen("/staff/new", Role.OWNER),
    "the audit": Screen("/staff/audit", Role.OWNER),
    "one's own page": Screen("/profile", Role.OWNER),
    "who comes": Screen("/profile", Role.OWNER, share),
    "the home page": Screen("/"),
    "signing up": Screen("/sign-up"),
    "the terms": Screen("/terms"),
    "a forgotten password": Screen("/password-reset"),
    "the public menu": Screen("/r/{slug}"),
    "what is not there": Screen("/r/nada/aqui", quiet=("404",)),
}


def dress(page: Page, theme: str) -> None:
    """Show the page in a theme; a page for everybody follows the device."""
    page.emulate_media(color_scheme=theme)
    page.evaluate(DRESS, theme)


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways, if it does."""
    return page.evaluate(WIDER_THAN_THE_WINDOW)


def cut_figures(page: Page) -> list[str]:
    """Amounts, ages and timers that do not show whole."""
    return page.evaluate(CUT_FIGURES)


def small_targets(page: Page, least: int = 48) -> list[str]:
    """Controls that are under so many pixels high or wide."""
    return page.evaluate(SMALL_TARGETS, least)


def unreadable(page: Page, rules: dict[str, Any] = RULES) -> list[str]:
    """What axe finds serious or critical, with the whole page in sight: what a bar happens to lie over is no fault."""
    seen = page.viewport_size
    page.set_viewport_size({**seen, "height": page.evaluate("document.documentElement.scrollHeight")})
    if not page.evaluate("() => Boolean(globalThis.axe)"):
        page.evaluate(AXE.read_text())  # not subject to the page's policy, unlike a script element
    found = page.evaluate(SERIOUS, rules)
    page.set_viewport_size(seen)
    return found
