/**
 * The pad beside the slip: quantity, discount or price of the chosen line, else of the last one. A number typed while no
 * line is chosen is the quantity of the next dish (root.dataset.next).
 */
import { MOST } from "./basket.js";

const MODES = {
  quantity: { fits: /^[1-9]\d?$/, shown: (line, next) => line?.quantity ?? next ?? "" },
  percent: { fits: /^\d{0,3}(,\d{0,2})?$/, shown: (line) => (line?.discount_percent == null ? "" : String(line.discount_percent).replace(".", ",")) },
  price: { fits: /^\d{0,7}(,\d{0,2})?$/, shown: (line) => (line?.unit_price_cents == null ? "" : String(line.unit_price_cents / 100).replace(".", ",")) },
};

/** What is typed as a number: "12,5" is 12.5. */
export const figure = (typed) => Number(typed.replace(/\s/g, "").replace(",", ".")) || 0;

export function startPad(root) {
  const { basket, step, ask, free } = root.cart;
  const find = (selector) => root.querySelector(selector);
  const pad = find("[data-pad]");
  let chosen = null, typed = "", mode = "quantity", lines = basket.lines.length;

  const line = () => basket.lines.find(({ id }) => id === chosen);
  const lastOrChosen = () => line() ?? basket.lines.at(-1);
  const next = () => root.dataset.next;

  function choose(id) {
    if (id !== chosen) { typed = ""; mode = "quantity"; }
    chosen = id;
    draw();
  }

  function setMode(wanted) {
    typed = "";
    mode = wanted;
    if (mode !== "quantity" && !line()) chosen = basket.lines.at(-1)?.id ?? null;
    draw();
  }

  function changed() {
    if (basket.lines.length > lines || !basket.count) { typed = ""; mode = "quantity"; }
    lines = basket.lines.length;
    draw();
  }

  function draw() {
    if (!line()) chosen = null;
    if (next() === undefined && !chosen) typed = "";
    for (const element of root.querySelectorAll("[data-line]")) {
      const mine = element.dataset.line === chosen;
      element.classList.toggle("is-chosen", mine);
      element.querySelector("[data-edit]").ariaCurrent = mine ? "true" : null;
    }
    pad.dataset.mode = mode;
    for (const button of pad.querySelectorAll("[data-mode]")) {
      button.ariaPressed = String(button.dataset.mode === mode);
      button.querySelector("[data-figure]").textContent = mode === button.dataset.mode && typed ? typed : MODES[button.dataset.mode].shown(line(), next());
    }
    for (const button of pad.querySelectorAll("[data-pad-note], [data-pad-remove]")) button.disabled = !basket.count;
  }

  function enter(digits) {
    if (!free()) return;
    if (digits !== "" && !MODES[mode].fits.test(digits)) {
      if (mode !== "quantity" || digits.length < 3) return;
      digits = digits.slice(-1); // a third digit begins a new number
      if (digits === "0") return;
    }
    typed = digits;
    ({ quantity, percent, price })[mode]();
    draw();
  }

  function quantity() {
    const count = Math.min(MOST, Number(typed));
    if (chosen && count) basket.setQuantity(chosen, count);
    else if (!chosen && count) root.dataset.next = typed;
    else delete root.dataset.next;
  }

  function percent() {
    const value = Math.min(100, figure(typed));
    if (line()) basket.replace(chosen, { discount_percent: value || null });
  }

  function price() {
    if (line()) basket.replace(chosen, { unit_price_cents: typed === "" ? null : Math.round(figure(typed) * 100) });
  }

  function back() {
    if (typed) return enter(typed.slice(0, -1));
    const field = { percent: "discount_percent", price: "unit_price_cents" }[mode];
    if (field && line() && line()[field] !== null) return basket.replace(chosen, { [field]: null });
    choose(null);
  }

  function move(by) {
    const ids = basket.lines.map(({ id }) => id);
    if (!ids.length) return;
    const at = ids.indexOf(chosen);
    choose(ids[at < 0 ? (by < 0 ? ids.length - 1 : 0) : Math.min(ids.length - 1, Math.max(0, at + by))]);
    find(`[data-line="${chosen}"] [data-edit]`)?.focus(); // so that Enter opens its choices
  }

  function by(n) {
    typed = "";
    const one = lastOrChosen();
    if (one) step(one, n);
  }

  /** The typed number was meant for the line that is there already. */
  function setLast() {
    const [one, count] = [basket.lines.at(-1), Number(next())];
    if (!one || !count || !free()) return;
    delete root.dataset.next;
    basket.setQuantity(one.id, count);
  }

  function remove() {
    const one = lastOrChosen();
    if (one) step(one, -one.quantity);
  }

  function note() {
    const one = lastOrChosen();
    if (!one) return;
    ask(one);
    document.getElementById("option-note").focus();
  }

  pad.addEventListener("click", ({ target }) => {
    const key = target.closest("button");
    if (!key) return;
    if (key.dataset.digit) enter(typed + key.dataset.digit);
    else if (key.dataset.by) by(Number(key.dataset.by));
    else if (key.dataset.mode) setMode(key.dataset.mode);
    else if (key.matches("[data-pad-note]")) note();
    else if (key.matches("[data-pad-remove]")) remove();
    else if (key.matches("[data-pad-back]")) back();
  });

  // Beside the pad a tap chooses a line, a second one opens it; where there is no pad the first one opens it.
  root.addEventListener("click", (event) => {
    const id = event.target.closest("[data-edit]")?.closest("[data-line]").dataset.line;
    if (!id || id === chosen || !pad.checkVisibility()) return;
    event.stopPropagation();
    choose(id);
  }, true);

  basket.on(changed);
  draw();

  return {
    digit: (character) => enter(typed + character),
    keys: {
      ArrowUp: () => move(-1), ArrowDown: () => move(1), "+": () => by(1), "-": () => by(-1), "*": setLast,
      "%": () => setMode("percent"), "/": () => setMode("price"), ",": () => enter(`${typed},`), ".": () => enter(`${typed},`),
      Delete: remove, Backspace: back,
      Escape: () => { delete root.dataset.next; typed = ""; choose(null); },
    },
  };
}
