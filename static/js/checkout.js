/**
 * The payment sheet of a bill: who pays what now, and taking it. A payment keeps its key and its content on this device
 * until the server has answered, so that neither a reload nor a bad network takes it twice.
 */
import { startExpress } from "./lib/express.js";
import { request, toSignIn } from "./lib/http.js";
import { showMoney } from "./lib/money.js";
import { startTender } from "./lib/tender.js";
import { toast } from "./lib/toast.js";

const LONGEST_PAUSE = 15_000;
const root = document.querySelector("[data-checkout]");
const words = JSON.parse(document.getElementById("checkout-words").textContent);
const find = (selector) => root.querySelector(selector);
const bill = () => JSON.parse(document.getElementById("pay-head").dataset.bill);
const KEPT = `nb-pay-${root.dataset.id}`;
const picked = new Map(); // line id → how many this person pays for

/* ---- who pays what */

let tender = null, people = 2, asked = -1;

const mode = () => find("[name=split]:checked").value;
const lines = () => [...root.querySelectorAll("[data-line]")];

async function draw() {
  const now = bill();
  for (const line of lines()) {
    const id = line.dataset.line, unpaid = Number(line.dataset.unpaid);
    const many = Math.min(picked.get(id) ?? 0, unpaid);
    if (many) picked.set(id, many);
    else picked.delete(id);
    line.ariaPressed = String(many > 0);
    const mark = line.querySelector("[data-picked]");
    mark.hidden = !many;
    mark.textContent = many;
  }
  if (!tender) return;
  find("[data-people]").hidden = mode() !== "equal";
  find("[data-items-hint]").hidden = mode() !== "items";
  find("[data-people] [data-quantity]").textContent = people;
  const amount = await part(now);
  if (amount !== asked) (asked = amount), tender.ask(amount);
  find("[data-more]").hidden = now.settled;
  root.classList.toggle("is-waiting", now.waiting && now.due === 0);
  if (now.settled && !find("[data-now]").hidden && !sending) finish({ settled: true });
}

async function part(now) {
  if (mode() === "equal") return Math.ceil(now.due / people);
  if (mode() !== "items") return now.due;
  if (!picked.size) return 0;
  const items = [...picked].map(([line_id, quantity]) => ({ line_id, quantity }));
  const of = now.party_id ? `parties/${now.party_id}` : `orders/${now.order_id}`;
  const { ok, data } = await request(`/api/${of}/split`, { body: { by: "items", parts: [items] } });
  return ok ? data.parts[0].amount_cents : 0;
}

root.addEventListener("click", ({ target }) => {
  const line = target.closest("[data-line]");
  const step = Number(target.closest("[data-people] [data-step]")?.dataset.step ?? 0);
  if (step) people = Math.max(1, Math.min(50, people + step));
  else if (line && tender) {
    find("[name=split][value=items]").checked = true;
    const id = line.dataset.line, many = picked.get(id) ?? 0;
    if (many < Number(line.dataset.unpaid)) picked.set(id, many + 1);
    else picked.delete(id);
  } else return;
  draw();
});
root.addEventListener("change", ({ target }) => target.name === "split" && draw());
document.addEventListener("nb:morphed", draw);

/* ---- taking it */

let sending = false, attempts = 0;

function pay(payment) {
  const by = mode();
  const items = by === "items" ? [...picked].map(([line_id, quantity]) => ({ line_id, quantity })) : null;
  take({ ...payment, ...(items && { items }), ...(by !== "whole" && { payer: words.person.replace("{n}", bill().payers + 1) }) });
}

function take(payment) {
  const now = bill();
  const of = now.party_id ? { party_id: now.party_id } : { order_id: now.order_id };
  const body = { client_key: crypto.randomUUID(), ...of, ...payment };
  localStorage.setItem(KEPT, JSON.stringify(body));
  send(body);
}

async function send(body) {
  sending = true;
  tender.busy(true);
  const { ok, status, data, after } = await request("/api/payments", { body });
  if (status === 0 || status >= 500) {
    tender.refuse(words.waiting);
    tender.busy(true);
    return setTimeout(send, Math.max(after * 1000, Math.random() * Math.min(LONGEST_PAUSE, 1000 * 2 ** attempts++)), body);
  }
  sending = false;
  attempts = 0;
  localStorage.removeItem(KEPT);
  if (status === 401) return toSignIn();
  if (!ok) {
    document.dispatchEvent(new CustomEvent("nb:refused"));
    return tender.refuse([data?.detail, ...Object.values(data?.fields ?? {})].filter(Boolean).join(" "));
  }
  picked.clear();
  if (mode() === "equal" && people > 1) people -= 1;
  tender.busy(false);
  if (data.expires_at) return wait(data);
  finish({ settled: data.due_cents === 0, change: data.change_cents, taken: data.amount_cents + data.tip_cents });
}

