/** The till: notes and coins add up to an amount, a closing shows what was counted before it is final. */
import { cents } from "./lib/json_forms.js";
import { open } from "./lib/overlay.js";
import { parts, showMoney } from "./lib/money.js";
import { startReasons } from "./lib/reasons.js";

startReasons();

/* ---- notes and coins */

for (const counted of document.querySelectorAll("[data-cash]")) {
  const sum = counted.querySelector("[data-sum]");
  const notes = [...counted.querySelectorAll("[data-note]")];
  const many = (note) => (/^\d+$/.test(note.value.trim()) ? Number(note.value) : 0);

  function draw() {
    for (const note of notes) {
      const place = note.parentElement.querySelector("[data-note-sum]");
      place.textContent = many(note) ? parts(many(note) * Number(note.dataset.note))[0] : "";
    }
  }
  counted.addEventListener("input", ({ target }) => {
    if (target === sum) notes.forEach((note) => { note.value = ""; }); // said at once: nothing is counted any more
    else {
      const total = notes.reduce((all, note) => all + many(note) * Number(note.dataset.note), 0);
      sum.value = (total / 100).toFixed(2).replace(".", ",");
      sum.dispatchEvent(new Event("change", { bubbles: true }));
    }
    draw();
  });
  draw();
}

/* ---- closing */

const dialog = document.getElementById("closing-sure");
let sure = false;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-closing]") || sure || event.defaultPrevented) return;
  event.preventDefault();
  form.dispatchEvent(new CustomEvent("htmx:afterRequest", { bubbles: true })); // its button rests (lib/forms.js)
  const list = dialog.querySelector("[data-counted]");
  const fields = [...form.querySelectorAll("input[name=cash], .till__methods-typed input")].filter(({ name, value }) => name === "cash" || value.trim());
  list.replaceChildren(...fields.map((field) => {
    const row = document.createElement("div");
    const name = document.createElement("dt");
    const figure = document.createElement("dd");
    name.textContent = field.closest(".nb-field").querySelector("label").textContent;
    const amount = cents(field.value);
    if (Number.isNaN(amount)) figure.textContent = field.value;
    else showMoney(figure, amount);
    row.append(name, figure);
    return row;
  }));
  open(dialog);
});

dialog?.querySelector("[data-closing-sure]").addEventListener("click", () => {
  sure = true;
  dialog.close();
  document.querySelector("[data-closing]").requestSubmit();
  sure = false;
});
