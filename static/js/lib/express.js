/**
 * Multicaixa Express (templates/components/express.html): asking on the payer's phone, and waiting for the answer.
 *
 *   asksOn(root)      of a tender: the phone to ask on, "" when none is typed yet; null when nothing is asked
 *   wrongPhone(root)  of a tender: what is wrong with it, in words
 *   drawHow(root)     of a tender: show what belongs to the chosen method
 *   startExpress(region, { again, answered })
 *     again(question)          somebody wants the same asked again: {amount_cents, phone, …}
 *     answered(one, settled)   a request that was waiting has got its answer: {id, status, cents}
 */
import { now } from "./clock.js";
import { request, toSignIn } from "./http.js";
import { toast } from "./toast.js";

const NUMBER = /^\+?[\d\s\u00a0]{9,}$/;
const OPEN = new Set(["asking", "waiting"]);

const chosen = (root) => root.querySelector(".nb-tender__methods :checked").value;

export function asksOn(root) {
  const how = root.querySelector("[data-express]");
  if (!how || chosen(root) !== "multicaixa_express" || how.querySelector("[type=radio]:checked").value !== "phone") return null;
  return how.querySelector("[type=tel]").value.trim();
}

/** What is wrong with the phone to ask on, in words; nothing when it may be sent. */
export function wrongPhone(root) {
  const phone = asksOn(root);
  return phone === null || NUMBER.test(phone) ? "" : root.querySelector("[data-express] [type=tel]").dataset.need;
}

export function drawHow(root) {
  const how = root.querySelector("[data-express]");
  if (!how) return;
  const asks = asksOn(root) !== null;
  how.hidden = chosen(root) !== "multicaixa_express";
  how.querySelector("[data-express-phone]").hidden = !asks;
  if (asks) root.querySelector("[data-reference-row]").hidden = true;
  // The phone takes the pad's place: mostly the sum is right as it stands.
  root.querySelector(".nb-tender__pad").hidden = asks && how.querySelector("[data-other-sum]").ariaExpanded !== "true";
}

/** For another amount than what is due, or a tip. */
export function showPad(root) {
  const button = root.querySelector("[data-other-sum]");
  button.ariaExpanded = String(button.ariaExpanded !== "true");
  drawHow(root);
}

const two = (n) => String(n).padStart(2, "0");

function count(region) {
  for (const time of region.querySelectorAll("[data-expires]")) {
    const end = Date.parse(time.dataset.expires), whole = end - Date.parse(time.dataset.askedAt);
    const left = Math.max(0, end - now());
    const seconds = Math.ceil(left / 1000);
    time.querySelector("[data-left]").textContent = `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
    time.querySelector("[data-running]").hidden = !left;
    time.querySelector("[data-over]").hidden = left > 0;
    time.querySelector("progress").value = left / whole;
  }
}

export function startExpress(region, { again, answered }) {
  const told = () => JSON.parse(region.querySelector("[data-requests]").dataset.requests);
  const open = () => new Set(told().requests.filter((one) => OPEN.has(one.status)).map((one) => one.id));
  let waiting = open();

  region.addEventListener("nb:morphed", () => {
    const { requests, settled } = told();
    const before = waiting;
    waiting = open();
    count(region);
    for (const one of requests) if (before.has(one.id) && !waiting.has(one.id)) answered(one, settled);
  });

  region.addEventListener("click", async ({ target }) => {
    const back = target.closest("[data-give-up]");
    const repeat = target.closest("[data-ask-again]");
    if (repeat) again(JSON.parse(repeat.dataset.askAgain));
    if (!back || back.disabled) return;
    back.disabled = true;
    const { ok, status, data } = await request(`/api/payment-requests/${back.dataset.giveUp}`, { method: "DELETE" });
    back.disabled = false;
    if (status === 401) return toSignIn();
    if (!ok) toast(data?.detail ?? region.querySelector("[data-requests]").dataset.away);
    region.dispatchEvent(new CustomEvent("nb:refresh", { bubbles: true }));
  });

  count(region);
  setInterval(count, 500, region);
}
