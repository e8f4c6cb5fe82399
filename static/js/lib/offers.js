/** Drafts that others have left at this place, and the way to go on with one ([data-cart-offers]). */
import { age } from "./clock.js";
import { say } from "./words.js";

/** How old a draft is, in words. */
export const ageOf = (cart) => age(Math.max(0, Math.round((Date.now() - Date.parse(cart.saved_at)) / 1000)));

export const itemsOf = (cart) => {
  const n = cart.content.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return n === 1 ? say("oneItem") : say("items", { n });
};

/** `take(cart)` goes on with one. @returns `{show(carts)}` */
export function startOffers(root, basket, me, take) {
  const host = root.querySelector("[data-cart-offers]");
  const template = document.getElementById("cart-offer-template");
  let offered = [];

  function row(cart) {
    const drawn = template.content.firstElementChild.cloneNode(true);
    drawn.dataset.key = cart.key;
    const words = cart.owner_id === me ? "offeredOwn" : "offered";
    drawn.querySelector("[data-text]").textContent = say(words, { name: cart.owner_name.split(" ")[0], age: ageOf(cart), items: itemsOf(cart) });
    return drawn;
  }

  function draw() {
    host.hidden = !offered.length;
    host.replaceChildren(...offered.map(row));
  }

  host?.addEventListener("click", ({ target }) => {
    const key = target.closest("[data-take]")?.closest("[data-key]").dataset.key;
    const cart = offered.find((one) => one.key === key);
    if (!cart || basket.sending) return;
    offered = offered.filter((one) => one !== cart);
    draw();
    take(cart);
  });

  return {
    show(carts) {
      // at the counter each customer is another draft: only what was there before this one began is offered
      offered = basket.table || !basket.count ? carts : [];
      if (host) draw();
    },
  };
}
