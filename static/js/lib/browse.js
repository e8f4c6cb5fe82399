/** Finding a dish: by category, or by typing any part of its name. Enter adds the first one found. */
import { say } from "./words.js";

export function startBrowsing(root, catalogue, addFirst) {
  const field = root.querySelector("[data-find]") ?? document.querySelector("[data-find]"); // it may stand in the top bar
  const dishes = () => [...root.querySelectorAll("[data-item]")];
  let category = "";

  function show() {
    const query = field?.value.trim() ?? "";
    const found = new Set(query ? catalogue().find(query) : catalogue().items.keys());
    let any = false;
    for (const dish of dishes()) {
      dish.hidden = !found.has(dish.dataset.item) || (!query && category !== "" && dish.dataset.category !== category);
      any ||= !dish.hidden;
    }
    root.querySelectorAll("[data-heading]").forEach((heading) => {
      heading.hidden = !dishes().some((dish) => !dish.hidden && dish.dataset.category === heading.dataset.heading);
    });
    root.querySelectorAll("[data-show]").forEach((chip) => { chip.ariaPressed = String(!query && chip.dataset.show === category); });
    root.querySelectorAll("[data-none-found]").forEach((words) => { words.hidden = any; words.textContent ||= say("nothingFound"); });
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
    if (event.key === "Escape" && field.value) { field.value = ""; show(); event.preventDefault(); }
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = catalogue().find(field.value.trim())[0];
    if (!first || !field.value.trim()) return;
    field.value = "";
    show();
    addFirst(first);
  });
  // letters typed anywhere look for a dish
  document.addEventListener("keydown", (event) => {
    const letter = event.key.length === 1 && /\p{L}/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (letter && field && !event.defaultPrevented && !document.querySelector("dialog[open]") && !document.activeElement?.matches("input, textarea, select")) field.focus();
  });
}
