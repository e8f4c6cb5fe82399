"""The counter, as who stands behind it uses it."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.house import House
from tests.browser.support import Ordering, live

# A scanner types a code in one breath and ends with Enter. What nobody prevents lands in the field with the focus.
SCAN = """async (code) => {
    const target = document.activeElement ?? document.body;
    const typed = target.matches("input, textarea");
    let at = performance.now(); // the scanner's own pace, however busy this machine is
    for (const key of [...code, "Enter"]) {
        const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
        Object.defineProperty(event, "timeStamp", { value: at += 5 });
        if (!target.dispatchEvent(event) || !typed || key === "Enter") continue;
        target.value += key;
        target.dispatchEvent(new Event("input", { bubbles: true }));
    }
    await new Promise((done) => setTimeout(done, at - performance.now() + 50)); // no hand scans twice in that time
}"""

COUNT_TAPS = """() => {
    if (window.taps === undefined)
        document.addEventListener("click", ({ isTrusted }) => { window.taps += isTrusted ? 1 : 0; }, true);
    window.taps = 0;
}"""


class Counter(Ordering):
    """The screen /pos of one person."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.pay_sheet = page.locator("#pos-pay")
        self.done = page.locator("[data-sale-done]")
        self.total = page.locator("#pos-slip .nb-sum__total [data-cart-total]")
        self.shift_sheet = page.locator("#pos-shift")
        self.customer_sheet = page.locator("#pos-customer")

    def ready(self) -> "Counter":
        live(self.page)
        expect(self.page.locator("[data-cart][data-state]")).to_be_attached()
        return self

    def scan(self, code: str) -> None:
        self.page.evaluate(SCAN, code)

    def open_shift(self) -> None:
        """Without the screen: the till has been opened before."""
        assert self.page.request.post("/api/shifts", data={"opening_cents": 0}).ok

    def kind(self, value: str) -> None:
        """counter, takeaway or delivery."""
        self.unfold()
        self.page.locator(f"[name=order-type][value={value}]").locator("xpath=..").click()

    def customer(self, **fields: str) -> None:
        """Type into the customer's sheet and save it."""
        for name, value in fields.items():
            self.customer_sheet.locator(f"#field-customer-{name}").fill(value)
        self.customer_sheet.get_by_role("button", name="Guardar").click()

    def count_taps(self) -> None:
        self.page.evaluate(COUNT_TAPS)

    @property
    def taps(self) -> int:
        return self.page.evaluate("window.taps")

    def sold(self) -> None:
        """Return once the sale is made and said so."""
        expect(self.done).to_be_visible()
        expect(self.lines).to_have_count(0)


def bill_of(house: House, order: dict[str, Any]) -> dict[str, Any]:
    """The bill of an order of the counter, with its payments."""
    with house.api() as api:
        answer = api.get(f"/api/orders/{order['id']}/bill")
        answer.raise_for_status()
        return answer.json()
