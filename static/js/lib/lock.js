/** A shared device that nobody touches locks itself: whoever comes next types their PIN. Its tabs count as one. */
import { request } from "./http.js";

const QUIET = 120_000, LOOK = 5_000; // milliseconds
const TOUCHED = "nb-touched";

export function startLock() {
  if (!("locks" in document.body.dataset)) return;
  const touched = () => localStorage.setItem(TOUCHED, String(Date.now()));
  touched();
  for (const hand of ["pointerdown", "keydown", "wheel"]) document.addEventListener(hand, touched, { passive: true, capture: true });
  setInterval(async () => {
    if (Date.now() - Number(localStorage.getItem(TOUCHED)) < QUIET) return;
    const { status } = await request("/switch/lock");
    if (status) location.assign(`/switch?next=${encodeURIComponent(location.pathname + location.search)}`);
  }, LOOK);
}
