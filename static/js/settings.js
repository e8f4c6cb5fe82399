/** The pages of the settings: rows of hours and dates, the logo, the colour, how a receipt comes out, copying a key. */
import { startColour } from "./lib/colour.js";
import { startCopying } from "./lib/copying.js";
import { startPhoto } from "./lib/photo.js";
import { startSample } from "./lib/receipt_sample.js";
import { startDates, startHours } from "./lib/rows.js";

document.querySelectorAll("[data-settings]").forEach((form) => {
  startPhoto(form);
  startHours(form);
  startDates(form);
  startColour(form);
  startSample(form, document.querySelector("[data-preview]"));
});
startCopying();
