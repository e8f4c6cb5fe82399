/** What every page of the staff has: partial posts, overlays, forms, keys, counting times, messages. */
import htmx from "htmx.org";
import { startBell } from "./lib/bell.js";
import { startClock } from "./lib/clock.js";
import { startForms } from "./lib/forms.js";
import { startKeys } from "./lib/keys.js";
import { startLock } from "./lib/lock.js";
import { startOverlays } from "./lib/overlay.js";
import { startPreferences } from "./lib/preferences.js";
import { startPrinting } from "./lib/printing.js";
import { toSignIn } from "./lib/http.js";
import { toast } from "./lib/toast.js";
import { say } from "./lib/words.js";

Object.assign(htmx.config, { allowEval: false, includeIndicatorStyles: false, selfRequestsOnly: true, historyCacheSize: 0 });

startPreferences();
startOverlays();
startForms();
startKeys();
startClock();
startBell();
startPrinting();
startLock();

function refused(text) {
  toast(text);
  document.dispatchEvent(new CustomEvent("nb:refused"));
}

document.addEventListener("nb:morphed", ({ target }) => htmx.process(target)); // what a live region brought is wired like the rest
document.addEventListener("htmx:sendError", () => refused(say("offline")));
document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  if (xhr.status === 401) return toSignIn();
  let problem = null;
  try { problem = JSON.parse(xhr.responseText); } catch { /* a page, not a problem: the words below do */ }
  refused(problem?.detail ?? say("refused"));
});

// The server says what happened: HX-Trigger: {"nb:toast": {"text": "…", "undo": "/address"}}
document.addEventListener("nb:toast", ({ detail }) => toast(detail.text, { undo: detail.undo }));
document.querySelectorAll("[data-toast]").forEach((element) => toast(element.dataset.toast, { undo: element.dataset.undo }));
