/** Dishes came, went or got another name: the parts of the page that show the menu ([data-menu]), as the server draws them now. */
import { Idiomorph } from "idiomorph";

export async function redrawMenu() {
  const answer = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-menu]")) {
    const drawn = page.getElementById(part.id);
    if (drawn) Idiomorph.morph(part, drawn.innerHTML, { morphStyle: "innerHTML" });
  }
}
