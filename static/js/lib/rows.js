/** Rows of a form that come and go: [data-hours] with its windows, [data-dates], [data-options] with its options. */
import { startSorting } from "./sorting.js";

/** Boxes name the row they are ticked in, so the rows are counted anew after each change. */
function count(rows, name, written) {
  rows.forEach((row, n) => row.querySelectorAll(`[name=${name}]`).forEach((box) => { box.value = written(n, box.value); }));
}

const copy = (template) => template.content.firstElementChild.cloneNode(true);

export function startHours(form) {
  const list = form.querySelector("[data-hours]");
  if (!list) return;
  const recount = () => count([...list.children], "window_days", (n, value) => `${n}:${value.split(":").at(-1)}`);
  form.addEventListener("click", ({ target }) => {
    if (target.closest("[data-add-hours]")) {
      list.append(copy(document.getElementById("hours-template")));
      recount();
      list.lastElementChild.querySelector("input").focus();
    }
    const window = target.closest("[data-drop-hours]")?.closest("[data-window]");
    if (!window) return;
    if (list.children.length > 1) window.remove();
    else window.querySelectorAll("input").forEach((input) => (input.type === "checkbox" ? (input.checked = false) : (input.value = "")));
    recount();
    form.querySelector("[data-add-hours]").focus();
  });
}

export function startDates(form) {
  const list = form.querySelector("[data-dates]");
  if (!list) return;
  form.addEventListener("click", ({ target }) => {
    if (target.closest("[data-add-date]")) {
      list.append(copy(document.getElementById("date-template")));
      list.lastElementChild.querySelector("input").focus();
    }
    if (!target.closest("[data-drop-date]")) return;
    target.closest("[data-date]").remove();
    form.querySelector("[data-add-date]").focus();
  });
}

export function startOptions(form) {
  const list = form.querySelector("[data-options]");
  if (!list) return;
  const recount = () => count([...list.children], "option_out", (n) => n);
  const add = () => {
    list.append(copy(form.querySelector("[data-option-template]")));
    recount();
    list.lastElementChild.querySelector("[name=option_name]").focus();
  };
  startSorting(form, recount);
  form.addEventListener("click", ({ target }) => {
    if (target.closest("[data-add-option]")) add();
    const row = target.closest("[data-drop-option]")?.closest("[data-option]");
    if (!row) return;
    row.remove();
    recount();
    form.querySelector("[data-add-option]").focus();
  });
  // Enter in the last option begins another instead of sending the form
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".nb-input")) return;
    event.preventDefault();
    const rows = [...list.children];
    const next = rows[rows.indexOf(event.target.closest("[data-option]")) + 1];
    if (next) next.querySelector("[name=option_name]").focus();
    else add();
  });
}
