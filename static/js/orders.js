/** The list of orders: a row opens its order in a sheet; a cancelled order closes it, a dish that is taken back does not. */
import { parts } from "./lib/money.js";
import { open } from "./lib/overlay.js";
import { net } from "./lib/pricing.js";
import { startReasons } from "./lib/reasons.js";

const sheet = document.getElementById("order-sheet");

document.addEventListener("htmx:afterSwap", ({ target }) => target === sheet && open(sheet));
document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  if (!detail.successful || !target.matches("[data-cancel]")) return;
  if (sheet) sheet.close();
  else location.reload();
});
startReasons();

/** How many of a line are taken back, and what that does to the bill. */
document.addEventListener("click", ({ target }) => {
  const step = target.closest("[data-step]");
  const form = step?.closest("[data-void]");
  if (!form) return;
  const { left, unit, bp, off, name } = form.dataset;
  const wanted = Math.min(Number(left), Math.max(1, Number(form.elements.quantity.value) + Number(step.dataset.step)));
  const line = (quantity) => net({ quantity, unit_price_cents: Number(unit), discount: { bp: Number(bp), cents: Number(off) } });
  form.elements.quantity.value = wanted;
  form.querySelector("[data-quantity]").textContent = wanted;
  form.querySelector("[data-leaves]").textContent = parts(line(Number(left)) - line(left - wanted)).join("");
  const label = form.querySelector("[data-act]");
  label.textContent = label.dataset.act.replace("{n}", wanted).replace("{name}", name);
});
