/**
 * Taking the money of a counter order: the order and its payments are one request, whole or not at all. Exact cash is one
 * tap; the rest is chosen in the payment sheet (js/lib/tender.js).
 */
import { startManager } from "./manager.js";
import { inCoins } from "./pricing.js";
import { startSaleDone } from "./sale_done.js";
import { startPaySheet } from "./pay_sheet.js";

const NEEDS_PIN = new Set(["pin_needed", "discount_over_limit", "forbidden"]);

export function startPaying(root, words, ready) {
  const { basket, totals, catalogue, free, send, view } = root.cart;
  const askManager = startManager("pos-pin");
  const sheet = startPaySheet(root, { paid: (payments) => go({ payments }), later: () => { toBill = true; start("send"); } });
  let last = {}; // what was sent last, to be sent again with a PIN
  let toBill = false; // the order is paid on its own page

  startSaleDone(root, words);

  /** `payments: null` sends without taking money. Asks for a manager first where one is needed. */
  function go(how) {
    last = how;
    if (!totals.needsManager(catalogue(), basket.state, words.may)) return send(how);
    sheet.close();
    askManager((pin) => send({ ...how, pin }));
  }

  root.addEventListener("nb:ordered", ({ detail: { order } }) => {
    if (toBill) location.assign(`/checkout/orders/${order.id}`);
  });
  root.addEventListener("nb:sale-waiting", () => sheet.close());

  const total = () => totals.figures(catalogue(), basket.state).total_cents;

  function start(how) {
    if (basket.sending) return send();
    if (!basket.count) return send(); // it says what is missing
    if (!ready()) return;
    if (how !== "send") toBill = false;
    if (how !== "send" && total() === 0) how = "send"; // nothing to take
    if (how === "send") go({ payments: null });
    else if (how === "exact") go({ payments: [{ method: "cash", tendered_cents: inCoins(total(), totals.rules.cash_step_cents) }] });
    else if (free()) sheet.open(total());
  }

  root.addEventListener("click", (event) => {
    const { target } = event;
    const how = target.closest("[data-cart-send]") ? "send" : target.closest("[data-exact]") ? "exact" : target.closest("[data-pay]") ? "pay" : "";
    if (!how) return;
    event.stopPropagation();
    start(how);
  }, true);

  root.addEventListener("nb:sale-refused", (event) => {
    const { code, detail, fields } = event.detail ?? {};
    sheet.close();
    toBill = false;
    if (fields?.manager_pin || fields?.["order.manager_pin"]) {
      event.preventDefault();
      return askManager((pin) => send({ ...last, pin }), fields.manager_pin ?? fields["order.manager_pin"]);
    }
    if (NEEDS_PIN.has(code)) {
      event.preventDefault();
      askManager((pin) => send({ ...last, pin }), code === "discount_over_limit" ? detail : "");
    } else if (code === "no_open_shift") {
      event.preventDefault();
      view.problem(words.needShift, { link: { href: "/till", words: words.openShift } });
    }
  });
}
