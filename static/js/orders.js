/** The list of orders: a row opens its order in a sheet, and a cancelled order closes it. */
import { open } from "./lib/overlay.js";

const sheet = document.getElementById("order-sheet");

document.addEventListener("htmx:afterSwap", ({ target }) => target === sheet && open(sheet));
document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  if (!detail.successful || !target.matches("[data-cancel]")) return;
  if (sheet) sheet.close();
  else location.reload();
});
document.addEventListener("click", ({ target }) => {
  const reason = target.closest("[data-reason]")?.dataset.reason;
  if (!reason) return;
  const input = target.closest("form").elements.reason;
  input.value = reason;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
});
