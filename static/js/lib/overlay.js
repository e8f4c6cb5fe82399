/** Sheets and dialogs: [data-open="id"], [data-close], a tap beside them, Esc, and a swipe down on a phone. */
const SWIPE = 80; // pixels

export function open(dialog) {
  if (dialog && !dialog.open) dialog.showModal();
}

export function startOverlays() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) {
      opener.closest("[popover]")?.hidePopover();
      open(document.getElementById(opener.dataset.open));
    }
    const dialog = event.target.closest("dialog");
    if (dialog && (event.target === dialog || event.target.closest("[data-close]"))) dialog.close();
  });
  let from = null;
  document.addEventListener("touchstart", (event) => {
    from = event.target.closest(".nb-sheet__head") ? event.touches[0].clientY : null;
  }, { passive: true });
  document.addEventListener("touchend", (event) => {
    if (from !== null && event.changedTouches[0].clientY - from > SWIPE) event.target.closest("dialog")?.close();
    from = null;
  });
  document.querySelectorAll("dialog[data-open-now]").forEach(open);
}
