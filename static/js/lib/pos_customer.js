/** Kind of order and customer: parts of the basket, typed in a sheet. At the counter only who wants a name on the receipt. */
import { complain } from "./forms.js";
import { open } from "./overlay.js";

const problemOf = (problems, name) => problems[`customer.${name}`] ?? problems[`order.customer.${name}`];

export function startCustomer(root, words) {
  const { basket } = root.cart;
  const find = (selector) => root.querySelector(selector);
  const sheet = document.getElementById("pos-customer");
  const form = sheet.querySelector("[data-customer-form]");
  const fields = [...form.querySelectorAll("[data-field]")];

  function draw() {
    const { type, customer } = basket.state;
    const radio = root.querySelector(`[name=order-type][value="${type}"]`);
    if (radio) radio.checked = true;
    const someone = Object.values(customer).some(Boolean);
    const counter = type === "counter";
    find("[data-customer-name]").textContent = [customer.name, counter ? customer.nif && `NIF ${customer.nif}` : customer.phone].filter(Boolean).join(" · ")
      || (counter ? words.finalConsumer : words.nobody);
    find("[data-customer-act]").textContent = someone ? words.change : counter ? words.joinNif : words.join;
    find("[data-peek-type]").textContent = words[type];
    sheet.querySelector('[data-only="delivery"]').hidden = type !== "delivery";
    for (const input of fields) {
      const name = input.dataset.field;
      if (document.activeElement !== input) input.value = customer[name] ?? "";
      input.disabled = name === "address" && type !== "delivery";
      input.required = { name: someone || type === "delivery", phone: type === "delivery" || (type === "takeaway" && someone), address: type === "delivery" }[name] ?? false;
    }
  }

  root.addEventListener("change", ({ target }) => {
    if (target.name === "order-type") basket.sending ? draw() : basket.write({ type: target.value });
  });
  form.addEventListener("input", ({ target }) => {
    if (target.dataset.field === "nif") target.value = target.value.replace(/\s/g, "").toUpperCase();
    basket.write({ customer: Object.fromEntries(fields.map((input) => [input.dataset.field, input.value.trim()])) });
  });
  form.querySelector("[data-customer-none]").addEventListener("click", () => {
    basket.write({ customer: {} });
    sheet.close();
  });
  basket.on(draw);
  draw();

  return {
    /** Whether the order has the customer it needs; if not, they are asked for. */
    ready() {
      if (form.checkValidity()) return true;
      open(sheet);
      form.requestSubmit();
      return false;
    },
    /** What the server finds wrong with the customer stands where it was typed. @returns whether that was it */
    refuse(problems) {
      const wrong = fields.filter((input) => problemOf(problems, input.dataset.field));
      if (!wrong.length) return false;
      open(sheet);
      wrong.forEach((input) => complain(input, problemOf(problems, input.dataset.field)));
      wrong[0].focus();
      return true;
    },
  };
}
