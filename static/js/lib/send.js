/**
 * Sends a basket until the server has answered, always under the same key. Only an answer ends it: a network that
 * fails, or a server that is away, leaves the basket where it is and tries again. With payments it is a sale.
 */
import { request, toSignIn } from "./http.js";

const LONGEST_PAUSE = 15000;

export class Sender {
  /** `report(state, answer)` with state "sending", "waiting", "placed" or "refused". */
  constructor(basket, report) {
    Object.assign(this, { basket, report, attempts: 0, busy: false, timer: null, pin: null });
    addEventListener("online", () => basket.sending && this.now());
  }

  /** @param pin a manager's, for this sending alone: it is written down nowhere */
  start(url, { payments = null, pin = null } = {}) {
    this.pin = pin;
    this.basket.write({ sending: true, url, payments });
    this.now();
  }

  async now() {
    clearTimeout(this.timer);
    const { url, sending } = this.basket.state;
    if (this.busy || !sending) return;
    this.busy = true;
    this.report("sending");
    const answer = await request(url, { body: this.body() });
    this.busy = false;
    const spent = answer.status === 429 && this.pin; // of PINs, not of orders: somebody types another one later
    if (answer.status === 0 || answer.status >= 500 || (answer.status === 429 && !spent)) return this.wait(answer);
    this.attempts = 0;
    this.pin = null;
    if (answer.ok) return this.done(answer.data);
    this.basket.write({ sending: false, payments: null });
    if (answer.status === 401) return toSignIn();
    this.report("refused", answer.data);
  }

  body() {
    const { payments } = this.basket.state;
    const order = { ...this.basket.asOrder(), ...(this.pin && { manager_pin: this.pin }) };
    return payments ? { order, payments } : order;
  }

  done(data) {
    const sale = this.basket.state.payments !== null;
    const payments = this.basket.state.payments;
    this.basket.clear();
    this.report("placed", sale ? { ...data, asked: payments } : { order: data });
  }

  wait({ status, after, data }) {
    const pause = Math.max(after * 1000, Math.random() * Math.min(LONGEST_PAUSE, 1000 * 2 ** this.attempts++));
    this.timer = setTimeout(() => this.now(), pause);
    this.report("waiting", { status, detail: data?.detail });
  }
}
