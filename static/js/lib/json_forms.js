/**
 * Forms that speak to the API: <form data-api="/api/…" data-form>. Amounts in fields with data-cents are sent as whole
 * cêntimos, those with data-number as numbers. What is refused stands in [data-api-problem], what was typed stays.
 */
import { request, toSignIn } from "./http.js";

export const cents = (typed) => Math.round(Number(typed.replace(/[\s\u00a0]/g, "").replace(",", ".")) * 100);

function read(form) {
  const body = {};
  for (const input of form.elements) {
    if (!input.name || !input.value || (input.type === "radio" && !input.checked)) continue;
    body[input.name] = input.matches("[data-cents]") ? cents(input.value) : input.matches("[data-number]") ? Number(input.value.replace(",", ".")) : input.value;
  }
  return body;
}

/** A key names one act at one address, for as long as nobody knows what became of it: whatever is closed and opened meanwhile. */
const keys = new Map();
const keyOf = (address) => keys.get(address) ?? keys.set(address, crypto.randomUUID()).get(address);

/** `change(form, body)` may write the body anew, or answer with what is wrong; `stale` says why nothing is sent now. */
export function startJsonForms({ change = (_form, body) => body, stale }) {
  async function send(form) {
    const problem = form.querySelector("[data-api-problem]");
    const wrong = (text) => {
      problem.textContent = text;
      problem.hidden = !text;
    };
    wrong("");
    const body = document.body.dataset.live === "stale" ? stale : change(form, read(form));
    if (typeof body === "string") return wrong(body);
    const { api } = form.dataset;
    const { ok, status, data } = await request(api, { body: { client_key: keyOf(api), ...body } });
    if (status === 401) return toSignIn();
    if (status && status < 500) keys.delete(api); // answered: another try is another act
    if (!ok) return wrong([data?.detail, ...Object.values(data?.fields ?? {})].filter(Boolean).join(" ") || stale);
    form.reset();
    form.closest("dialog").close();
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-api]")) return;
    event.preventDefault();
    await send(form);
    form.dispatchEvent(new CustomEvent("htmx:afterRequest", { bubbles: true })); // its button rests (lib/forms.js)
  });
}
