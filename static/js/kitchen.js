/** The kitchen's keys: left and right change the station, Home shows all. Digits and S are drawn on their buttons. */

const typing = (target) => target instanceof Element && target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const stations = [...document.querySelectorAll("[data-station]")];
  const here = stations.findIndex((link) => link.hasAttribute("aria-current"));
  const step = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0 }[event.key];
  if (step === undefined || step === here || !stations[step]) return;
  event.preventDefault();
  stations[step].click();
});
