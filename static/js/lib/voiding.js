/** Taking dishes back (templates/components/void.html): the usual reasons, how many, and what that does to the bill. */
import { parts } from "./money.js";
import { net } from "./pricing.js";
import { startReasons } from "./reasons.js";

export function startVoiding() {
  startReasons();
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
}
