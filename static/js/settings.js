/** The pages of the settings: rows of hours and dates, the logo, the colour, how a receipt comes out, copying a key. */
import { startColour } from "./lib/colour.js";
import { startPhoto } from "./lib/photo.js";
import { startSample } from "./lib/receipt_sample.js";
import { startDates, startHours } from "./lib/rows.js";
import { toast } from "./lib/toast.js";

document.querySelectorAll("[data-settings]").forEach((form) => {
  startPhoto(form);
  startHours(form);
  startDates(form);
  startColour(form);
  startSample(form, document.querySelector("[data-preview]"));
});
document.querySelectorAll("[data-copy]").forEach((button) => button.addEventListener("click", async () => {
  const text = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText(text.textContent).then(() => toast(button.dataset.copied), () => getSelection().selectAllChildren(text));
}));
