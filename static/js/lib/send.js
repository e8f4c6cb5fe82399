/**
 * Sends a basket until the server has answered, always under the same key. Only an answer ends it: a network that
 * fails, or a server that is away, leaves the basket where it is and tries again.
 */
import { request, toSignIn } from "./http.js";

const LONGEST_PAUSE = 15000;

export class Sender {
  /** `report(state, answer)` with state "sending", "waiting", "placed" or "refused". */
  constructor(basket, report) {
    Object.assign(this, { basket, report, attempts: 0, busy: false, timer: null });
    addEventListener("online", () => basket.sending && this.now());
  }

  start(url, extra) {
    this.basket.write({ sending: true, url, extra });
    this.now();
  }

  async now() {
    clearTimeout(this.timer);
    const { url, extra, sending } = this.basket.state;
    if (this.busy || !sending) return;
    this.busy = true;
    this.report("sending");
    const answer = await request(url, { body: this.basket.asOrder(extra) });
    this.busy = false;
    if (answer.status === 0 || answer.status >= 500 || answer.status === 429) return this.wait(answer);
    this.attempts = 0;
    if (answer.ok) {
      this.basket.clear();
      return this.report("placed", answer.data);
    }
    this.basket.write({ sending: false });
    if (answer.status === 401) return toSignIn();
    // an earlier try of this basket was stored, its answer lost, and the basket changed since
    if (answer.data?.code === "key_reused") this.basket.clear();
    this.report("refused", answer.data);
  }

  wait({ status, after, data }) {
    const pause = Math.max(after * 1000, Math.random() * Math.min(LONGEST_PAUSE, 1000 * 2 ** this.attempts++));
    this.timer = setTimeout(() => this.now(), pause);
    this.report("waiting", { status, detail: data?.detail });
  }
}
