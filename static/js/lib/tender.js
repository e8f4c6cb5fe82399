/**
 * How somebody pays (templates/components/tender.html).
 *
 *   const tender = startTender(root, (payment, covers) => …);
 *                           payment: {method, amount_cents, tendered_cents?, tip_cents, reference?, phone?}; covers: all that is due
 *   tender.ask(due_cents, "Pessoa 2");  begin anew with so much to receive, and from whom
 *   tender.due(due_cents);  so much is due now, while what was typed stays
 *   tender.busy(true);      while it is being sent: nothing can be pressed twice
 *   tender.refuse("…");     say why it was not taken; what was typed stays
 *
 * In cash the typed figure is what was handed over: more than is due gives change, less pays a part. Otherwise it is the
 * amount. The server decides; this only shows the same figures before.
 */
import { asksOn, drawHow, showPad, wrongPhone } from "./express.js";
import { showMoney } from "./money.js";
import { inCoins } from "./pricing.js";

const METHODS = ["cash", "multicaixa", "multicaixa_express", "transfer", "card"];
const NOTES = [50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000]; // cêntimos: the sums people round up to
const LONGEST = 10; // digits of Kwanza

/** The next round sums above `cents`, nearest first. */
function roundSums(cents, many = 3) {
  const sums = new Set();
  for (const note of NOTES) if (Math.ceil(cents / note) * note > cents) sums.add(Math.ceil(cents / note) * note);
  return [...sums].sort((a, b) => a - b).slice(0, many);
}

const centsOf = (typed) => {
  const [kwanza, rest = ""] = typed.split(",");
  return Number(kwanza || 0) * 100 + Number(rest.padEnd(2, "0").slice(0, 2));
};

