/**
 * Ordering, for a table and at the counter: [data-cart] and what lies in it (templates/components/cart.html).
 * Dispatches on the root `nb:ordered` with {order, payments?}, `nb:sale-waiting` with {status} and `nb:sale-refused` with
 * the server's problem; a screen that has more to say about these two may claim them (preventDefault).
 */
import { Basket } from "./lib/basket.js";
import { startBrowsing } from "./lib/browse.js";
import { CartView } from "./lib/cart_view.js";
import { Catalogue } from "./lib/catalogue.js";
import { Drafts } from "./lib/drafts.js";
import { eachMinute, servedNow } from "./lib/hours.js";
import { redrawMenu } from "./lib/menu_parts.js";
import { startOffers } from "./lib/offers.js";
import { OptionSheet } from "./lib/options.js";
import { Sender } from "./lib/send.js";
import { sayStock, startStockSheet } from "./lib/stock.js";
import { toast } from "./lib/toast.js";
import { Totals } from "./lib/totals.js";
import { say } from "./lib/words.js";

const LONG_PRESS = 500; // milliseconds

function start(root, catalogue) {
  const { cart: name, type, table, post, done, me, rules } = root.dataset;
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

  /** A tap adds; what has run out opens all the same, to be read about, or to be sold again. */
  function tap(id) {
    const item = catalogue.items.get(id);
    if (item?.available === false) free() && ask(item);
    else add(id);
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
      if (claimed("nb:sale-waiting", answer)) return;
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
    if (problem?.code === "order_cancelled") basket.renew(basket.lines); // sent again it is another order
    if (!claimed("nb:sale-refused", problem)) view.problem([problem?.detail ?? say("refused"), ...Object.values(problem?.fields ?? {})].join(" "));
  }

  const claimed = (what, detail) => !root.dispatchEvent(new CustomEvent(what, { cancelable: true, detail }));

  /** The event says so; while there is no socket the menu is asked for. */
  async function stock(item) {
    if ((await sayStock(item, !item.available)) && document.body.dataset.live !== "live") reload();
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
    else if (id && target.closest("[data-add]")) held ? (held = false) : tap(id);
    else if (id && target.closest("[data-options]")) free() && ask(catalogue.items.get(id));
  });

  // a long press on a tile, or the other mouse button, opens its choices
  let held = false, timer;
  root.addEventListener("pointerdown", ({ target }) => {
    const id = target.closest("[data-add]")?.closest("[data-item]")?.dataset.item;
    held = false;
    const open = () => { held = true; ask(catalogue.items.get(id)); };
    if (id) timer = setTimeout(() => { timer = setTimeout(open); }, LONG_PRESS); // a finger that left while the page was busy is heard first
  });
  for (const over of ["pointerup", "pointercancel", "pointerleave", "scroll"]) root.addEventListener(over, () => clearTimeout(timer), true);
  root.addEventListener("contextmenu", (event) => {
    const id = event.target.closest("[data-item]")?.dataset.item;
    if (!id) return;
    event.preventDefault();
    clearTimeout(timer);
    if (!document.querySelector("dialog[open]")) ask(catalogue.items.get(id));
  });

  async function reload(version = 0) {
    const fresh = await Catalogue.load(version);
    if (fresh.version < catalogue.version) return; // two changes, answered the other way round
    const before = catalogue;
    catalogue = view.catalogue = sheet.catalogue = fresh;
    if (fresh.drawn !== before.drawn) await redrawMenu();
    view.menu();
    show();
    view.draw(basket);
  }
  document.addEventListener("nb:event", ({ detail: { type, data } }) => {
    if (type === "menu.changed") reload(data.version);
    if (type === "rules.changed" && rules) { // how the house charges from now on
      totals.rules = data.rules;
      root.querySelectorAll(".nb-tender").forEach((tender) => { tender.dataset.step = data.rules.cash_step_cents; });
      view.draw(basket);
    }
  });
  document.addEventListener("nb:reset", () => reload());
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
  return root;
}

startStockSheet();

/** Every cart of the page, once the menu is there. */
export const carts = Catalogue.load().then((catalogue) => [...document.querySelectorAll("[data-cart]")].map((root) => start(root, catalogue)));
