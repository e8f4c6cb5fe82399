/** A slip: its button prints it; with `#print` in the address it prints as soon as it is there. */
document.querySelector("[data-print-page]").addEventListener("click", () => print());
if (location.hash === "#print") addEventListener("load", () => print());
