/**
 * Ordering, for a table and at the counter: [data-cart] and what lies in it (templates/components/cart.html).
 * Dispatches on the root `nb:ordered` with {order, payments?}, and `nb:sale-refused` with the server's problem, which
 * a screen that knows what to do about it may claim (preventDefault).
 */
import { Basket } from "./lib/basket.js";
import { startBrowsing } from "./lib/browse.js";
import { CartView } from "./lib/cart_view.js";
import { Catalogue } from "./lib/catalogue.js";
import { redrawDishes, signature } from "./lib/dishes.js";
import { Drafts } from "./lib/drafts.js";
import { eachMinute, servedNow } from "./lib/hours.js";
import { request } from "./lib/http.js";
import { startOffers } from "./lib/offers.js";
import { OptionSheet } from "./lib/options.js";
import { Sender } from "./lib/send.js";
import { toast } from "./lib/toast.js";
import { Totals } from "./lib/totals.js";
import { say } from "./lib/words.js";

const LONG_PRESS = 500; // milliseconds

function start(root) {
  const { cart: name, type, table, post, done, me, rules } = root.dataset;
  let catalogue = Catalogue.onPage();
  let drawn = signature(catalogue.menu); // the dishes that are on the page
  const totals = new Totals(rules && JSON.parse(rules));
  const view = new CartView(root, catalogue, totals);
  const basket = new Basket(name, type, table);
  basket.on(() => view.draw(basket));
  const sheet = new OptionSheet(catalogue, stock);
  const sender = new Sender(basket, report);
  const offers = startOffers(root, basket, me, (cart) => drafts.take(cart));
  const drafts = new Drafts(basket, { me, tell });

  function tell(what, { name: who = "", carts = [] }) {
    if (what === "offers") return offers.show(carts);
    if (what !== "joined") view.problem(null);
    const words = { joined: "draftJoined", sent: "draftSent", sentPart: "draftSentPart" }[what];
    toast(say(words, { name: who.split(" ")[0] }));
  }

  function ask(item, line) {
    if (item) sheet.ask(item, line, (answer) => (line ? basket.replace(line.id, answer) : basket.add({ item_id: item.id, ...answer })), line ? 1 : next());
  }

  function add(id) {
    const item = catalogue.items.get(id);
    if (!free() || !item) return false;
    if (!item.available || !servedNow(item.schedule)) {
      toast(say(item.available ? "notNow" : "soldOut", { name: item.name }));
      document.dispatchEvent(new CustomEvent("nb:refused"));
      return false;
    }
    if (catalogue.mustChoose(id)) ask(item);
    else basket.add({ item_id: id, quantity: next() });
    return true;
  }

  /** How many of the next dish: what the pad has typed before it (js/pos.js), else one. */
  function next() {
    const quantity = Number(root.dataset.next) || 1;
    delete root.dataset.next;
    return quantity;
  }

  function step(line, by) {
    if (!free() || !line) return;
    const gone = basket.setQuantity(line.id, line.quantity + by);
    if (gone) toast(say("removed", { name: catalogue.items.get(gone.item_id)?.name ?? "" }), { undo: () => basket.putBack(gone) });
  }

  function free() {
    if (basket.sending) toast(say("stillSending"));
    return !basket.sending;
  }

  /** `payments` make it a sale; `pin` is a manager's, for what this person may not do alone. */
  function send({ payments = null, pin = null } = {}) {
    if (basket.sending) return sender.now();
    if (!basket.count) return toast(say("nothingToSend"));
    view.problem(null);
    sender.start(payments ? "/api/sales" : post, { payments, pin });
  }

  function report(state, answer) {
    view.draw(basket);
    if (state === "sending") return;
    if (state === "waiting") {
      root.dispatchEvent(new CustomEvent("nb:sale-waiting"));
      return view.problem(answer.status === 0 ? say("keptHere") : answer.detail ?? say("keptHere"), { again: true });
    }
    if (state === "refused") return refused(answer);
    view.problem(null);
    document.querySelector("dialog[open]")?.close();
    root.dispatchEvent(new CustomEvent("nb:ordered", { bubbles: true, detail: answer }));
    if (!answer.payments) toast(answer.order?.number ? say("savedOrder", { number: answer.order.number }) : say("saved"));
    if (done) location.assign(done);
  }

  function refused(problem) {
    document.dispatchEvent(new CustomEvent("nb:refused"));
    if (problem?.code === "key_reused") drafts.queue(() => drafts.reused());
    const claimed = !root.dispatchEvent(new CustomEvent("nb:sale-refused", { cancelable: true, detail: problem }));
    if (!claimed) view.problem([problem?.detail ?? say("refused"), ...Object.values(problem?.fields ?? {})].join(" "));
  }

  /** It has run out, or there is more of it: everybody sees it, and it can be undone. */
  async function stock(item, available = !item.available) {
    const answer = await request(`/api/menu/items/${item.id}`, { method: "PATCH", body: { available } });
    if (!answer.ok) return toast(answer.data?.detail ?? say("offline"));
    toast(say(available ? "stockIn" : "stockOut", { name: item.name }), { undo: () => stock(item, !available) });
  }

  const lineOf = (target) => basket.lines.find(({ id }) => id === target.closest("[data-line]")?.dataset.line);

  root.addEventListener("click", ({ target }) => {
    const id = target.closest("[data-item]")?.dataset.item;
    const by = Number(target.closest("[data-step]")?.dataset.step ?? 0);
    const line = lineOf(target);
    if (target.closest("[data-cart-send]")) send();
    else if (target.closest("[data-cart-retry]")) sender.now();
    else if (by) step(line ?? basket.of(id).at(-1), by);
    else if (line && target.closest("[data-edit]")) free() && ask(catalogue.items.get(line.item_id), line);
    else if (id && target.closest("[data-add]")) held ? (held = false) : add(id);
    else if (id && target.closest("[data-options]")) free() && ask(catalogue.items.get(id));
  });

  // a long press on a tile, or the other mouse button, opens its choices
  let held = false, timer;
  root.addEventListener("pointerdown", ({ target }) => {
    const id = target.closest("[data-add]")?.closest("[data-item]")?.dataset.item;
    held = false;
    if (id) timer = setTimeout(() => { held = true; ask(catalogue.items.get(id)); }, LONG_PRESS);
  });
  for (const over of ["pointerup", "pointercancel", "pointerleave", "scroll"]) root.addEventListener(over, () => clearTimeout(timer), true);
  root.addEventListener("contextmenu", (event) => {
    const id = event.target.closest("[data-item]")?.dataset.item;
    if (!id) return;
    event.preventDefault();
    clearTimeout(timer);
    if (!document.querySelector("dialog[open]")) ask(catalogue.items.get(id));
  });

  async function reload() {
    const { ok, data } = await request("/api/menu", { method: "GET" });
    if (!ok) return;
    catalogue = view.catalogue = sheet.catalogue = new Catalogue(data);
    if (signature(data) !== drawn) {
      drawn = signature(data);
      await redrawDishes(root);
      show();
    }
    view.menu();
    view.draw(basket);
  }
  document.addEventListener("nb:event", ({ detail }) => detail.type === "menu.changed" && reload());
  document.addEventListener("nb:reset", reload);
  document.addEventListener("nb:morphed", () => view.draw(basket));

  const { clear, show } = startBrowsing(root, () => catalogue, add);
  root.cart = {
    basket, drafts, sender, totals, view, step, add, send, free, clearSearch: clear,
    catalogue: () => catalogue,
    ask: (line) => free() && ask(catalogue.items.get(line.item_id), line),
  };
  view.draw(basket);
  eachMinute(() => view.menu());
  if (basket.sending) sender.now();
}

document.querySelectorAll("[data-cart]").forEach(start);
