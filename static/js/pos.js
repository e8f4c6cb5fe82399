/** The counter around its cart (js/cart.js): customer, pad, discount, what was put aside, payment, scanner and keys. */
import { carts } from "./cart.js";
import { startCustomer } from "./lib/pos_customer.js";
import { startDiscount, startOrderNote } from "./lib/pos_discount.js";
import { startHeld } from "./lib/pos_held.js";
import { startPad } from "./lib/pad.js";
import { startPaying } from "./lib/pos_pay.js";
import { startScanner } from "./lib/scanner.js";
import { startUndo } from "./lib/undo.js";
import { toast } from "./lib/toast.js";

const words = JSON.parse(document.getElementById("pos-words").textContent);
const press = (selector) => () => document.querySelector(selector)?.click();
const typing = (target) => target.matches?.("input:not([type=radio]), textarea, select");

function refuse(text) {
  toast(text);
  document.dispatchEvent(new CustomEvent("nb:refused"));
}

/** The slip as a sheet, where there is no room beside it. @returns `peek(shown)` */
function startPeek(root) {
  const slip = root.querySelector(".pos-slip");
  const handle = root.querySelector("[data-peek]");

  function peek(shown) {
    handle.ariaExpanded = String(shown);
    slip.classList.toggle("is-open", shown);
  }
  handle.addEventListener("click", () => peek(handle.ariaExpanded !== "true"));
  root.querySelector("[data-show-pad]").addEventListener("click", ({ currentTarget }) => {
    currentTarget.ariaPressed = String(slip.classList.toggle("has-pad"));
    document.getElementById("pos-more").hidePopover();
    peek(true);
  });
  return peek;
}

/** @param keys what each key does, where no field has the focus; F-keys do it anywhere */
function startPosKeys(keys, undo) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.ctrlKey) {
      if (event.key.toLowerCase() !== "z" || (typing(event.target) && event.target.value)) return;
      event.preventDefault();
      return undo();
    }
    const act = keys[event.key];
    const arrow = event.key.startsWith("Arrow");
    const allowed = /^F\d+$/.test(event.key) || (arrow && event.target.matches("[data-find]"));
    if (!act || (typing(event.target) && !allowed)) return;
    if (arrow && event.target.matches("[type=radio]")) return;
    if (document.querySelector("[popover]:popover-open")) return;
    event.preventDefault();
    act();
  });
}

function start(root) {
  const { basket, add, catalogue, clearSearch, free } = root.cart;
  const peek = startPeek(root);
  const customer = startCustomer(root, words);
  const pad = startPad(root);
  const undo = startUndo(root);
  startDiscount(root, words);
  startOrderNote(root);
  startHeld(root, words);
  startPaying(root, words, customer);

  root.addEventListener("nb:ordered", ({ detail: { order, payments } }) => {
    peek(false);
    clearSearch();
    if (order?.number && !payments) queueMicrotask(() => toast(words.sent[order.type].replace("{n}", order.number)));
  });

  document.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-empty]")) return;
    document.getElementById("pos-more").hidePopover();
    if (!basket.count || !free()) return;
    basket.empty();
    toast(words.emptied, { undo });
  });

  function scanned(code) {
    clearSearch();
    const open = document.querySelector("dialog[open]");
    const id = catalogue().coded(code);
    if (open?.id === "pos-pay") return refuse(words.payFirst);
    if (!id) return refuse(words.unknownCode.replace("{code}", code));
    open?.close();
    add(id);
  }
  startScanner({ known: (code) => catalogue().coded(code) !== undefined, scanned, digit: pad.digit });

  startPosKeys({
    ...pad.keys,
    Escape: () => { peek(false); pad.keys.Escape(); },
    F4: press("[data-open-held]"), F7: press('[data-open="pos-queue-sheet"]'), F8: press("[data-open-discount]"), // where their buttons are folded away
  }, undo);
}

carts.then(([root]) => start(root));
