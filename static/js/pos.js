/**
 * The counter around its cart (js/cart.js): kind of order and customer, the chosen line, the pad and the keys.
 * A number typed while no line is chosen waits for the next dish; with a line chosen it becomes its quantity.
 */
import { open } from "./lib/overlay.js";
import { toast } from "./lib/toast.js";

const KEPT = "nb-pos-customer";
const words = JSON.parse(document.getElementById("pos-words").textContent);
const root = document.querySelector('[data-cart="pos"]');
const { basket, step, ask, free } = root.cart;
const find = (selector) => root.querySelector(selector);

/* ---- kind of order and customer: they live as long as the cart does */

const sheet = document.getElementById("pos-customer");
const form = find("[data-customer-form]");
const fields = [...form.querySelectorAll("[data-field]")];
const field = (name) => fields.find((input) => input.dataset.field === name);
const type = () => find("[name=order-type]:checked").value;

function restore() {
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(KEPT)) ?? {}; } catch { /* nothing kept */ }
  const radio = root.querySelector(`[name=order-type][value="${kept.type ?? "counter"}"]`);
  if (radio) radio.checked = true;
  for (const input of fields) input.value = kept[input.dataset.field] ?? "";
}

function keep() {
  const values = Object.fromEntries(fields.map((input) => [input.dataset.field, input.value]));
  try { localStorage.setItem(KEPT, JSON.stringify({ type: type(), ...values })); } catch { /* only a convenience */ }
}

function drawCustomer() {
  const kind = type();
  const [name, phone] = ["name", "phone"].map((one) => field(one).value.trim());
  const someone = kind !== "counter" && Boolean(name || phone);
  find("[data-customer-row]").hidden = kind === "counter";
  find("[data-customer-name]").textContent = someone ? [name, phone].filter(Boolean).join(" · ") : words.nobody;
  find("[data-customer-act]").textContent = someone ? words.change : words.join;
  find("[data-peek-type]").textContent = words[kind];
  find('[data-only="delivery"]').hidden = kind !== "delivery";
  for (const input of fields) {
    const wanted = kind === "delivery" || (kind === "takeaway" && input.dataset.field !== "address");
    input.required = kind === "delivery" || (kind === "takeaway" && someone && input.dataset.field !== "address");
    input.disabled = !wanted;
    input.toggleAttribute("data-customer", wanted);
    if (wanted) input.dataset.customer = input.dataset.field;
  }
}

function changed() {
  drawCustomer();
  keep();
}

root.addEventListener("change", ({ target }) => target.name === "order-type" && changed());
form.addEventListener("input", changed);
restore();
drawCustomer();

/** An order that lacks its customer asks for them instead of being refused. */
root.addEventListener("click", (event) => {
  if (!event.target.closest("[data-cart-send]") || !basket.count || basket.sending || form.checkValidity()) return;
  event.stopPropagation();
  open(sheet);
  form.requestSubmit();
}, true);

root.addEventListener("nb:ordered", ({ detail }) => {
  const kind = detail?.type ?? type();
  find("[name=order-type][value=counter]").checked = true;
  for (const input of fields) input.value = "";
  changed();
  peek(false);
  if (detail?.number) queueMicrotask(() => toast(words.sent[kind].replace("{n}", detail.number)));
});

/* ---- the slip as a sheet, where there is no room beside it */

function peek(shown) {
  find("[data-peek]").ariaExpanded = String(shown);
  find(".pos-slip").classList.toggle("is-open", shown);
}
find("[data-peek]").addEventListener("click", (event) => peek(event.currentTarget.ariaExpanded !== "true"));

/* ---- the chosen line and the pad */

const figure = find("[data-figure]");
const MOST = 99;
let chosen = null, typed = "";

const line = () => basket.lines.find(({ id }) => id === chosen);
const lastOrChosen = () => line() ?? basket.lines.at(-1);

function choose(id) {
  if (id !== chosen) typed = "";
  chosen = id;
  draw();
}

function draw() {
  if (!line()) chosen = null;
  if (root.dataset.next === undefined && !chosen) typed = "";
  for (const element of root.querySelectorAll("[data-line]")) {
    const mine = element.dataset.line === chosen;
    element.classList.toggle("is-chosen", mine);
    element.querySelector("[data-edit]").ariaCurrent = mine ? "true" : null;
  }
  figure.textContent = line()?.quantity ?? root.dataset.next ?? "";
  for (const button of root.querySelectorAll("[data-pad-note], [data-pad-remove]")) button.disabled = !basket.count;
}

function enter(digits) {
  if (!free()) return;
  const quantity = Math.min(MOST, Number(digits));
  typed = quantity ? String(quantity) : "";
  if (chosen && quantity) basket.setQuantity(chosen, quantity);
  else if (!chosen && quantity) root.dataset.next = typed;
  else delete root.dataset.next;
  draw();
}

function back() {
  if (typed) return enter(typed.slice(0, -1));
  choose(null);
}

function move(by) {
  const ids = basket.lines.map(({ id }) => id);
  if (!ids.length) return;
  const at = ids.indexOf(chosen);
  choose(ids[at < 0 ? (by < 0 ? ids.length - 1 : 0) : Math.min(ids.length - 1, Math.max(0, at + by))]);
  find(`[data-line="${chosen}"] [data-edit]`)?.focus(); // so that Enter opens its choices
}

function by(n) {
  typed = "";
  const one = lastOrChosen();
  if (one) step(one, n);
}

/** The typed number was meant for the line that is there already. */
function setLast() {
  const [one, quantity] = [basket.lines.at(-1), Number(root.dataset.next)];
  if (!one || !quantity || !free()) return;
  delete root.dataset.next;
  basket.setQuantity(one.id, quantity);
}

function remove() {
  const one = lastOrChosen();
  if (one) step(one, -one.quantity);
}

function note() {
  const one = lastOrChosen();
  if (!one) return;
  ask(one);
  document.getElementById("option-note").focus();
}

root.addEventListener("click", ({ target }) => {
  const key = target.closest("[data-pad] button");
  if (!key) return;
  if (key.dataset.digit) enter(typed + key.dataset.digit);
  else if (key.dataset.by) by(Number(key.dataset.by));
  else if (key.matches("[data-pad-note]")) note();
  else if (key.matches("[data-pad-remove]")) remove();
  else back();
});

// Beside the pad a tap chooses a line, a second one opens it; on a phone the first one opens it.
root.addEventListener("click", (event) => {
  const id = event.target.closest("[data-edit]")?.closest("[data-line]").dataset.line;
  if (!id || id === chosen || !find("[data-pad]").checkVisibility()) return;
  event.stopPropagation();
  choose(id);
}, true);

// Every change of the basket ends in a new drawing of its lines.
new MutationObserver(draw).observe(find("[data-cart-lines]"), { childList: true, subtree: true, characterData: true });
draw();

const typing = (target) => target.matches?.("input:not([type=radio]), textarea, select");
const KEYS = {
  ArrowUp: () => move(-1),
  ArrowDown: () => move(1),
  "+": () => by(1),
  "-": () => by(-1),
  "*": setLast,
  Delete: remove,
  Backspace: back,
  Escape: () => { delete root.dataset.next; typed = ""; peek(false); choose(null); },
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const act = KEYS[event.key];
  const arrow = event.key.startsWith("Arrow");
  if (!act || (typing(event.target) && !(arrow && event.target.matches("[data-find]")))) return;
  if (arrow && event.target.matches("[type=radio]")) return;
  event.preventDefault();
  act();
});
