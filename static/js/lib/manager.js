/** A manager's PIN for one act: asked for in a dialog, handed to `act(pin)`, kept nowhere. */
import { open } from "./overlay.js";

export function startManager(id) {
  const dialog = document.getElementById(id);
  const form = dialog.querySelector("[data-pin-form]");
  const input = form.elements["manager-pin"];
  let act = null;

  form.addEventListener("submit", () => {
    const pin = input.value;
    input.value = "";
    act?.(pin);
  });
  dialog.addEventListener("close", () => { input.value = ""; });

  /** @param wrong what was wrong with the one before */
  return function ask(what, wrong = "") {
    act = what;
    const text = dialog.querySelector(".nb-dialog__text");
    text.dataset.rest ??= text.textContent;
    text.textContent = wrong || text.dataset.rest;
    text.classList.toggle("is-wrong", Boolean(wrong));
    open(dialog);
    input.focus();
  };
}
