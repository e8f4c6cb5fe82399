/** Slips put aside for later, and called back: here, or on any other terminal of the counter. */
import { rest } from "./forms.js";
import { request } from "./http.js";
import { showMoney } from "./money.js";
import { ageOf, itemsOf } from "./offers.js";
import { open } from "./overlay.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

export function startHeld(root, words) {
  const { basket, drafts, totals, free } = root.cart;
  const sheet = document.getElementById("pos-held");
  const form = sheet.querySelector("[data-hold-form]");
  const label = form.elements["hold-label"];
  const list = sheet.querySelector("[data-held-list]");
  const template = document.getElementById("held-template");
  let carts = [];

  const nameOf = (cart) => cart.label || cart.content.customer?.name || (cart.label === null ? words.unfinished : words[cart.content.type]);

  function row(cart) {
    const drawn = template.content.firstElementChild.cloneNode(true);
    drawn.dataset.key = cart.key;
    drawn.querySelector("[data-name]").textContent = nameOf(cart);
    const who = fill(words.by, { name: cart.owner_name.split(" ")[0], age: ageOf(cart) });
    drawn.querySelector("[data-about]").textContent = [who, itemsOf(cart), words[cart.content.type]].join(" · ");
    const lines = cart.content.lines.map((line) => ({ option_ids: [], unit_price_cents: null, ...line }));
    showMoney(drawn.querySelector("[data-total]"), totals.figures(root.cart.catalogue(), { ...cart.content, lines }).total_cents);
    return drawn;
  }

  function draw() {
    const held = carts.filter((cart) => cart.label !== null).length;
    root.querySelectorAll("[data-held-count]").forEach((count) => { count.hidden = !held; count.textContent = held; });
    list.replaceChildren(...carts.map(row));
    sheet.querySelector("[data-held-none]").hidden = carts.length > 0;
    form.hidden = !basket.count;
  }

  async function refresh() {
    const found = await drafts.list();
    if (found) carts = found.filter(({ key }) => key !== basket.state.client_key);
    draw();
  }

  async function hold(name) {
    const answer = await drafts.hold(name);
    if (!answer.ok) {
      toast(answer.data?.detail ?? say("offline"));
      return false;
    }
    toast(name ? fill(words.held, { name }) : words.heldUnnamed);
    return true;
  }

  async function recall(cart) {
    if (!free() || (basket.count && !(await hold("")))) return;
    const answer = await drafts.recall(cart);
    if (answer.ok) sheet.close();
    else toast(answer.status === 409 ? words.recalled : answer.data?.detail ?? say("offline"));
    refresh();
  }

  async function throwAway(cart) {
    const { ok } = await request(`/api/carts/${cart.key}`, { method: "DELETE" });
    if (!ok) return toast(say("offline"));
    const back = () => request(`/api/carts/${cart.key}`, { method: "PUT", body: { content: cart.content, version: cart.version + 1, label: cart.label ?? "" } }).then(refresh);
    toast(fill(words.thrown, { name: nameOf(cart) }), { undo: back });
    refresh();
  }

  document.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-open-held]")) return;
    document.getElementById("pos-more").hidePopover();
    label.value = "";
    draw();
    open(sheet);
    if (basket.count) label.focus();
    refresh();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!free() || !basket.count) return;
    const done = await hold(label.value.trim());
    form.querySelectorAll("[aria-busy]").forEach(rest);
    if (done) sheet.close();
    refresh();
  });
  list.addEventListener("click", ({ target }) => {
    const cart = carts.find(({ key }) => key === target.closest("[data-key]")?.dataset.key);
    if (cart && target.closest("[data-recall]")) recall(cart);
    else if (cart && target.closest("[data-throw]")) throwAway(cart);
  });
  document.addEventListener("nb:event", ({ detail: { type, data } }) => {
    const ours = carts.some(({ key }) => key === data.key);
    if (type.startsWith("cart.") && !data.table_id && (data.label != null || ours || sheet.open)) refresh();
  });
  document.addEventListener("nb:reset", refresh);
  refresh();
}
