/** Draws a basket: the lines of the slip, the counts on the dishes, total, stations. It changes nothing. */
import { servedNow } from "./hours.js";
import { parts, showMoney } from "./money.js";
import { inCoins } from "./pricing.js";
import { say } from "./words.js";

export class CartView {
  constructor(root, catalogue, totals) {
    Object.assign(this, { root, catalogue, totals });
    this.template = document.getElementById("cart-line-template");
  }

  each(name, draw) { this.root.querySelectorAll(`[data-${name}]`).forEach(draw); }

  draw(basket) {
    this.root.dataset.state = basket.sending ? "sending" : "draft";
    this.each("cart-lines", (list) => this.lines(list, basket));
    this.each("item", (dish) => this.dish(dish, basket));
    const figures = this.totals.figures(this.catalogue, basket.state);
    this.each("cart-total", (place) => showMoney(place.querySelector(".nb-money") ?? place, figures.total_cents));
    this.sum(figures, basket.state);
    this.each("cart-count", (place) => { place.textContent = basket.count === 1 ? say("oneItem") : say("items", { n: basket.count }); });
    this.each("cart-stations", (place) => { place.textContent = this.stations(basket); });
    this.each("cart-send", (button) => {
      button.ariaBusy = basket.sending ? "true" : null;
      const label = button.querySelector("[data-label]");
      label.dataset.rest ??= label.textContent;
      label.textContent = basket.sending ? say("sending") : label.dataset.rest;
    });
    this.root.classList.toggle("is-empty", basket.count === 0);
  }

  /** What stands between the dishes and the total, where there is something. */
  sum(figures, { discount }) {
    const coins = inCoins(figures.total_cents, this.totals.rules.cash_step_cents);
    const amounts = {
      discount: -figures.discount_cents, service: figures.service_cents, delivery: figures.delivery_cents,
      packaging: figures.packaging_cents, tax: figures.tax_cents, coins: coins === figures.total_cents ? 0 : coins,
    };
    this.each("cart-sum", (row) => {
      const cents = amounts[row.dataset.cartSum];
      row.hidden = !cents;
      showMoney(row.querySelector("[data-sum]"), cents);
    });
    this.each("discount-reason", (place) => { place.textContent = discount?.reason ? ` · ${discount.reason}` : ""; });
  }

  /** Lines keep their element, so that focus stays on the button that was pressed. */
  lines(list, basket) {
    const known = new Map([...list.children].map((element) => [element.dataset.line, element]));
    const drawn = basket.lines.map((line) => {
      const element = known.get(line.id) ?? this.newLine(line.id, known.size > 0 || list.dataset.drawn);
      this.line(element, line);
      return element;
    });
    list.dataset.drawn = "true";
    if (drawn.length !== list.children.length || drawn.some((element, i) => element !== list.children[i])) list.replaceChildren(...drawn);
  }

  newLine(id, glow) {
    const element = this.template.content.firstElementChild.cloneNode(true);
    element.dataset.line = id;
    element.classList.toggle("is-new", Boolean(glow));
    return element;
  }

  line(element, line) {
    const item = this.catalogue.items.get(line.item_id);
    element.querySelectorAll("[data-quantity]").forEach((place) => { place.textContent = line.quantity; });
    element.querySelector("[data-name]").textContent = item?.name ?? "…";
    element.querySelector("[data-chosen]").textContent = this.catalogue.chosenWords(line);
    const note = element.querySelector("[data-note]");
    note.hidden = !line.note;
    note.querySelector("[data-text]").textContent = line.note;
    const { net_cents: cents, menu_cents: menu } = this.totals.of(this.catalogue, line);
    showMoney(element.querySelector("[data-amount]"), cents);
    const off = element.querySelector("[data-off]");
    off.hidden = line.unit_price_cents === null && line.discount_percent === null;
    if (off.hidden) return;
    showMoney(off.querySelector("[data-was]"), menu);
    off.querySelector("[data-off-words]").textContent = [
      line.unit_price_cents === null ? "" : say("agreedPrice", { price: parts(line.unit_price_cents).join("") }),
      line.discount_percent === null ? "" : say("percentOff", { n: String(line.discount_percent).replace(".", ",") }),
    ].filter(Boolean).join(" · ");
  }

  dish(element, basket) {
    const lines = basket.of(element.dataset.item);
    const count = lines.reduce((sum, { quantity }) => sum + quantity, 0);
    element.classList.toggle("is-in", count > 0);
    element.querySelectorAll("[data-quantity]").forEach((place) => { place.textContent = count || ""; });
    const last = lines.at(-1);
    const chosen = element.querySelector("[data-chosen]");
    if (chosen) chosen.textContent = last ? [this.catalogue.chosenWords(last), last.note].filter(Boolean).join(" · ") : "";
  }

  stations(basket) {
    const counts = new Map();
    for (const { item_id, quantity } of basket.lines) {
      const station = this.catalogue.items.get(item_id)?.station ?? "";
      counts.set(station, (counts.get(station) ?? 0) + quantity);
    }
    return [...counts].filter(([station]) => station).map(([station, count]) => `${count} ${station}`).join(" · ");
  }

  /** After the menu changed elsewhere: prices and what is sold out. */
  menu() {
    this.each("item", (element) => {
      const item = this.catalogue.items.get(element.dataset.item);
      if (!item) { element.hidden = true; return; } // whether the others show is for who looks for them (browse.js)
      element.toggleAttribute("data-out", !item.available);
      element.toggleAttribute("data-closed", !servedNow(item.schedule));
      const price = element.querySelector("[data-price] .nb-money");
      if (price) showMoney(price, item.price_cents);
    });
  }

  /** `link` is where to go and put it right: `{href, words}`. */
  problem(text, { again = false, link = null } = {}) {
    this.each("cart-problem", (banner) => {
      banner.hidden = !text;
      banner.querySelector("[data-text]").textContent = text ?? "";
      banner.querySelector("[data-cart-retry]").hidden = !again;
      const way = banner.querySelector("[data-cart-way]");
      way.hidden = !link;
      if (link) Object.assign(way, { href: link.href, textContent: link.words });
    });
  }
}
