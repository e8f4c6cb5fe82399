/**
 * The payment sheet of a bill: taking what somebody pays of it. A payment keeps its key and its content on this device
 * until the server has answered, so that neither a reload nor a bad network takes it twice.
 */
import { startExpress } from "./lib/express.js";
import { request, toSignIn } from "./lib/http.js";
import { startJsonForms } from "./lib/json_forms.js";
import { parts, showMoney } from "./lib/money.js";
import { open } from "./lib/overlay.js";
import { startReasons } from "./lib/reasons.js";
import { startRefund } from "./lib/refund.js";
import { startSplit } from "./lib/split.js";
import { startTender } from "./lib/tender.js";
import { toast } from "./lib/toast.js";

const LONGEST_PAUSE = 15_000;
const root = document.querySelector("[data-checkout]");
const words = JSON.parse(document.getElementById("checkout-words").textContent);
const find = (selector) => root.querySelector(selector);
const bill = () => JSON.parse(document.getElementById("pay-head").dataset.bill);
const KEPT = `nb-pay-${root.dataset.id}`;
const element = document.getElementById("tender");

let now = { whose: null, left: 0 }; // whose part is being taken
let sending = false, attempts = 0;
let seen = bill().entries;

/* ---- what is to be taken */

function show(part) {
  const { due, total, settled, waiting } = bill();
  root.classList.toggle("is-waiting", waiting && due === 0);
  root.classList.toggle("is-free", !waiting && !settled && due === 0);
  if (element && !sending) {
    if (part.whose !== now.whose) tender.ask(part.left, part.name);
    else if (part.left !== now.left) tender.due(part.left);
  }
  now = part;
  const bar = find("[data-bar]");
  const from = Number(bar.dataset.from);
  bar.setAttribute("x1", `${from}%`);
  bar.setAttribute("x2", `${from + (total && !settled ? (Math.min(part.left, due) * 100) / total : 0)}%`);
  for (const place of document.querySelectorAll("[data-due-words]")) showMoney(place, due);
  hear();
}

/** What others take meanwhile is said, and ends what is not due any more. */
function hear() {
  const { entries, last, settled } = bill();
  const news = entries.some((id) => !seen.includes(id));
  if (sending) return;
  if (news && !settled) toast(said(words.elsewhere, last));
  seen = entries;
  if (settled && element && !find("[data-now]").hidden) finish({ settled: true, text: news ? said(words.already, last) : words.paid });
}

const said = (text, { by, cents, at }) => text.replace("{name}", by).replace("{amount}", parts(cents).join("")).replace("{time}", at);

/* ---- taking it */

function pay(payment, covers) {
  const items = covers && now.items?.length ? now.items : null; // a part of a part is for no dish yet
  take({ ...payment, ...(now.payer && { payer: now.payer }), ...(items && { items }) });
}

function take(payment) {
  const { party_id, order_id } = bill();
  const body = { client_key: crypto.randomUUID(), ...(party_id ? { party_id } : { order_id }), ...payment };
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
    tender.due(now.left);
    return tender.refuse([data?.detail, ...Object.values(data?.fields ?? {})].filter(Boolean).join(" "));
  }
  tender.busy(false);
  if (data.expires_at) return wait(data);
  seen = [...seen, data.id];
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

function finish({ settled, change = 0, taken = 0, text = settled ? words.paid : words.part }) {
  find("[data-now]").hidden = true;
  find("[data-done]").hidden = false;
  find("[data-done-words]").textContent = text;
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
  const { settled, plan } = bill();
  if (settled) return finish({ settled });
  if (plan.by !== "whole") split.step("people");
  tender.ask(now.left, now.name);
});

/** A bill of free dishes is over once somebody says so. */
find("[data-settle]")?.addEventListener("click", async ({ currentTarget: button }) => {
  button.disabled = true;
  const { ok, status, data } = await request(`/api/bills/${root.dataset.id}/settlement`);
  button.disabled = false;
  if (status === 401) return toSignIn();
  if (!ok) return toast(data?.detail ?? words.stale);
  root.classList.remove("is-free");
  finish({ settled: true });
});

/* ---- discount, refund, write-off */

document.addEventListener("click", async ({ target }) => {
  const returned = target.closest("[data-returned]");
  if (returned) {
    const dialog = document.getElementById("pay-return");
    dialog.querySelector("form").dataset.api = `/api/payment-requests/${returned.dataset.returned}/return`;
    open(dialog);
  }
  const off = target.closest("[data-undiscount]");
  if (!off) return;
  if (document.body.dataset.live === "stale") return toast(words.stale);
  const { ok, data } = await request(`/api/bills/${root.dataset.id}/discounts/${off.dataset.undiscount}`, { method: "DELETE" });
  if (!ok) toast(data?.detail ?? words.offline);
});

const lines = () => [...root.querySelectorAll("[data-line]")].map(({ dataset }) => ({
  id: dataset.line, name: dataset.name, quantity: Number(dataset.quantity), back: Number(dataset.back),
}));
const refund = startRefund(words, lines, () => bill().service);
startJsonForms({ change: refund.body, stale: words.stale });
startReasons();

const tender = element && startTender(element, pay);
if (element) element.querySelector("[data-receive]").dataset.key = "F9 Ctrl+Enter";
const split = startSplit(root, words, bill, show);
if (element) startExpress(find(".pay-express"), { again: (question) => take({ method: "multicaixa_express", ...question }), answered });
const kept = element && localStorage.getItem(KEPT);
if (kept) send(JSON.parse(kept));
