/** The menu's editor: its list, the page of a dish, the page of a choice. */
import { startMenuList } from "./lib/menu_list.js";
import { startPhoto } from "./lib/photo.js";
import { startHours, startOptions } from "./lib/rows.js";
import { startSorting } from "./lib/sorting.js";
import { startTicks } from "./lib/ticks.js";

document.querySelector(".ed-pages [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
document.querySelectorAll("[data-editor]").forEach(startMenuList);
document.querySelectorAll("[data-ticks]").forEach(startTicks);
document.querySelectorAll("[data-dish-form]").forEach((form) => {
  startPhoto(form);
  startHours(form);
  startSorting(form, () => {});
});
document.querySelectorAll("[data-choice-form]").forEach((form) => {
  startOptions(form);
  const wrong = form.querySelector("[data-wrong]");
  // made beside a dish: it has come as a row of its page, and the next one is another
  form.addEventListener("htmx:afterRequest", ({ detail: { successful, xhr } }) => {
    wrong.hidden = true;
    if (successful) {
      form.reset();
      form.elements.client_key.value += "1";
      return form.closest("dialog").close();
    }
    let fields = {}, code;
    try { ({ fields = {}, code } = JSON.parse(xhr.responseText)); } catch { /* ui.js says it */ }
    if (code === "key_reused") form.elements.client_key.value += "1"; // saved as it was before: this is another
    const rest = Object.entries(fields).filter(([name]) => !form.elements[name]).map(([, text]) => text);
    wrong.querySelector("span").textContent = rest[0] ?? "";
    wrong.hidden = !rest.length;
  });
});
