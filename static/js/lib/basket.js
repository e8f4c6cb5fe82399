/**
 * What somebody is about to order. It lives in localStorage under its key, so a reload loses nothing, and js/lib/drafts.js
 * keeps it on the server, so that the device may die.
 * `client_key` is made with the first line and kept until the server answers: a repeated send is the same order.
 * While `sending`, nothing can change: what is on its way may already be stored.
 */
export const MOST = 99;
const EMPTY = {
  lines: [], client_key: null, sending: false, url: null, payments: null,
  customer: {}, note: "", discount: null,
  tenders: [], // parts of its payment, chosen and not taken
  version: 0, saved: null, // the draft as the server has it
  shared: false, // somebody else has it open as well
};

/** A line with nothing missing and nothing else, so that two can be compared. */
export const tidy = ({ id, item_id, option_ids = [], note, quantity = 1, unit_price_cents, discount_percent }) => ({
  id: id ?? crypto.randomUUID?.() ?? String(Math.random()),
  item_id,
  option_ids: [...option_ids].sort(),
  note: (note ?? "").trim(),
  quantity,
  unit_price_cents: unit_price_cents ?? null,
  discount_percent: discount_percent ?? null,
});

const twins = (a, b) => ["item_id", "note", "unit_price_cents", "discount_percent"].every((name) => a[name] === b[name])
  && String(a.option_ids) === String(b.option_ids);

const filled = (given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== "" && value !== undefined));

const ordered = (given, names) => filled(Object.fromEntries(names.map((name) => [name, given?.[name]])));

/** A draft as it is kept, always written in the same order: two that say the same are the same text. */
export function normal({ type, lines, customer, note, discount }) {
  const person = ordered(customer, ["name", "phone", "address", "nif"]);
  const off = ordered(discount, ["percent", "amount_cents", "reason"]);
  return {
    type, lines: lines.map((line) => filled(tidy(line))), ...filled({ note }),
    ...(Object.keys(person).length && { customer: person }), ...(Object.keys(off).length && { discount: off }),
  };
}

/** Where this person's draft lies on this device: on a shared one nobody finds another's in their hands. */
export const keptAt = (key) => `nb-cart:${document.querySelector("[data-me]")?.dataset.me ?? ""}:${key}`;

export class Basket {
  constructor(key, type, table) {
    Object.assign(this, { key: keptAt(key), usual: type, table, listeners: [], order: 0 }); // `order`: which one since the page came
    this.read();
    addEventListener("storage", (event) => event.key === this.key && (this.read(), this.tell()));
  }

  read() {
    let kept = {};
    try { kept = JSON.parse(localStorage.getItem(this.key)) ?? {}; } catch { /* nothing kept */ }
    this.state = { type: this.usual, gone: [], ...EMPTY, ...kept };
    this.state.lines = this.state.lines.map(tidy);
  }

  write(state) {
    this.state = { ...this.state, ...state };
    try { localStorage.setItem(this.key, JSON.stringify(this.state)); } catch { /* a full disk must not stop an order */ }
    this.tell();
  }

  /** `listener()` after every change. */
  on(listener) { this.listeners.push(listener); }
  tell() { this.listeners.forEach((listener) => listener()); }

  get lines() { return this.state.lines; }
  get sending() { return this.state.sending; }
  get count() { return this.lines.reduce((sum, { quantity }) => sum + quantity, 0); }

  of(itemId) { return this.lines.filter((line) => line.item_id === itemId); }

  add(given) {
    const line = tidy(given);
    const twin = this.lines.find((one) => twins(one, line));
    if (twin) this.setQuantity(twin.id, twin.quantity + line.quantity);
    else this.putBack(line);
    return (twin ?? line).id;
  }

  /** Zero takes the line out; answers what was taken out, so that it can come back. */
  setQuantity(id, quantity) {
    const before = this.lines;
    const lines = before.map((line) => (line.id === id ? { ...line, quantity: Math.min(quantity, MOST) } : line)).filter((line) => line.quantity > 0);
    if (lines.length) this.write({ lines });
    else this.empty();
    return lines.length < before.length ? before.find((line) => line.id === id) : null;
  }

  replace(id, change) {
    this.write({ lines: this.lines.map((line) => (line.id === id ? tidy({ ...line, ...change }) : line)) });
  }

  putBack(line) { this.write({ lines: [...this.lines, line], client_key: this.state.client_key ?? newKey() }); }

  /** With the last line its key goes too, and its draft, if the server has one. Whom it is for stays for what comes next. */
  empty() {
    const { client_key: key, version, gone, type, customer } = this.state;
    this.write({ ...EMPTY, type, customer, gone: version ? [...gone, key] : gone });
  }

  /** The lines as they were. */
  restore(lines) {
    if (lines.length) this.write({ lines, client_key: this.state.client_key ?? newKey() });
    else this.empty();
  }

  /** It has become an order, or was put aside: begin anew. */
  clear() {
    this.order += 1;
    this.write({ ...EMPTY, type: this.usual });
  }

  /** Go on with a draft of the server's. */
  adopt({ key, version, content }, lines = content.lines, shared = true) {
    const { type = this.usual, customer = {}, note = "", discount = null } = content;
    this.order += 1;
    this.write({ ...EMPTY, type, customer, note, discount, lines: lines.map(tidy), client_key: key, version, saved: normal(content), shared });
  }

  /** What is left of it is another order. */
  renew(lines) {
    this.order += 1;
    this.write({ lines: lines.map(tidy), client_key: newKey(), version: 0, saved: null, shared: false, sending: false, payments: null, tenders: [] });
  }

  /** As a draft is kept. */
  content() { return normal(this.state); }

  asOrder() {
    const { client_key, type, note, discount } = this.state;
    const lines = this.lines.map(({ id, ...line }) => filled(line));
    const customer = this.customer();
    return { client_key, type, ...(this.table && { table_id: this.table }), ...(customer && { customer }), ...filled({ note, discount }), lines };
  }

  /** Whom it is for, as this kind of order asks for it. */
  customer() {
    const { type, customer: { address, ...person } } = this.state;
    const some = filled(type === "delivery" ? { ...person, address } : person);
    return some.name ? some : null;
  }
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
