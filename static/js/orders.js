/** The list of orders: a row opens its order in a sheet; a cancelled order closes it, a dish that is taken back does not. */
import { open } from "./lib/overlay.js";
import { startVoiding } from "./lib/voiding.js";

const sheet = document.getElementById("order-sheet");

document.addEventListener("htmx:afterSwap", ({ target }) => target === sheet && open(sheet));
document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  if (!detail.successful || !target.matches("[data-cancel]")) return;
  if (sheet) sheet.close();
  else location.reload();
});
startVoiding();
