/**
 * Sounds by event, made here and not loaded. They carry no news the screen does not, and play only for events
 * that live.js has not seen before. A device is silent until somebody turns the sound on ([data-sound]).
 */
import { say } from "./lib/words.js";
import { toast } from "./lib/toast.js";

const KEY = "nb-sound";
const kitchen = document.body.classList.contains("nb-on-kitchen");
let context = null;

/** Notes as [hertz, start, length] in seconds. */
const SOUNDS = {
  rising: [[587, 0, 0.16], [880, 0.17, 0.2]],
  falling: [[784, 0, 0.16], [523, 0.17, 0.2]],
  low: [[196, 0, 0.5]],
  bell: [[1319, 0, 0.6]],
  twice: [[1319, 0, 0.35], [1319, 0.4, 0.5]],
  knock: [[120, 0, 0.12]],
};

const HEARD = kitchen
  ? { "order.placed": "rising", "order.line_voided": "falling", "order.note_changed": "falling", "order.cancelled": "falling" }
  : { "order.ready": "bell", "payment.taken": "bell", "table.waiter_called": "twice", "table.bill_requested": "twice" };

const on = () => localStorage.getItem(KEY) === "on";

function play(name) {
  if (!on() || !name) return;
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
  for (const [hertz, start, length] of SOUNDS[name]) {
    const tone = context.createOscillator();
    const loudness = context.createGain();
    const at = context.currentTime + start;
    tone.type = name === "knock" || name === "low" ? "triangle" : "sine";
    tone.frequency.value = hertz;
    loudness.gain.setValueAtTime(0.0001, at);
    loudness.gain.exponentialRampToValueAtTime(0.35, at + 0.015);
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + length);
    tone.connect(loudness).connect(context.destination);
    tone.start(at);
    tone.stop(at + length);
  }
}

function press() {
  document.querySelectorAll("[data-sound]").forEach((button) => { button.ariaPressed = String(on()); });
}

document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-sound]")) return;
  localStorage.setItem(KEY, on() ? "off" : "on");
  press();
  play(kitchen ? "rising" : "bell");
  toast(say(on() ? "soundOn" : "soundOff"));
});
document.addEventListener("nb:event", ({ detail }) => play(HEARD[detail.type]));
document.addEventListener("nb:late", () => kitchen && play("low"));
document.addEventListener("nb:refused", () => play("knock"));
document.addEventListener("nb:morphed", press);
// after a reload the browser wants one touch before it lets anything sound
addEventListener("pointerdown", () => on() && (context ??= new AudioContext()).resume(), { once: true });
press();
