/** A discount on the whole counter order, with its reason, and the order's note. */
import { parts } from "./money.js";
import { open } from "./overlay.js";
import { figure } from "./pad.js";

export function startDiscount(root, words) {
  const { basket, totals, free } = root.cart;
  const sheet = document.getElementById("pos-discount");
  const form = sheet.querySelector("[data-discount-form]");
  const input = form.querySelector("[data-discount-figure]");
  const reason = form.elements["discount-reason"];
  const kind = () => form.elements["discount-kind"].value;

  function wanted() {
    const value = figure(input.value);
    const why = reason.value.trim();
    return kind() === "percent" ? { percent: Math.round(Math.min(100, value) * 100) / 100, reason: why } : { amount_cents: Math.round(value * 100), reason: why };
  }

  function draw() {
    input.setCustomValidity(kind() === "percent" && figure(input.value) > 100 ? words.wrongFigure : "");
    form.querySelector("[data-only-percent]").hidden = kind() !== "percent";
    const tried = { ...basket.state, discount: figure(input.value) ? wanted() : null };
    form.querySelector("[data-discount-becomes]").textContent = parts(totals.figures(root.cart.catalogue(), tried).total_cents).join("");
    form.querySelector("[data-discount-manager]").hidden = !totals.needsManager(root.cart.catalogue(), { ...tried, lines: tried.lines.map((line) => ({ ...line })) }, words.may);
    form.querySelector("[data-discount-none]").hidden = !basket.state.discount;
  }

  function show() {
    if (!free() || !basket.count) return;
    const { discount } = basket.state;
    form.querySelector(`[name=discount-kind][value=${discount?.amount_cents ? "amount" : "percent"}]`).checked = true;
    input.value = discount ? String(discount.percent ?? discount.amount_cents / 100).replace(".", ",") : "";
    reason.value = discount?.reason ?? "";
    draw();
    open(sheet);
    input.focus();
  }

  document.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-open-discount]")) return;
    document.getElementById("pos-more").hidePopover();
    show();
  });
  form.addEventListener("input", draw);
  form.addEventListener("change", draw);
  form.addEventListener("click", ({ target }) => {
    const { percent } = target.closest("[data-percent]")?.dataset ?? {};
    const { discountWhy } = target.closest("[data-discount-why]")?.dataset ?? {};
    const filled = percent ? [input, percent] : discountWhy ? [reason, discountWhy] : null;
    if (filled) {
      filled[0].value = filled[1];
      filled[0].dispatchEvent(new Event("input", { bubbles: true }));
      if (percent) reason.focus();
    }
    if (target.closest("[data-discount-none]")) {
      basket.write({ discount: null });
      sheet.close();
    }
  });
  form.addEventListener("submit", () => basket.write({ discount: figure(input.value) ? wanted() : null }));
}

export function startOrderNote(root) {
  const { basket } = root.cart;
  const sheet = document.getElementById("pos-order-note");
  const input = sheet.querySelector("input");
  const shown = root.querySelector("[data-order-note]");

  function draw() {
    const { note } = basket.state;
    shown.hidden = !note;
    shown.querySelector("[data-text]").textContent = note;
    if (document.activeElement !== input) input.value = note;
  }

  sheet.addEventListener("submit", () => basket.count && basket.write({ note: input.value.trim() }));
  basket.on(draw);
  draw();
}
