/**
 * The sheet of a table (templates/floor/_sheet.html): its parts come from the server into one dialog, and come anew while
 * others work. Choosing dishes counts what is chosen.
 */
import { parts } from "./money.js";
import { open } from "./overlay.js";
import { startVoiding } from "./voiding.js";

const PAUSE = 300; // milliseconds between news and looking again

export function startTableSheet(sheet) {
  let timer;
  document.addEventListener("htmx:afterSwap", ({ target }) => {
    if (target !== sheet) return;
    const isNew = !sheet.open;
    open(sheet);
    const there = sheet.contains(document.activeElement) && document.activeElement !== sheet; // htmx finds it again by its id
    if (isNew || !there) sheet.querySelector("#table-sheet-title").focus();
    sheet.querySelectorAll("[data-dishes]").forEach(count);
  });
  document.addEventListener("htmx:afterRequest", ({ target, detail }) => detail.successful && target.matches("[data-closes]") && sheet.close());
  document.addEventListener("htmx:responseError", ({ target }) => target.matches("[data-again]") && sheet.close());
  document.addEventListener("nb:event", ({ detail: { type } }) => {
    if (!sheet.open || !/^(table|order|payment)\./.test(type)) return;
    clearTimeout(timer);
    timer = setTimeout(() => sheet.open && sheet.querySelector("[data-again]")?.dispatchEvent(new CustomEvent("nb:again")), PAUSE);
  });
  sheet.addEventListener("click", ({ target }) => {
    const step = Number(target.closest("[data-step]")?.dataset.step ?? 0);
    const dish = step && target.closest("[data-dish]");
    if (!dish) return;
    const field = dish.querySelector("input");
    field.setAttribute("value", Math.max(0, Math.min(Number(dish.dataset.left), Number(field.value) + step)));
    dish.querySelector("[data-quantity]").textContent = field.value;
    count(dish.closest("[data-dishes]"));
  });
  startVoiding();
}

/** How many dishes are chosen, and what they come to: the button says so. */
function count(form) {
  let many = 0, cents = 0;
  for (const dish of form.querySelectorAll("[data-dish]")) {
    const quantity = Number(dish.querySelector("input").value);
    many += quantity;
    cents += Math.round((Number(dish.dataset.cents) * quantity) / Number(dish.dataset.left));
  }
  const label = form.querySelector("[data-act]");
  label.textContent = many ? label.dataset.some.replace("{n}", many).replace("{sum}", parts(cents).join("")) : label.dataset.none;
  label.closest("button").disabled = !many;
}
