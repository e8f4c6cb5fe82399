/** The sale just made, shown until the next dish: the change in large figures, and its receipt. */
import { request } from "./http.js";
import { parts, showMoney } from "./money.js";

const sum = (payments, name) => payments.reduce((total, one) => total + (one[name] ?? 0), 0);

export function startSaleDone(root, words) {
  const { basket } = root.cart;
  const panel = root.querySelector("[data-sale-done]");
  const part = (name) => panel.querySelector(`[data-${name}]`);

  function show(order, payments) {
    const change = sum(payments, "change_cents");
    const tendered = sum(payments, "tendered_cents");
    part("done-order").textContent = words.sent[order.type].replace("{n}", order.number);
    part("done-label").textContent = change ? words.change_due : words.paid;
    showMoney(part("done-figure"), change || sum(payments, "amount_cents"));
    part("done-more").textContent = change
      ? `${words.paid} ${parts(tendered).join("")} · ${words.total} ${parts(order.total_cents).join("")}`
      : words.nothingBack;
    const due = part("due");
    due.hidden = !order.due_cents;
    due.href = `/checkout/orders/${order.id}`;
    due.querySelector(".nb-btn__label").textContent = words.stillDue.replace("{amount}", parts(order.due_cents ?? 0).join(""));
    Object.assign(part("print").dataset, { paper: `/api/orders/${order.id}/print`, document: "receipt" });
    part("print").hidden = false;
    panel.hidden = false;
    root.classList.add("is-done");
    root.querySelector(".pos-slip__lines").scrollTo({ top: 0 });
  }

  function hide() {
    panel.hidden = true;
    root.classList.remove("is-done");
  }

  root.addEventListener("nb:ordered", async ({ detail: { order, payments } }) => {
    if (!payments) return hide();
    if (payments.length) return show(order, payments);
    // paid before: the answer to the first try got lost on the way
    const { ok, data } = await request(`/api/orders/${order.id}/bill`, { method: "GET" });
    if (ok) show(order, data.payments);
  });
  basket.on(() => basket.count && !panel.hidden && hide());
}
