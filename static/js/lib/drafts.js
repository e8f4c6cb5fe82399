/**
 * A basket's other home: the server. Saved within a second of a change, offered on other terminals, the same order whoever
 * sends it. Only a newer version replaces an older one; who comes too late adds their changes to the newer.
 */
import { normal, tidy } from "./basket.js";
import { mergeLines, mergeRest, subtract } from "./draft_merge.js";
import { request } from "./http.js";

const PAUSE = 350, LONGEST_PAUSE = 15000; // milliseconds
const path = (key) => `/api/carts/${encodeURIComponent(key)}`;
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export class Drafts {
  /** `tell(what, {name, cart})` with "joined", "sent", "sentPart", or "offers" and the drafts of others here. */
  constructor(basket, { me, tell }) {
    Object.assign(this, { basket, me, tell, work: Promise.resolve(), attempts: 0, timer: null });
    basket.on(() => this.changed());
    addEventListener("pagehide", () => this.flush());
    addEventListener("online", () => this.soon(0));
    document.addEventListener("nb:event", ({ detail }) => this.hear(detail));
    document.addEventListener("nb:reset", () => this.look());
    this.soon();
    this.look();
  }

  /* ---- saving */

  get dirty() {
    const { sending, saved, gone } = this.basket.state;
    return gone.length > 0 || (this.basket.count > 0 && !sending && !same(saved, this.basket.content()));
  }

  changed() { if (this.dirty) this.soon(); }

  soon(pause = PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.queue(() => this.save()), pause);
  }

  /** One thing at a time: a save never overtakes another. */
  queue(job) {
    this.work = this.work.then(job, job);
    return this.work;
  }

  async save() {
    await this.dropGone();
    if (!this.dirty || !this.basket.count || this.basket.sending) return;
    const content = this.basket.content();
    const { client_key: key, version } = this.basket.state;
    const answer = await request(path(key), { method: "PUT", body: this.body(content, version + 1) });
    if (this.basket.state.client_key !== key || this.basket.sending) return; // meanwhile it has been sent, or put aside
    if (answer.ok) {
      this.attempts = 0;
      return this.basket.write({ version: answer.data.version, saved: content });
    }
    if (answer.data?.code === "stale_cart") return this.join(answer.data.cart);
    if (answer.data?.code === "cart_sent") return this.settle(answer.data.order_id);
    if (answer.status === 0 || answer.status >= 500) this.soon(Math.min(LONGEST_PAUSE, 1000 * 2 ** this.attempts++));
  }

  async dropGone() {
    for (const key of this.basket.state.gone) {
      const { ok, status } = await request(path(key), { method: "DELETE" });
      if (ok || (status >= 400 && status < 500)) this.basket.write({ gone: this.basket.state.gone.filter((one) => one !== key) });
    }
  }

  body(content, version, label) {
    const { table } = this.basket;
    return { content, version, ...(table && { table_id: table }), ...(label !== undefined && { label }) };
  }

  /** The page goes: what is not saved yet is sent on its way. */
  flush() {
    const { client_key: key, version, gone, sending } = this.basket.state;
    for (const one of gone) request(path(one), { method: "DELETE", keepalive: true });
    if (!this.dirty || !this.basket.count || sending) return;
    request(path(key), { method: "PUT", body: this.body(this.basket.content(), version + 1), keepalive: true });
  }

  /* ---- somebody else has it too */

  /** Put our changes on top of a newer version. */
  join(cart) {
    const base = this.basket.state.saved ?? { lines: [] };
    const ours = this.basket.content();
    const lines = mergeLines(base.lines.map(tidy), this.basket.lines, cart.content.lines.map(tidy));
    this.basket.adopt({ ...cart, content: { ...cart.content, ...mergeRest(base, ours, cart.content) } }, lines);
    this.basket.write({ saved: normal(cart.content) });
    if (cart.owner_id !== this.me) this.tell("joined", { name: cart.owner_name });
  }

  /** It was sent from elsewhere: what of ours was not in it stays, as another order. */
  async settle(orderId) {
    const { ok, data } = await request(`/api/orders/${orderId}`, { method: "GET" });
    if (!ok) return;
    const rest = subtract(this.basket.lines, data.lines);
    if (rest.length) this.basket.renew(rest);
    else this.basket.clear();
    this.tell(rest.length ? "sentPart" : "sent", { name: data.placed_by });
  }

  /** The server knows our key already, with another content: see what became of it. */
  async reused() {
    const { data } = await request(path(this.basket.state.client_key), { method: "GET" });
    if (data?.code === "cart_sent") await this.settle(data.order_id);
    else if (data?.code === "not_found") this.basket.write({ saved: null }); // forgotten there, not here: kept anew
  }

  hear({ type, data }) {
    const here = (data.table_id ?? null) === (this.basket.table ?? null);
    const { version, shared } = this.basket.state;
    if (!here) return;
    if (type.startsWith("cart.") && (this.basket.table || data.key === this.basket.state.client_key)) this.look();
    else if (type === "order.placed" && version && (this.basket.table || shared)) this.look();
  }

  look() {
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.queue(() => this.compare()), PAUSE);
  }

  async compare() {
    const all = await this.list();
    if (!all) return;
    const { client_key: key, version } = this.basket.state;
    const mine = all.find((cart) => cart.key === key);
    if (mine && mine.version > version && !this.basket.sending) this.join(mine);
    else if (!mine && version && this.basket.count && !this.basket.sending) await this.reused();
    this.tell("offers", { carts: all.filter((cart) => cart.key !== this.basket.state.client_key && cart.label === null) });
  }

  /** The drafts here, or nothing while the server is away. */
  async list() {
    const { table } = this.basket;
    const { ok, data } = await request(`/api/carts${table ? `?table_id=${table}` : ""}`, { method: "GET" });
    return ok ? data.items : null;
  }

  /** Go on with somebody's draft; what was here already is added to it. */
  take(cart) {
    const { lines, client_key: key, version, gone } = this.basket.state;
    const theirs = cart.content.lines.map(tidy);
    this.basket.adopt(cart, [...theirs, ...lines], cart.owner_id !== this.me);
    this.basket.write({ gone: version ? [...gone, key] : gone, saved: null });
    this.soon(0); // it is ours now: the other terminal hears of it at once
  }

  /* ---- put aside and called back */

  /** Put it aside under a label. @returns the answer; nothing is cleared unless the server has it */
  hold(label) {
    clearTimeout(this.timer);
    return this.queue(async () => {
      const { client_key: key, version } = this.basket.state;
      const answer = await request(path(key), { method: "PUT", body: this.body(this.basket.content(), version + 1, label) });
      if (answer.ok && this.basket.state.client_key === key) this.basket.clear();
      return answer;
    });
  }

  /** Call one back. Of two who do, one gets it. */
  recall(cart) {
    return this.queue(async () => {
      const answer = await request(path(cart.key), { method: "PUT", body: this.body(cart.content, cart.version + 1) });
      if (answer.ok) this.basket.adopt(answer.data, answer.data.content.lines, false);
      return answer;
    });
  }
}
