/** Kwanza as people read it. Amounts are whole cêntimos; the same rules as nabancada/money.py. */
const NO_BREAK = "\u00a0";

export function parts(cents) {
  const kwanza = String(Math.floor(Math.abs(cents) / 100)).replace(/\B(?=(\d{3})+$)/g, NO_BREAK);
  const rest = String(Math.abs(cents) % 100).padStart(2, "0");
  return [(cents < 0 ? "\u2212" : "") + kwanza, `,${rest}${NO_BREAK}Kz`];
}

/** Write an amount into `element`, the cents smaller. */
export function showMoney(element, cents, before = "") {
  const [large, rest] = parts(cents);
  const small = document.createElement("small");
  small.textContent = rest;
  element.replaceChildren(before + large, small);
}
