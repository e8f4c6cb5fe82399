/** Opening one's shift without leaving the counter: what is on the slip stays, and what waited for the shift goes on. */
import { complain, rest } from "./forms.js";
import { request } from "./http.js";
import { open } from "./overlay.js";
import { figure } from "./pad.js";
import { say } from "./words.js";

/** @returns `ask(then)`: have the shift opened, then do `then()` */
export function startShift(root, words) {
  const sheet = document.getElementById("pos-shift");
  if (!sheet) return () => {};
  const form = sheet.querySelector("[data-shift-form]");
  const input = form.elements.opening;
  let next = null;

  function ask(then = null) {
    next = then;
    form.querySelector("[data-shift-why]").hidden = !then;
    open(sheet);
    input.focus();
  }

  function opened({ register_name: register, opened_at: at }) {
    const time = new Intl.DateTimeFormat("pt", { hour: "2-digit", minute: "2-digit", timeZone: "Africa/Luanda" }).format(new Date(at));
    const where = document.querySelector("[data-where]");
    where.removeAttribute("data-open-shift");
    where.querySelector("b").textContent = register;
    where.querySelector("span").textContent = words.shiftSince.replace("{time}", time);
    root.cart.view.problem(null);
    sheet.close();
    next?.();
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-open-shift], [data-cart-way][href='/till']")) return;
    event.preventDefault();
    ask(next);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = { client_key: (form.dataset.key ??= crypto.randomUUID()), opening_cents: Math.round(figure(input.value) * 100) };
    const { ok, status, data } = await request("/api/shifts", { body });
    if (status && status < 500) delete form.dataset.key; // answered: another try is another act
    rest(event.submitter ?? form.querySelector("[type=submit]"));
    if (ok) return opened(data);
    complain(input, Object.values(data?.fields ?? {})[0] ?? data?.detail ?? say("offline"));
  });
  return ask;
}
