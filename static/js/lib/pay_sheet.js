/**
 * The payment sheet of the counter. Several ways of paying add up; only when they cover the total is anything taken.
 * What was chosen stays when somebody goes back and changes the slip, and can be taken out.
 */
import { showMoney } from "./money.js";
import { open } from "./overlay.js";
import { inCoins } from "./pricing.js";
import { startTender } from "./tender.js";

/** `paid(payments)` once all is covered; `later()` sends the order and opens its bill. */
export function startPaySheet(root, { paid, later }) {
  const { basket } = root.cart;
  const dialog = document.getElementById("pos-pay");
  if (!dialog) return { open() {}, close() {} };
  const list = dialog.querySelector("[data-pay-parts]");
  const template = document.getElementById("pay-part-template");
  const methods = JSON.parse(document.getElementById("pay-methods").textContent);
  const tender = startTender(dialog.querySelector("[data-tender]"), take, { kept: true });
  let total = 0;

  const parts = () => basket.state.tenders;
  const left = () => total - parts().reduce((sum, { amount_cents }) => sum + amount_cents, 0);
  const coins = () => inCoins(left(), root.cart.totals.rules.cash_step_cents);

  function take(payment) {
    const first = parts();
    if (payment.amount_cents < (payment.method === "cash" ? coins() : left())) {
      basket.write({ tenders: [...first, payment] });
      return draw();
    }
    tender.busy(true);
    const { amount_cents, ...all } = payment;
    // cash alone is for whatever the server says is due: what was handed over must be enough for it
    paid(payment.method === "cash" && !first.length ? [all] : [...first, payment]);
  }

  function draw() {
    list.replaceChildren(...parts().map((payment, n) => {
      const row = template.content.firstElementChild.cloneNode(true);
      row.dataset.part = n;
      row.querySelector("[data-method]").textContent = methods[payment.method];
      showMoney(row.querySelector("[data-amount]"), payment.amount_cents);
      return row;
    }));
    tender.ask(Math.max(0, left()));
  }

  list.addEventListener("click", ({ target }) => {
    const row = target.closest("[data-drop-part]")?.closest("[data-part]");
    if (!row) return;
    basket.write({ tenders: parts().filter((_, n) => n !== Number(row.dataset.part)) });
    draw();
  });
  dialog.querySelector("[data-pay-later]").addEventListener("click", () => {
    dialog.close();
    later();
  });

  return {
    open(cents) {
      total = cents;
      draw();
      open(dialog);
    },
    /** It goes on without the sheet: the slip says how. */
    close() {
      tender.busy(false);
      dialog.close();
    },
  };
}