/** `kept`: what is taken is written down on this device until the server has it, so a screen that stands still may take it. */
export function startTender(root, pay, { kept = false } = {}) {
  const part = (name) => root.querySelector(`[data-${name}]`);
  const step = () => Number(root.dataset.step) || 0;
  let due = Number(root.dataset.due) || 0, typed = "", tip = "", tipping = false, sending = false, picked = false;

  const method = () => root.querySelector(".nb-tender__methods :checked").value;
  const cash = () => method() === "cash";
  const owed = () => (cash() ? inCoins(due, step()) || due : due);
  const given = () => (typed ? centsOf(typed) : owed() + centsOf(tip));

  function payment() {
    const tip_cents = centsOf(tip);
    const amount_cents = cash() ? Math.min(owed(), given() - tip_cents) : Math.min(owed(), typed ? centsOf(typed) : owed());
    const reference = part("reference").value.trim();
    const phone = asksOn(root);
    return { method: method(), amount_cents, tip_cents, ...(cash() && { tendered_cents: given() }), ...(phone !== null ? { phone } : !cash() && reference && { reference }) };
  }

  function draw() {
    const { amount_cents, tip_cents, tendered_cents } = payment();
    showMoney(part("due-figure").firstElementChild ?? part("due-figure"), owed());
    const words = part("given-words");
    words.textContent = cash() ? words.dataset.cash : words.dataset.other;
    showMoney(part("given"), cash() ? given() : amount_cents);
    part("tip-row").hidden = !tip_cents && !tipping;
    showMoney(part("tip-figure"), tip_cents);
    part("change-row").hidden = !cash();
    showMoney(part("change"), cash() ? Math.max(0, tendered_cents - amount_cents - tip_cents) : 0);
    part("tip").ariaPressed = String(tipping);
    part("reference-row").hidden = cash();
    drawHow(root);
    const button = part("receive");
    button.disabled = sending || amount_cents <= 0 || owed() <= 0;
    const label = part("receive-words");
    label.textContent = sending ? button.dataset.busyWords : `${asksOn(root) === null ? button.dataset.words : button.dataset.askWords} `;
    if (!sending) {
      const figure = document.createElement("span");
      showMoney(figure, Math.max(0, amount_cents + tip_cents));
      label.append(figure);
    }
    const sums = cash() ? [owed() + tip_cents, ...roundSums(owed() + tip_cents)] : [];
    part("sums").hidden = !cash();
    part("sums").replaceChildren(...sums.map((cents, n) => sumButton(cents, n)));
  }

  function sumButton(cents, n) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "nb-tender__sum";
    button.dataset.sum = cents;
    button.ariaPressed = String(typed !== "" && given() === cents);
    button.textContent = n ? String(cents / 100).replace(/\B(?=(\d{3})+$)/g, "\u00a0") : root.dataset.exact ?? "Exacto";
    return button;
  }

  function press(key) {
    let now = tipping ? tip : typed;
    if (key === "," && now.includes(",")) return;
    now = key === "back" ? now.slice(0, -1) : key === "clear" ? "" : (now === "0" && key !== "," ? "" : now) + key;
    if (now.replace(",", "").length > LONGEST || /,\d{3}/.test(now)) return;
    if (tipping) tip = now;
    else typed = now;
    problem("");
    draw();
  }

  function problem(text) {
    part("problem").hidden = !text;
    part("problem").querySelector("[data-text]").textContent = text;
  }

  function receive() {
    if (sending || part("receive").disabled) return;
    // No money on a screen that stands still.
    if (!kept && document.body.dataset.live === "stale") return problem(root.dataset.stale);
    problem(wrongPhone(root));
    if (wrongPhone(root)) return root.querySelector("[type=tel]").focus();
    const payed = payment();
    pay(payed, payed.amount_cents === owed());
  }

  root.addEventListener("click", ({ target }) => {
    const key = target.closest("[data-press]")?.dataset.press;
    const sum = target.closest("[data-sum]")?.dataset.sum;
    if (sending) return;
    if (target.closest("[data-other-sum]")) showPad(root);
    if (key) press(key);
    else if (sum) { typed = (Number(sum) / 100).toFixed(2).replace(".", ","); tipping = false; draw(); }
    else if (target.closest("[data-back]")) press("back");
    else if (target.closest("[data-clear]")) { tip = typed = ""; tipping = picked = false; draw(); }
    else if (target.closest("[data-tip]")) { tipping = !tipping; draw(); }
    else if (target.closest("[data-receive]")) receive();
  });
  root.addEventListener("change", ({ target }) => target.type === "radio" && (problem(""), draw()));

  function choose(n) {
    root.querySelector(`input[value="${METHODS[n]}"]`).checked = true;
    typed = "";
    picked = true;
    draw();
  }

  // The first of 1 to 5 chooses how to pay, further digits are the amount.
  document.addEventListener("keydown", (event) => {
    if (!root.checkVisibility() || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const dialog = document.querySelector("dialog[open]");
    if (dialog && !dialog.contains(root)) return;
    if (event.target.matches?.("input:not([type=radio]), textarea, select")) return;
    if (event.key === "Enter" && !event.target.matches?.("button, a, summary")) receive();
    else if (event.key === "Backspace") press("back");
    else if (/^[1-5]$/.test(event.key) && !picked && !typed) choose(Number(event.key) - 1);
    else if (/^[0-9]$/.test(event.key)) press(event.key);
    else if (event.key === "," || event.key === ".") press(",");
    else return;
    event.preventDefault();
  });

  draw();
  return {
    ask(cents, name) {
      due = cents;
      if (name) part("hint").textContent = name;
      typed = tip = "";
      tipping = sending = picked = false;
      part("reference").value = "";
      problem("");
      draw();
    },
    due(cents) {
      due = cents;
      draw();
    },
    busy(on) {
      sending = on;
      root.ariaBusy = on ? "true" : null;
      draw();
    },
    refuse(text) {
      sending = false;
      root.ariaBusy = null;
      draw();
      problem(text);
    },
  };
}
