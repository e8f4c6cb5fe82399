/** Forms: a button that is working says so and keeps its width; an error stands under its field, never while typing. */
function busy(button) {
  if (!button?.dataset.busy || button.ariaBusy === "true") return;
  const label = button.querySelector(".nb-btn__label") ?? button;
  button.style.minWidth = `${button.offsetWidth}px`;
  button.ariaBusy = "true";
  button.dataset.rest = label.textContent;
  label.textContent = button.dataset.busy;
}

/** It has done its work, or could not. */
export function rest(button) {
  if (!button || button.ariaBusy !== "true") return;
  (button.querySelector(".nb-btn__label") ?? button).textContent = button.dataset.rest;
  button.ariaBusy = null;
  button.style.minWidth = "";
}

/** Say under a field what is wrong with it, in the place of its hint; "" is nothing, and the hint is back. */
export function complain(input, text) {
  const field = input.closest(".nb-field");
  const id = `${input.id}-error`;
  let error = document.getElementById(id);
  field.classList.toggle("nb-field--bad", Boolean(text));
  if (!text) {
    input.removeAttribute("aria-invalid");
    describe(input, `${input.id}-hint`);
    return error?.remove();
  }
  if (!error) {
    error = document.getElementById("error-template").content.firstElementChild.cloneNode(true);
    error.id = id;
    field.append(error);
  }
  const words = error.lastChild; // after the icon
  if (words.textContent !== text) words.textContent = text;
  input.ariaInvalid = "true";
  describe(input, id);
}

/** What those who listen hear of a field besides its name, where there is such a thing. */
function describe(input, id) {
  if (document.getElementById(id)) input.setAttribute("aria-describedby", id);
  else input.removeAttribute("aria-describedby");
}

function check(input) {
  if (input.validity.valueMissing) return input.dataset.need ?? "";
  if (!input.validity.valid) return input.dataset.wrong ?? input.validationMessage;
  return "";
}

export function startForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-form]")) {
      const wrong = [...form.elements].filter((input) => input.closest(".nb-field") && input.willValidate && !input.checkValidity());
      wrong.forEach((input) => complain(input, check(input)));
      if (wrong.length) {
        wrong[0].focus();
        event.stopImmediatePropagation(); // htmx would send it all the same
        return event.preventDefault();
      }
    }
    if (event.submitter?.ariaBusy === "true") return event.preventDefault();
    busy(event.submitter);
  }, true);
  document.addEventListener("focusout", ({ target }) => {
    if (target.value && target.closest?.("[data-form] .nb-field")) complain(target, check(target));
  });
  document.addEventListener("input", ({ target }) => {
    if (target.ariaInvalid === "true" && target.closest("[data-form]") && target.validity.valid) complain(target, "");
  });
  document.addEventListener("htmx:afterRequest", ({ target }) => target.querySelectorAll("[aria-busy]").forEach(rest));
  // what the server finds wrong stands where it was typed, too
  document.addEventListener("htmx:responseError", ({ target, detail: { xhr } }) => {
    if (xhr.status !== 422 || !target.matches?.("form[data-form]")) return;
    let fields = {};
    try { fields = JSON.parse(xhr.responseText).fields ?? {}; } catch { /* a page: ui.js says it */ }
    const wrong = Object.keys(fields).map((name) => target.elements[name]).filter((input) => input?.closest?.(".nb-field"));
    wrong.forEach((input) => complain(input, fields[input.name]));
    wrong[0]?.focus();
  });
  addEventListener("pageshow", () => document.querySelectorAll("[aria-busy]").forEach(rest));
  document.addEventListener("click", ({ target }) => {
    const eye = target.closest("[data-reveal]");
    if (!eye) return;
    const input = document.getElementById(eye.dataset.reveal);
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    eye.ariaPressed = String(shown);
  });
  document.querySelector("[aria-invalid]")?.focus(); // a form that came back is taken up where it did not do
}
