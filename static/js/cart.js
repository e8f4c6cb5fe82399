/**
 * Ordering, for a table and at the counter: [data-cart] and what lies in it (templates/components/cart.html).
 * Dispatches `nb:ordered` on the root with the server's order.
 */
import { Basket } from "./lib/basket.js";
import { startBrowsing } from "./lib/browse.js";
import { CartView } from "./lib/cart_view.js";
import { Catalogue } from "./lib/catalogue.js";
import { request } from "./lib/http.js";
import { OptionSheet } from "./lib/options.js";
import { Sender } from "./lib/send.js";
import { toast } from "./lib/toast.js";
import { say } from "./lib/words.js";

const LONG_PRESS = 500; // milliseconds

function start(root) {
  let catalogue = Catalogue.onPage();
  const view = new CartView(root, catalogue);
  const basket = new Basket(root.dataset.cart, () => view.draw(basket));
  const sheet = new OptionSheet(catalogue);
  const sender = new Sender(basket, report);

  function ask(item, line) {
    sheet.ask(item, line, (answer) => (line ? change(line, answer) : basket.add({ item_id: item.id, ...answer })), next());
  }

  function change(line, answer) {
    basket.replace(line.id, answer);
  }

  function add(id) {
    const item = catalogue.items.get(id);
    if (!free() || !item) return;
    if (!item.available) return toast(say("soldOut", { name: item.name }));
    if (catalogue.mustChoose(id)) return ask(item);
    basket.add({ item_id: id, quantity: next() });
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

  function send() {
    if (basket.sending) return sender.now();
    if (!basket.count) return toast(say("nothingToSend"));
    view.problem(null);
    const { table, post } = root.dataset;
    const type = root.querySelector("[name=order-type]:checked")?.value ?? root.dataset.type;
    const customer = Object.fromEntries([...root.querySelectorAll("[data-customer]")].filter((input) => input.value.trim()).map((input) => [input.dataset.customer, input.value.trim()]));
    sender.start(post, { type, ...(table && { table_id: table }), ...(Object.keys(customer).length && { customer }) });
  }

  function report(state, answer) {
    view.draw(basket);
    if (state === "sending") return;
    if (state === "waiting") return view.problem(answer.status === 0 ? say("keptHere") : answer.detail ?? say("keptHere"), true);
    if (state === "refused") {
      view.problem([answer?.detail ?? say("refused"), ...Object.values(answer?.fields ?? {})].join(" "));
      return document.dispatchEvent(new CustomEvent("nb:refused"));
    }
    view.problem(null);
    root.querySelectorAll("[data-customer]").forEach((input) => { input.value = ""; });
    document.querySelector("dialog[open]")?.close();
    root.dispatchEvent(new CustomEvent("nb:ordered", { bubbles: true, detail: answer }));
    toast(answer?.number ? say("savedOrder", { number: answer.number }) : say("saved"));
    if (root.dataset.done) location.assign(root.dataset.done);
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
    view.menu();
    view.draw(basket);
  }
  document.addEventListener("nb:event", ({ detail }) => detail.type === "menu.changed" && reload());
  document.addEventListener("nb:reset", reload);
  document.addEventListener("nb:morphed", () => view.draw(basket));

  root.cart = { basket, step, ask: (line) => free() && ask(catalogue.items.get(line.item_id), line), free };
  startBrowsing(root, () => catalogue, add);
  view.draw(basket);
  if (basket.sending) sender.now();
}

document.querySelectorAll("[data-cart]").forEach(start);
