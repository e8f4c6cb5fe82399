/**
 * What somebody is about to order. It lives in localStorage under its key, so a reload loses nothing.
 * `client_key` is made with the first line and kept until the server answers: a repeated send is the same order.
 * While `sending`, nothing can change: what is on its way may already be stored.
 */
const MOST = 99;
const EMPTY = { lines: [], client_key: null, sending: false };

const same = (a, b) => a.item_id === b.item_id && a.note === b.note && String(a.option_ids) === String(b.option_ids);

export class Basket {
  constructor(key, changed) {
    this.key = `nb-cart:${key}`;
    this.changed = changed;
    this.read();
    addEventListener("storage", (event) => event.key === this.key && (this.read(), this.changed()));
  }

  read() {
    try { this.state = { ...EMPTY, ...JSON.parse(localStorage.getItem(this.key)) }; } catch { this.state = { ...EMPTY }; }
  }

  write(state) {
    this.state = { ...this.state, ...state };
    try { localStorage.setItem(this.key, JSON.stringify(this.state)); } catch { /* a full disk must not stop an order */ }
    this.changed();
  }

  get lines() { return this.state.lines; }
  get sending() { return this.state.sending; }
  get count() { return this.lines.reduce((sum, { quantity }) => sum + quantity, 0); }

  of(itemId) { return this.lines.filter((line) => line.item_id === itemId); }

  add({ item_id, option_ids = [], note = "", quantity = 1 }) {
    const wanted = { item_id, option_ids: [...option_ids].sort(), note: note.trim() };
    const twin = this.lines.find((line) => same(line, wanted));
    if (twin) return this.setQuantity(twin.id, twin.quantity + quantity);
    const line = { id: crypto.randomUUID?.() ?? String(Math.random()), ...wanted, quantity };
    this.write({ lines: [...this.lines, line], client_key: this.state.client_key ?? newKey() });
  }

  /** Zero takes the line out; answers what was taken out, so that it can come back. */
  setQuantity(id, quantity) {
    const before = this.lines;
    const lines = before.map((line) => (line.id === id ? { ...line, quantity: Math.min(quantity, MOST) } : line)).filter((line) => line.quantity > 0);
    this.write(lines.length ? { lines } : EMPTY); // with the last line its key goes too
    return lines.length < before.length ? before.find((line) => line.id === id) : null;
  }

  replace(id, change) {
    this.write({ lines: this.lines.map((line) => (line.id === id ? { ...line, ...change, option_ids: [...change.option_ids].sort() } : line)) });
  }

  putBack(line) { this.write({ lines: [...this.lines, line], client_key: this.state.client_key ?? newKey() }); }

  clear() { this.write({ ...EMPTY }); }

  total(catalogue) { return this.lines.reduce((sum, line) => sum + line.quantity * catalogue.unitPrice(line), 0); }

  asOrder(extra) {
    const lines = this.lines.map(({ item_id, quantity, option_ids, note }) => ({ item_id, quantity, option_ids, ...(note && { note }) }));
    return { client_key: this.state.client_key, ...extra, lines };
  }
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
