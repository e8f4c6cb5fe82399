/** The sheet of one table, and the dialog that adds several: they speak to the API, and what is wrong stands beside its field. */
import { complain, rest } from "./forms.js";
import { request } from "./http.js";
import { open } from "./overlay.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

/** Send a form; answers are shown where they belong. Resolves to the data, or to nothing when it was refused.
    `answered()`: what became of it is known. */
async function send(form, url, method, body, answered) {
  const { ok, status, data } = await request(url, { method, body });
  rest(form.querySelector("[aria-busy]"));
  if (status && status < 500) answered?.();
  if (ok) return data;
  const wrong = Object.entries(data?.fields ?? {}).filter(([name]) => form.elements[name]?.closest?.(".nb-field"));
  wrong.forEach(([name, text]) => complain(form.elements[name], text));
  if (wrong.length) form.elements[wrong[0][0]].focus();
  else toast(data?.detail ?? say("offline"));
  return null;
}

export function startTableForm({ tell, act }) {
  const sheet = document.getElementById("table-form");
  const form = sheet.querySelector("form");
  let about = null;

  function show(table) {
    about = table.dataset;
    sheet.querySelector("#table-form-title").textContent = tell("title", about);
    [...form.elements].filter((input) => input.closest(".nb-field") && input.id).forEach((input) => complain(input, ""));
    form.elements.name.value = about.name;
    form.elements.seats.value = about.seats;
    form.elements.shape.value = about.shape;
    const area = form.elements.area;
    const here = document.querySelector("[data-floor-editor]").dataset.room;
    if (![...area.options].some(({ value }) => value === here)) area.add(new Option(here, here));
    area.value = here;
    sheet.querySelector("[data-rooms-of-form]").hidden = area.options.length < 2;
    sheet.querySelector("[data-code-link]").href = `/tables/codes#code-${about.id}`;
    open(sheet);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { name, seats, shape, area } = form.elements;
    const here = document.querySelector("[data-floor-editor]").dataset.room;
    const wished = { name: name.value.trim(), seats: Number(seats.value), shape: shape.value, area: area.value };
    const was = { name: about.name, seats: Number(about.seats), shape: about.shape, area: here };
    const changes = Object.fromEntries(Object.entries(wished).filter(([field, value]) => value !== was[field]));
    if (!Object.keys(changes).length) return rest(form.querySelector("[aria-busy]")), sheet.close();
    const saved = await send(form, `/api/tables/${about.id}`, "PATCH", changes);
    if (!saved) return;
    sheet.close();
    toast(tell("saved", saved));
  });
  sheet.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-act]");
    if (!button) return;
    sheet.close();
    act[button.dataset.act](about);
  });
  return show;
}

export function startAdding(root, { tell, refresh }) {
  const dialog = document.getElementById("add-tables");
  const form = dialog.querySelector("form");
  let key = null;

  async function add(wish) {
    const body = { client_key: (key ??= crypto.randomUUID()), area: root.dataset.room, ...wish };
    const added = await send(form, "/api/tables/batches", "POST", body, () => { key = null; }); // another try is another act
    if (!added) return;
    dialog.close();
    const { items } = added;
    toast(items.length === 1 ? tell("added", items[0]) : tell("addedMany", { n: items.length }));
    refresh();
  }

  root.addEventListener("click", ({ target }) => {
    const first = target.closest("[data-first-tables]");
    if (first) return add({ count: Number(first.dataset.firstTables) });
    if (!target.closest("[data-add-tables]")) return;
    const next = root.querySelector("[data-next]")?.dataset.next;
    if (next) form.elements.first.value = next;
    open(dialog);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { count, first, seats, shape } = form.elements;
    add({ count: Number(count.value), first: Number(first.value), seats: Number(seats.value), shape: shape.value });
  });
  form.addEventListener("input", () => { key = null; }); // another wish
}
