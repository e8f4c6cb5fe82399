/** The menu as a list: put in order, sold out, copied, archived. What is sent comes back as the live list. */
import { request } from "./http.js";
import { ids, startSorting } from "./sorting.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const WIDE = matchMedia("(min-width: 768px)");
const plain = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();

export function startMenuList(root) {
  const words = JSON.parse(document.getElementById("editor-words").textContent);
  const tell = (name, values) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  const announce = (text) => { document.querySelector("[data-announce]").textContent = text; };
  const region = () => root.querySelector("[data-region]");

  async function ask(url, options) {
    const answer = await request(url, options);
    if (!answer.ok) {
      toast(answer.data?.detail ?? say("offline"));
      region().dispatchEvent(new CustomEvent("nb:refresh", { bubbles: true })); // as it is, not as it was wished
    }
    return answer.ok && answer;
  }

  /* ---- order: the newest wish of each list is sent once the one before is answered */
  const wishes = new Map();
  let sending = false;

  const address = (list) => (list.dataset.sort === "categories" ? "/api/menu/categories/order" : `/api/menu/categories/${list.dataset.to}/items`);

  async function send() {
    if (sending) return;
    sending = true;
    for (let [url, wanted] = next(); url; [url, wanted] = next()) {
      wishes.delete(url);
      if (!(await ask(url, { method: "PUT", body: { ids: wanted } }))) wishes.clear();
    }
    sending = false;
  }
  const next = () => wishes.entries().next().value ?? [];

  function wish(list, wanted) {
    const url = address(list);
    wishes.delete(url); // and last in the queue again
    wishes.set(url, wanted);
    send();
  }

  const sorting = startSorting(root, (row, { from, before }) => {
    const to = row.parentElement;
    const { name } = row.dataset;
    wish(to, ids(to));
    if (from === to) return announce(tell("moved", { name, n: ids(to).indexOf(row.dataset.id) + 1, of: to.children.length }));
    const text = tell("movedTo", { name, category: to.closest("[data-category]").dataset.name });
    announce(text);
    toast(text, { undo: () => wish(from, before) });
  });

  /* ---- the menus of dishes and categories */
  let about = null, opener = null;

  function open(button) {
    opener = button;
    about = button.closest("[data-id], [data-category]");
    const menu = document.getElementById(button.dataset.menu);
    menu.querySelector("[data-menu-name]").textContent = about.dataset.name;
    const edit = menu.querySelector("a");
    if (edit) edit.href = `/menu/dishes/${about.dataset.id}`;
    menu.showPopover();
    const place = button.getBoundingClientRect();
    const below = place.bottom + menu.offsetHeight + 8 < innerHeight;
    const top = below ? place.bottom + 4 : Math.max(8, place.top - menu.offsetHeight - 4);
    menu.style.inset = WIDE.matches ? `${top}px ${Math.max(8, innerWidth - place.right)}px auto auto` : "";
    menu.querySelector(".nb-menu__row").focus();
  }

  const acts = {
    up: () => shift(-1),
    down: () => shift(1),
    async copy() {
      const answer = await ask(`/api/menu/items/${about.dataset.id}/copies`, { body: {} });
      if (answer) location.assign(`/menu/dishes/${answer.data.id}`);
    },
    async archive() {
      const { id, name, category } = about.dataset;
      if (category) return sure(about);
      if (!(await ask(`/api/menu/items/${id}`, { method: "DELETE" }))) return;
      toast(tell("archived", { name }), {
        undo: async () => (await ask(`/api/menu/items/${id}/restoration`)) && toast(tell("restored", { name })),
      });
    },
    rename() {
      const dialog = document.getElementById("rename-category");
      dialog.querySelector("form").action = `/menu/categories/${about.dataset.category}`;
      dialog.querySelector("[name=name]").value = about.dataset.name;
      dialog.showModal();
    },
  };

  function shift(by) {
    sorting.step(about.dataset.category ? document.getElementById(`place-${about.dataset.category}`) : about, by);
    opener.focus();
  }

  function sure(category) {
    const dialog = document.getElementById("archive-category");
    const { name } = category.dataset;
    const n = category.querySelectorAll("[data-sort] > [data-id]").length;
    dialog.querySelector("[data-consequence]").textContent = tell(n > 1 ? "withDishes" : n ? "withOne" : "withNone", { name, n });
    dialog.querySelector("form").action = `/menu/categories/${category.dataset.category}/archive`;
    dialog.showModal();
  }

  async function sell(row, available) {
    const { id, name } = row.dataset;
    show(row, available);
    if (await ask(`/api/menu/items/${id}`, { method: "PATCH", body: { available } })) {
      toast(tell(available ? "in" : "out", { name }), { undo: () => sell(document.getElementById(row.id) ?? row, !available) });
    }
  }

  function show(row, available) {
    row.toggleAttribute("data-out", !available);
    row.querySelector(".ed-sale__words").textContent = words[available ? "onSale" : "soldOut"];
  }

  root.addEventListener("click", ({ target }) => {
    const menu = target.closest("[data-menu]");
    const sale = target.closest("[data-sale]");
    if (menu) open(menu);
    if (sale) sell(sale.closest("[data-id]"), sale.closest("[data-id]").hasAttribute("data-out"));
  });
  document.addEventListener("click", ({ target }) => {
    const act = target.closest("[data-act]");
    if (!act || act.matches("a")) return;
    act.closest("[popover]").hidePopover();
    acts[act.dataset.act]();
  });

  /* ---- looking for a dish */
  const field = root.querySelector("[data-filter]");

  function filter() {
    const wanted = plain(field.value.trim());
    let any = false;
    for (const part of root.querySelectorAll(".ed-part")) {
      let here = false;
      for (const row of part.querySelectorAll("[data-id]")) {
        row.hidden = !plain(row.dataset.name).includes(wanted);
        here ||= !row.hidden;
      }
      part.hidden = Boolean(wanted) && !here;
      any ||= here;
    }
    root.classList.toggle("is-filtered", Boolean(wanted)); // what is hidden has no place to be moved to
    const none = root.querySelector("[data-none-found]");
    if (none) none.hidden = any || !wanted;
  }
  field.addEventListener("input", filter);
  document.addEventListener("keydown", (event) => {
    if (event.key === "F2") { event.preventDefault(); field.focus(); }
    if (event.key === "Escape" && document.activeElement === field) { field.value = ""; filter(); }
  });
  document.addEventListener("nb:morphed", () => {
    root.querySelector(".ed-tools").hidden = !root.querySelector(".ed-part");
    filter();
  });
}
