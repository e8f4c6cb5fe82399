/**
 * Giving money back (templates/checkout/_overlays.html): a payment whole, some of its dishes, or an amount. A dish comes
 * to its part of the bill without the service, which is given back only where it is chosen, and as it was charged.
 */
import { cents } from "./json_forms.js";
import { showMoney } from "./money.js";
import { open } from "./overlay.js";

const whole = ({ quantity, between }) => between === 1 ? quantity : 1; // a shared dish goes back as it was shared, or not

export function startRefund(words, lines, service) {
  const dialog = document.getElementById("pay-refund");
  if (!dialog) return { body: (_form, body) => body };
  const form = dialog.querySelector("[data-refund-form]");
  const list = form.querySelector("[data-refund-items]");
  const row = form.querySelector("[data-refund-row]").content.firstElementChild;
  let of = null, rows = []; // {line, most, taken, cents, units}

  const what = () => form.elements.what.value;

  function choose(payment) {
    of = payment;
    form.dataset.api = `/api/payments/${of.id}/refunds`;
    form.reset();
    delete form.dataset.key;
    form.elements.method.value = of.method;
    form.querySelector("[data-refund-of]").textContent = of.title;
    rows = parts().map((part) => ({ ...part, taken: 0 }));
    list.replaceChildren(...rows.map(drawn));
    draw();
    open(dialog);
  }

  /** The dishes it was for; those of the whole bill, where it was for no dish by name. */
  function parts() {
    const sold = lines();
    const bought = of.items ?? sold.map(({ id, quantity }) => ({ line_id: id, quantity, between: 1 }));
    const dishes = bought.flatMap((item) => {
      const line = sold.find(({ id }) => id === item.line_id);
      if (!line) return [];
      const most = whole(item);
      const units = item.quantity / item.between / most; // of a dish, for each step
      return [{ item, most, name: line.name, each: (line.back * units) / line.quantity }];
    });
    return service() ? [...dishes, { item: null, most: 1, name: words.service, each: service() }] : dishes;
  }

  function drawn(part, n) {
    const element = row.cloneNode(true);
    element.dataset.row = n;
    const share = part.item && part.item.between > 1 ? ` (${part.item.quantity}/${part.item.between})` : "";
    element.querySelector("[data-name]").textContent = part.name + share;
    const [less, more] = element.querySelectorAll("[data-take]");
    less.ariaLabel = words.less.replace("{name}", part.name);
    more.ariaLabel = words.more.replace("{name}", part.name);
    return element;
  }

  function amount() {
    if (what() === "all") return of.left;
    if (what() === "amount") return form.elements.typed.value ? cents(form.elements.typed.value) : 0;
    return Math.min(of.left, rows.reduce((sum, { each, taken }) => sum + Math.round(each * taken), 0));
  }

  const tip = () => what() === "all" ? of.tip : 0;

  function draw() {
    list.hidden = what() !== "items";
    form.querySelector("[data-refund-amount]").hidden = what() !== "amount";
    rows.forEach(({ each, taken, most }, n) => {
      const element = list.children[n];
      element.querySelector("[data-units]").textContent = taken;
      showMoney(element.querySelector("[data-amount]"), Math.round(each * (taken || 1)));
      element.classList.toggle("is-taken", taken > 0);
      element.querySelector('[data-take="-1"]').disabled = taken === 0;
      element.querySelector('[data-take="1"]').disabled = taken === most;
    });
    const label = form.querySelector("[data-refund-act]");
    const figure = document.createElement("span");
    if (amount() + tip() > 0) showMoney(figure, amount() + tip());
    label.replaceChildren(`${words.give_back} `, figure);
  }

  form.addEventListener("click", ({ target }) => {
    const step = target.closest("[data-take]");
    if (!step) return;
    const one = rows[step.closest("[data-row]").dataset.row];
    one.taken = Math.max(0, Math.min(one.most, one.taken + Number(step.dataset.take)));
    draw();
  });
  form.addEventListener("input", () => of && draw());
  document.addEventListener("click", ({ target }) => {
    const back = target.closest("[data-refund]");
    if (back) choose(JSON.parse(back.dataset.refund));
  });

  return {
    /** What is sent of the refund's form; of others, what they have. */
    body(sent, { what: _what, typed: _typed, ...body }) {
      if (sent !== form) return body;
      if (!(amount() + tip() > 0)) return words.nothing;
      const items = rows.filter(({ item, taken }) => item && taken).map(({ item, taken }) => item.between === 1 ? { ...item, quantity: taken } : item);
      const all = what() === "all";
      return {
        ...body, amount_cents: amount(),
        ...(tip() > 0 && { tip_cents: tip() }),
        ...(all && of.items?.length && { items: of.items }),
        ...(what() === "items" && items.length && { items }),
      };
    },
  };
}