/* ---- asked on a phone: the server's own list says what waits, on every terminal */

const mine = new Set(); // asked from this page

function wait(asked) {
  mine.add(asked.id);
  document.querySelectorAll("[data-region]").forEach((region) => region.dispatchEvent(new CustomEvent("nb:refresh", { bubbles: true })));
}

function answered(one, settled) {
  const watched = mine.delete(one.id) || settled || root.classList.contains("is-waiting");
  if (one.status === "paid" && watched) finish({ settled, taken: one.cents });
}

function finish({ settled, change = 0, taken = 0 }) {
  find("[data-now]").hidden = true;
  find("[data-done]").hidden = false;
  find("[data-done-words]").textContent = settled ? words.paid : words.part;
  find("[data-done-label]").textContent = change ? words.change : taken ? words.taken : "";
  find("[data-done-figure]").hidden = !change && !taken;
  showMoney(find("[data-done-figure]"), change || taken);
  find("[data-next]").hidden = settled;
  find("[data-leave]").classList.toggle("nb-btn--primary", settled);
  find(settled ? "[data-leave]" : "[data-next]").focus();
}

find("[data-next]")?.addEventListener("click", () => {
  find("[data-done]").hidden = true;
  find("[data-now]").hidden = false;
  asked = -1;
  draw();
});

/* ---- discount, refund, write-off: forms that speak JSON */

const cents = (typed) => Math.round(Number(typed.replace(/[\s\u00a0]/g, "").replace(",", ".")) * 100);

async function submit(form, submitter) {
  const body = { client_key: (form.dataset.key ??= crypto.randomUUID()) };
  for (const input of form.elements) {
    if (!input.name || !input.value) continue;
    body[input.name] = input.matches("[data-cents]") ? cents(input.value) : input.matches("[data-number]") ? Number(input.value.replace(",", ".")) : input.value;
  }
  const problem = form.querySelector("[data-api-problem]");
  problem.hidden = true;
  const { ok, status, data } = await request(form.dataset.api, { body });
  submitter?.dispatchEvent(new CustomEvent("htmx:afterRequest", { bubbles: true }));
  if (status === 401) return toSignIn();
  if (!ok) {
    if (status) delete form.dataset.key; // answered: another try is another act
    problem.textContent = [data?.detail, ...Object.values(data?.fields ?? {})].filter(Boolean).join(" ");
    problem.hidden = false;
    return;
  }
  delete form.dataset.key;
  form.reset();
  form.closest("dialog").close();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-api]")) return;
  event.preventDefault();
  submit(event.target, event.target);
});

document.addEventListener("click", async ({ target }) => {
  const reason = target.closest("[data-reason]");
  const back = target.closest("[data-refund]");
  const off = target.closest("[data-undiscount]");
  if (reason) reason.closest("form").querySelector("[name=reason]").value = reason.dataset.reason;
  if (back) {
    const dialog = document.getElementById("pay-refund");
    const form = dialog.querySelector("form");
    form.dataset.api = `/api/payments/${back.dataset.refund}/refunds`;
    form.querySelector("[name=amount_cents]").value = (Number(back.dataset.left) / 100).toFixed(2).replace(".", ",");
    dialog.showModal();
  }
  const returned = target.closest("[data-returned]");
  if (returned) {
    const dialog = document.getElementById("pay-return");
    dialog.querySelector("form").dataset.api = `/api/payment-requests/${returned.dataset.returned}/return`;
    dialog.showModal();
  }
  if (off) {
    const { ok, data } = await request(`/api/bills/${root.dataset.id}/discounts/${off.dataset.undiscount}`, { method: "DELETE" });
    if (!ok) toast(data?.detail ?? "");
  }
});

const element = document.getElementById("tender");
if (element) {
  tender = startTender(element, pay);
  const again = (question) => take({ method: "multicaixa_express", ...question });
  startExpress(find(".pay-express"), { again, answered });
  const kept = localStorage.getItem(KEPT);
  if (kept) send(JSON.parse(kept));
}
draw();
