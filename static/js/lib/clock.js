/** Ages and timers go on counting here, and tickets change their colour when their time comes. */
const NO_BREAK = "\u00a0";
const HURRY = 0.6;

// A tablet whose clock is wrong still counts from the server's now.
const skew = Date.parse(document.body?.dataset.now ?? "") - Date.now() || 0;
export const now = () => Date.now() + (Math.abs(skew) > 5000 ? skew : 0);
const late = new Set();

const two = (n) => String(n).padStart(2, "0");

export function age(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (seconds < 60) return `${seconds}${NO_BREAK}s`;
  if (minutes < 60) return `${minutes}${NO_BREAK}min`;
  return `${Math.floor(minutes / 60)}${NO_BREAK}h${NO_BREAK}${two(minutes % 60)}`;
}

const timer = (seconds) => `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;

function write(element) {
  const seconds = Math.max(0, Math.floor((now() - Date.parse(element.dataset.since)) / 1000));
  const count = element.dataset.shape && element.querySelector("[data-count]");
  if (count) {
    const text = element.dataset.shape === "timer" ? timer(seconds) : age(seconds);
    if (count.textContent !== text) count.textContent = text;
  }
  if (element.dataset.minutes) grade(element, seconds / (element.dataset.minutes * 60));
}

function grade(ticket, share) {
  const level = share < HURRY ? "calm" : share <= 1 ? "warn" : "late";
  if (ticket.dataset.level !== level) ticket.dataset.level = level;
  const meter = ticket.querySelector("progress");
  if (meter) meter.value = Math.min(100, share * 100);
  if (level === "late" && !late.has(ticket.dataset.ticket)) {
    late.add(ticket.dataset.ticket);
    if (started) document.dispatchEvent(new CustomEvent("nb:late", { detail: ticket.dataset.ticket }));
  }
}

let started = false;
export function tick(root = document) {
  for (const element of root.querySelectorAll("[data-since]")) write(element);
  for (const element of root.querySelectorAll("[data-wall-clock]")) {
    element.textContent = new Date(now()).toLocaleTimeString("pt", { hour: "2-digit", minute: "2-digit", timeZone: "Africa/Luanda" });
  }
}

export function startClock() {
  tick();
  started = true;
  setInterval(tick, 1000);
  document.addEventListener("nb:morphed", (event) => tick(event.target));
}
