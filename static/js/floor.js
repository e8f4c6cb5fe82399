/**
 * The map and the slip of a table: digits typed on the map open a table, a table that becomes late is drawn as one,
 * and on a phone the slip takes the place of the dishes.
 */
import { carryDraft, startPartyNews } from "./lib/party_news.js";
import { startTableSheet } from "./lib/table_sheet.js";

const JUMP_AFTER = 900; // milliseconds of silence after digits typed on the map
const NOT_SOONER = 5000; // milliseconds between two looks at what became late

const typing = (element) => element?.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
const digitsOf = (name) => name.replace(/\D/g, "").replace(/^0+/, "");

function startJump(form) {
  const dialog = form.closest("dialog");
  const field = form.querySelector("[data-jump]");
  const problem = document.getElementById("jump-problem");
  const names = JSON.parse(document.getElementById("table-names").textContent);
  let timer, byKeys = false;

  const known = (typed) => names.some((name) => name.toLowerCase() === typed.toLowerCase() || (digitsOf(typed) && digitsOf(name) === digitsOf(typed)));

  function waits() {
    clearTimeout(timer);
    problem.hidden = true;
    if (byKeys) timer = setTimeout(() => dialog.open && form.requestSubmit(), JUMP_AFTER);
  }

  document.addEventListener("keydown", (event) => {
    if (!/^\d$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (typing(document.activeElement) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    byKeys = true;
    field.value = event.key;
    dialog.showModal();
    field.focus();
    waits();
  });
  field.addEventListener("input", waits);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    const typed = field.value.trim();
    if (known(typed)) return;
    event.preventDefault();
    problem.querySelector("[data-text]").textContent = form.dataset.unknown.replace("{name}", typed);
    problem.hidden = false;
    field.select();
  });
  dialog.addEventListener("close", () => {
    clearTimeout(timer);
    byKeys = false;
    field.value = "";
    problem.hidden = true;
  });
}

/** Nothing happens when a table becomes late: its time passes. The map is asked for anew then. */
function startLateness() {
  let timer;
  function plan() {
    clearTimeout(timer);
    const times = [...document.querySelectorAll("[data-late-at]")].map((table) => Date.parse(table.dataset.lateAt) - Date.now());
    if (!times.length) return;
    const region = document.querySelector('[data-region^="floor-map"]');
    timer = setTimeout(() => region.dispatchEvent(new CustomEvent("nb:refresh", { bubbles: true })), Math.max(NOT_SOONER, Math.min(...times) + 1000));
  }
  document.addEventListener("nb:morphed", plan);
  plan();
}

/** Where there is room beside the map, a tap chooses the table instead of leaving the map. */
function startChoosing(plan) {
  plan.addEventListener("click", (event) => {
    const table = event.target.closest(".nb-plan .nb-table");
    if (!table || event.ctrlKey || event.metaKey || event.shiftKey || !matchMedia("(min-width: 768px)").matches) return;
    event.preventDefault();
    if (table.dataset.pay) return location.assign(table.dataset.pay); // who asked for the bill is received in two taps
    const id = table.id.replace("table-", "");
    const area = plan.dataset.region.split(":")[1];
    if (new URLSearchParams(location.search).get("table") === id) return location.assign(table.href);
    location.assign(`/floor?area=${area}&table=${id}#${table.id}`);
  });
}

function startSlip(toggle) {
  const root = toggle.closest("[data-cart]");
  function show(open) {
    root.classList.toggle("is-open", open);
    toggle.setAttribute("aria-expanded", String(open));
  }
  toggle.addEventListener("click", () => show(toggle.getAttribute("aria-expanded") !== "true"));
  root.addEventListener("nb:ordered", () => show(false));
}

/** What was just chosen stays in sight, however long the list. */
function startFollowing(lines) {
  new MutationObserver(() => lines.lastElementChild?.scrollIntoView({ block: "nearest" })).observe(lines, { childList: true });
}

/** On a phone the search field comes and goes. */
function startFinding(toggle) {
  const root = document.querySelector("[data-cart]");
  const field = root.querySelector("[data-find]");
  if (!field) return toggle.remove();
  toggle.addEventListener("click", () => {
    const open = root.classList.toggle("is-finding");
    toggle.setAttribute("aria-expanded", String(open));
    if (open) return field.focus();
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// before the cart of this page is read
const address = new URL(location.href);
const news = document.getElementById("party-news");
if (address.searchParams.has("from") && news) carryDraft(address.searchParams.get("from"), news.dataset.table);

document.querySelectorAll(".nb-jump").forEach(startJump);
document.querySelectorAll('[data-region^="floor-map:"]').forEach(startChoosing);
document.querySelectorAll("[data-slip-toggle]").forEach(startSlip);
document.querySelectorAll("[data-cart-lines]").forEach(startFollowing);
document.querySelectorAll("[data-find-toggle]").forEach(startFinding);
document.querySelectorAll("#table-sheet").forEach(startTableSheet);
if (news) startPartyNews(news);
startLateness();

document.querySelector(".nb-room [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// what is told once is not told at every reload
const TOLD = ["unknown", "from", "undo"];
if (TOLD.some((name) => address.searchParams.has(name))) {
  TOLD.forEach((name) => address.searchParams.delete(name));
  history.replaceState(null, "", address);
}
