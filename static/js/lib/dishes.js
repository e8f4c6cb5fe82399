/**
 * The dishes of a screen follow the menu: what is sold out or costs otherwise is written where it stands (cart_view.js);
 * when there are other dishes, or they follow one another otherwise, the page is asked for and its list is taken over.
 */
import { Idiomorph } from "idiomorph";

const PLACES = ["[data-list-top]", "[data-chips]"];

/** What makes a list of dishes another one. */
export const signature = ({ categories }) =>
  JSON.stringify(categories.map(({ id, name, items }) => [id, name, items.map(({ id, name, art, photo, schedule }) => [id, name, art, photo, schedule])]));

export async function redrawDishes(root) {
  const answer = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const place of PLACES) {
    const [here, there] = [root.querySelector(place), page.querySelector(place)];
    if (Boolean(here) !== Boolean(there)) return location.reload(); // the first dish, or the last: the draft is kept
    if (here) Idiomorph.morph(here, there.innerHTML, { morphStyle: "innerHTML" });
  }
}
