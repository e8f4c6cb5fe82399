/**
 * The kitchen's rail, what was cancelled, and its keys. Digits, A, E and S are drawn on their buttons
 * (js/lib/keys.js); here left and right change the station and Home shows all.
 */
import { startStockSheet } from "./lib/stock.js";

const STEP = 4, GAP = 12; // pixels: the rows of the grid, the space under a ticket

/** Tell the grid how tall each ticket is, so that columns fill from the top without holes. */
function lay() {
  const rail = document.getElementById("kitchen-rail");
  if (!rail) return;
  const tickets = [...rail.querySelectorAll(".nb-ticket")];
  rail.classList.add("is-laid");
  const heights = tickets.map((ticket) => ticket.offsetHeight);
  tickets.forEach((ticket, i) => { ticket.style.gridRowEnd = `span ${Math.ceil((heights[i] + GAP) / STEP)}`; });
}

startStockSheet();
lay();
addEventListener("resize", lay);
document.fonts?.ready.then(lay);
document.addEventListener("nb:morphed", lay);

/** A ticket that is taken back must not just vanish: it is named until somebody says they saw it. */
document.addEventListener("nb:event", ({ detail: { type, data } }) => {
  const title = document.querySelector(`[data-ticket="${data.id}"] .nb-ticket__title`)?.textContent;
  if (type !== "order.cancelled" || !title) return;
  const banner = document.getElementById("kitchen-void").content.firstElementChild.cloneNode(true);
  banner.querySelector("[data-order]").textContent = title;
  banner.querySelector("[data-reason]").textContent = data.cancel_reason ? `· ${data.cancel_reason}` : "";
  document.getElementById("kitchen-voids").append(banner);
});
document.addEventListener("click", ({ target }) => target.closest("[data-seen]")?.closest("[data-void]").remove());

const typing = (target) => target instanceof Element && target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const stations = [...document.querySelectorAll("[data-station]")];
  const here = stations.findIndex((link) => link.hasAttribute("aria-current"));
  const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0 }[event.key];
  if (to === undefined || to === here || !stations[to]) return;
  event.preventDefault();
  stations[to].click();
});
