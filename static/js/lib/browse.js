/** Finding a dish: by category, by typing any part of its name, or by its code. Enter adds the one that is marked. */
import { say } from "./words.js";

const LEADERS = 40; // the best come first, in their order; whoever looks further down types another letter

const typing = () => document.activeElement?.matches("input:not([type=radio], [type=checkbox]), textarea, select");

export function startBrowsing(root, catalogue, addFirst) {
  const field = root.querySelector("[data-find]") ?? document.querySelector("[data-find]"); // it may stand in the top bar
  let category = "";

  function show() {
    const query = field?.value.trim() ?? "";
    const found = query ? catalogue().find(query) : [...catalogue().items.keys()];
    const place = new Map(found.map((id, n) => [id, n]));
    const shown = new Set();
    const ranked = root.querySelector("[data-ranked]") !== null; // one list: the best may come first
    for (const dish of root.querySelectorAll("[data-item]")) {
      const at = place.get(dish.dataset.item);
      const hidden = at === undefined || (!query && category !== "" && dish.dataset.category !== category);
      if (dish.hidden !== hidden) dish.hidden = hidden;
      const order = ranked && query && at < LEADERS ? String(at - LEADERS) : "";
      if (dish.style.order !== order) dish.style.order = order;
      dish.classList.toggle("is-first", Boolean(query) && at === 0);
      if (!hidden) shown.add(dish.dataset.category);
    }
    for (const heading of root.querySelectorAll("[data-heading]")) heading.hidden = !shown.has(heading.dataset.heading);
    root.querySelectorAll("[data-show]").forEach((chip) => { chip.ariaPressed = String(!query && chip.dataset.show === category); });
    root.querySelectorAll("[data-none-found]").forEach((words) => { words.hidden = shown.size > 0; words.textContent ||= say("nothingFound"); });
    if (query) root.querySelector("[data-list-top]")?.scrollTo({ top: 0 });
  }

  function clear() {
    if (!field?.value) return;
    field.value = "";
    show();
  }

  root.addEventListener("click", ({ target }) => {
    const chip = target.closest("[data-show]");
    if (!chip) return;
    category = chip.dataset.show;
    if (field) field.value = "";
    chip.scrollIntoView({ block: "nearest", inline: "center" });
    root.querySelector("[data-list-top]")?.scrollTo({ top: 0 });
    show();
  });
  field?.addEventListener("input", show);
  field?.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && field.value) { clear(); event.preventDefault(); }
    if (event.key !== "Enter" || event.ctrlKey) return;
    event.preventDefault();
    const query = field.value.trim();
    const first = query && catalogue().find(query)[0];
    if (!first) return;
    clear();
    addFirst(first);
  });
  // letters typed anywhere look for a dish
  document.addEventListener("keydown", (event) => {
    const letter = event.key.length === 1 && /\p{L}/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (letter && field && !event.defaultPrevented && !document.querySelector("dialog[open]") && !typing()) field.focus();
  });
  return { clear, show };
}
