/** The public site: forms, the ticket that goes on counting, and the address a house of this name would have. */
import { startClock } from "./lib/clock.js";
import { startForms } from "./lib/forms.js";

const PAUSE = 300; // milliseconds without typing

startForms();
startClock();

/** Propose an address while the owner has not written one of their own. */
function propose(name, slug) {
  let waiting, own = slug.value !== "";
  slug.addEventListener("input", () => { own = slug.value !== ""; });
  name.addEventListener("input", () => {
    clearTimeout(waiting);
    if (own) return;
    waiting = setTimeout(async () => {
      const asked = name.value.trim();
      if (!asked) return void (slug.value = "");
      const answer = await fetch(`${slug.dataset.slug}?${new URLSearchParams({ name: asked })}`).catch(() => null);
      if (answer?.ok && !own && name.value.trim() === asked) slug.value = (await answer.json()).slug;
    }, PAUSE);
  });
}

const form = document.querySelector("[data-sign-up]");
if (form) propose(form.elements.name, form.elements.slug);
