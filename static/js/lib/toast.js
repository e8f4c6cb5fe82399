/** One short message at a time, six seconds, with an undo where there is one. */
import { say } from "./words.js";

const SECONDS = 6;
let timer;

/** `undo` is a function, or the address to POST to. */
export function toast(text, { undo } = {}) {
  const host = document.getElementById("toasts");
  const template = document.getElementById("toast-template");
  if (!host || !template) return;
  const drawn = template.content.firstElementChild.cloneNode(true);
  const button = drawn.querySelector("[data-undo]");
  drawn.querySelector("[data-text]").textContent = text;
  button.hidden = !undo;
  button.addEventListener("click", () => {
    drawn.remove();
    if (typeof undo === "function") undo();
    else takeBack(undo);
  });
  stand(host);
  host.replaceChildren(drawn);
  clearTimeout(timer);
  const leave = () => { timer = setTimeout(() => (drawn.matches(":hover, :focus-within") ? leave() : drawn.remove()), SECONDS * 1000); };
  leave();
}

/** The server says where that leads, or why it cannot be. */
async function takeBack(address) {
  try {
    const answer = await fetch(address, { method: "POST", credentials: "same-origin", headers: { "HX-Request": "true" } });
    const to = answer.headers.get("HX-Redirect");
    if (to) location.assign(to);
    else if (!answer.ok) toast((await answer.json()).detail);
  } catch {
    toast(say("offline"));
  }
}

/** Nothing beside an open dialog can be touched, so the message stands in it, and leaves it when it closes. */
function stand(host) {
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
  (dialog ?? document.body).append(host);
  dialog?.addEventListener("close", () => document.body.append(host), { once: true });
}
