/** What has run out: one dish said so, and the list of all of them ([data-stock-sheet]) for who looks for one. */
import { plain } from "./catalogue.js";
import { request } from "./http.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

/** A dish has run out, or there is more of it: every screen hears of it, and it can be undone. @returns whether it was said */
export async function sayStock(item, available) {
  const { ok, data } = await request(`/api/menu/items/${item.id}`, { method: "PATCH", body: { available } });
  if (!ok) toast(data?.detail ?? say("offline"));
  else toast(say(available ? "stockIn" : "stockOut", { name: item.name }), { undo: () => sayStock(item, !available) });
  return ok;
}

/** What is sold out comes first, then what is on this screen's tickets, then the menu in its order. */
function sorted(items) {
  const cooking = new Set([...document.querySelectorAll(".nb-ticket__name")].map((name) => name.textContent.trim()));
  const rank = ({ available, name }) => (!available ? 0 : cooking.has(name) ? 1 : 2);
  return items.map((item) => ({ ...item, rank: rank(item) })).sort((a, b) => a.rank - b.rank);
}

export function startStockSheet() {
  const sheet = document.querySelector("[data-stock-sheet]")?.closest("dialog");
  if (!sheet) return;
  const list = sheet.querySelector("[data-stock-list]");
  const field = sheet.querySelector("[data-stock-find]");
  const template = document.getElementById("stock-template");
  let items = [];

  function row(item) {
    const drawn = template.content.firstElementChild.cloneNode(true);
    drawn.dataset.dish = item.id;
    drawn.querySelector("[data-name]").textContent = item.name;
    drawn.querySelector("[data-category]").textContent = item.category;
    return drawn;
  }

  function draw() {
    const wanted = plain(field.value).trim();
    const known = new Map([...list.children].map((one) => [one.dataset.dish, one]));
    const shown = items.filter(({ name }) => plain(name).includes(wanted));
    list.replaceChildren(...shown.map((item) => {
      const drawn = known.get(item.id) ?? row(item);
      drawn.querySelector("[role=switch]").ariaChecked = String(!item.available);
      return drawn;
    }));
    sheet.querySelector("[data-stock-none]").hidden = shown.length > 0;
  }

  /** `anew`: in the order for somebody who comes now; else nothing moves under the finger. */
  async function load(anew) {
    const { ok, data } = await request("/api/menu", { method: "GET" });
    if (!ok) return toast(say("offline"));
    const found = data.categories.flatMap(({ name, items: dishes }) => dishes.map((dish) => ({ ...dish, category: name })));
    const order = new Map(items.map(({ id }, n) => [id, n]));
    items = anew ? sorted(found) : found.sort((a, b) => (order.get(a.id) ?? Infinity) - (order.get(b.id) ?? Infinity));
    draw();
  }

  document.addEventListener("click", ({ target }) => {
    if (target.closest(`[data-open="${sheet.id}"]`)) { field.value = ""; load(true); }
    const id = sheet.contains(target) && target.closest("[role=switch]")?.closest("[data-dish]").dataset.dish;
    const item = items.find((one) => one.id === id);
    if (!item) return;
    item.available = !item.available;
    draw();
    sayStock(item, item.available).then((ok) => ok || load(false));
  });
  field.addEventListener("input", draw);
  document.addEventListener("nb:event", ({ detail: { type } }) => type === "menu.changed" && sheet.open && load(false));
}
