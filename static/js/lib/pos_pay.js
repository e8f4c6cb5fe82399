/**
 * Taking the money of a counter order: the order and its payments are one request, whole or not at all. Exact cash is one
 * tap; the rest is chosen in the payment sheet (js/lib/tender.js).
 */
import { startManager } from "./manager.js";
import { parts } from "./money.js";
import { inCoins } from "./pricing.js";
import { startSaleDone } from "./sale_done.js";
import { startPaySheet } from "./pay_sheet.js";
import { startShift } from "./pos_shift.js";
import { say } from "./words.js";

const NEEDS_PIN = new Set(["pin_needed", "discount_over_limit", "forbidden"]);

export function startPaying(root, words, customer) {
  const { basket, totals, catalogue, free, send, view } = root.cart;
  const askManager = startManager("pos-pin");
  const askShift = startShift(root, words);
  const sheet = startPaySheet(root, { paid: (payments) => go({ payments }), later: () => { toBill = true; start("send"); } });
  const warning = root.querySelector("[data-needs-manager]");
  let last = {}; // what was sent last, to be sent again with a PIN
  let toBill = false; // the order is paid on its own page

  startSaleDone(root, words);

  const total = () => totals.figures(catalogue(), basket.state).total_cents;
  const inCash = () => inCoins(total(), totals.rules.cash_step_cents);
  const needsManager = () => basket.count > 0 && totals.needsManager(catalogue(), basket.state, words.may);

  /** `payments: null` sends without taking money. Asks for a manager first where one is needed. */
  function go(how) {
    last = how;
    if (!needsManager()) return send(how);
    sheet.close();
    askManager((pin) => send({ ...how, pin }));
  }

  function start(how) {
    if (basket.sending) return send();
    if (!basket.count) return send(); // it says what is missing
    if (!customer.ready()) return;
    if (how !== "send") toBill = false;
    if (how !== "send" && total() === 0) how = "send"; // nothing to take
    if (how === "send") go({ payments: null });
    else if (how === "exact") go({ payments: [{ method: "cash", tendered_cents: inCash() }] });
    else if (free()) sheet.open(total());
  }

  /** What to give back of what is on its way: the customer does not wait for the network. */
  function change() {
    const payments = basket.state.payments ?? [];
    const back = ({ tendered_cents: given = 0, amount_cents: amount = inCash(), tip_cents: tip = 0 }) => Math.max(0, given - amount - tip);
    return payments.filter(({ method }) => method === "cash").reduce((sum, one) => sum + back(one), 0);
  }

  root.addEventListener("click", (event) => {
    const { target } = event;
    const how = target.closest("[data-cart-send]") ? "send" : target.closest("[data-exact]") ? "exact" : target.closest("[data-pay]") ? "pay" : "";
    if (!how) return;
    event.stopPropagation();
    start(how);
  }, true);

  root.addEventListener("nb:ordered", ({ detail: { order } }) => {
    if (toBill) location.assign(`/checkout/orders/${order.id}`);
  });

  root.addEventListener("nb:sale-waiting", (event) => {
    sheet.close();
    if (event.detail.status !== 0 || !change()) return;
    event.preventDefault();
    view.problem(words.changeMeanwhile.replace("{kept}", say("keptHere")).replace("{amount}", parts(change()).join("")), { again: true });
  });

  root.addEventListener("nb:sale-refused", (event) => {
    const { code, detail, fields = {} } = event.detail ?? {};
    sheet.close();
    toBill = false;
    const wrongPin = fields.manager_pin ?? fields["order.manager_pin"];
    if (wrongPin || NEEDS_PIN.has(code)) {
      event.preventDefault();
      askManager((pin) => send({ ...last, pin }), wrongPin ?? (code === "discount_over_limit" ? detail : ""));
    } else if (code === "no_open_shift") {
      event.preventDefault();
      view.problem(words.needShift, { link: { href: "/till", words: words.openShift } });
      askShift(() => send(last));
    } else if (customer.refuse(fields)) event.preventDefault();
  });

  const warn = () => { warning.hidden = !needsManager(); };
  basket.on(warn);
  warn();
}
