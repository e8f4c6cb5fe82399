/** A closing on paper: what the page shows, by the browser's own printing. */
document.querySelector("[data-print-page]")?.addEventListener("click", () => print());
