/** The floor editor: the plan of a room, the order of the rooms, the cards with codes. What is sent comes back live. */
import { stand, startFloorPlan } from "./lib/floor_plan.js";
import { request } from "./lib/http.js";
import { ids, startSorting } from "./lib/sorting.js";
import { startAdding, startTableForm } from "./lib/table_form.js";
import { startTicks } from "./lib/ticks.js";
import { toast } from "./lib/toast.js";
import { say } from "./lib/words.js";

const PAUSE = 400; // milliseconds after the last arrow key before its table is saved

function startPlan(root) {
  const words = JSON.parse(document.getElementById("floor-words").textContent);
  const tell = (name, values) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  const announce = (text) => { document.querySelector("[data-announce]").textContent = text; };
  const refresh = () => root.querySelector("[data-region]").dispatchEvent(new CustomEvent("nb:refresh", { bubbles: true }));

  async function ask(url, options) {
    const answer = await request(url, options);
    if (!answer.ok) {
      toast(answer.data?.detail ?? say("offline"));
      refresh(); // as it is, not as it was wished
    }
    return answer.ok && (answer.data ?? {});
  }

  /* ---- moves: the newest wish for each table is sent; until it is answered the table stands where it is wished */
  const wishes = new Map();

  function wish(table, place, pause) {
    const { id } = table.dataset;
    const earlier = wishes.get(id);
    clearTimeout(earlier?.timer);
    stand(table, place);
    announce(tell("moved", { name: table.dataset.name, ...place }));
    wishes.set(id, { place, sending: earlier?.sending, timer: setTimeout(save, pause, id) });
  }

  async function save(id, keepalive = false) {
    const one = wishes.get(id);
    if (one.sending) return (one.again = true);
    const { place } = one;
    one.timer = null;
    one.sending = true;
    const saved = await ask(`/api/tables/${id}`, { method: "PATCH", body: { grid_column: place.column, grid_row: place.row }, keepalive });
    const now = wishes.get(id);
    now.sending = false;
    if (!saved) return wishes.delete(id);
    if (now.place === place) wishes.delete(id);
    else if (one.again || now.again) save(id);
  }

  document.addEventListener("nb:morphed", () => {
    for (const [id, { place }] of wishes) {
      const table = document.getElementById(`table-${id}`);
      if (table) stand(table, place);
    }
    root.querySelector(".fp-tools").hidden = !root.querySelector(".fp-table");
  });
  addEventListener("pagehide", () => wishes.forEach(({ timer }, id) => timer && save(id, true)));

  startFloorPlan(root, {
    moved(table, to, { before, byKey }) {
      const { id, name } = table.dataset;
      wish(table, to, byKey ? PAUSE : 0);
      if (byKey) return;
      const undo = () => wish(document.getElementById(`table-${id}`) ?? table, before, 0);
      toast(tell("moved", { name, ...to }), { undo: before.column ? undo : undefined });
    },
    refused: (table) => announce(tell("noRoom", table.dataset)),
  });

  /* ---- a table: its sheet, its copy, its end */
  const act = {
    async copy({ id }) {
      const copy = await ask(`/api/tables/${id}/copies`, { body: { client_key: crypto.randomUUID() } });
      if (copy) toast(tell("added", copy), { undo: () => ask(`/api/tables/${copy.id}`, { method: "DELETE" }) });
    },
    async archive({ id, name }) {
      if (!(await ask(`/api/tables/${id}`, { method: "DELETE" }))) return;
      announce(tell("archived", { name }));
      toast(tell("archived", { name }), {
        undo: async () => (await ask(`/api/tables/${id}/restoration`)) && toast(tell("restored", { name })),
      });
    },
  };
  const show = startTableForm({ tell, act });
  startAdding(root, { tell, refresh });
  root.addEventListener("click", ({ target }) => {
    const table = target.closest(".fp-table");
    if (table) show(table);
  });
  root.addEventListener("keydown", (event) => {
    const table = event.target.closest(".fp-table");
    if (!table || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Delete") act.archive(table.dataset);
    else if (event.key === "d" || event.key === "D") act.copy(table.dataset);
    else return;
    event.preventDefault();
  });
}

/** Rooms are put in order by their grips. */
function startRooms(root) {
  startSorting(root, async (row) => {
    const answer = await request("/api/rooms/order", { method: "PUT", body: { ids: ids(row.parentElement) } });
    if (!answer.ok) toast(answer.data?.detail ?? say("offline"));
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-archive-room]");
    if (!button) return;
    const dialog = document.getElementById("archive-room");
    dialog.querySelector("[data-consequence]").textContent = button.dataset.archiveRoom;
    dialog.querySelector("form").action = button.dataset.action;
    dialog.showModal();
  });
}

/** Cards: which are printed, and which get new codes. */
function startCards(root) {
  const chosen = startTicks(root);
  root.addEventListener("click", ({ target }) => {
    if (target.closest("[data-print]")) print();
    const one = target.closest("[data-renew]");
    if (!one) return;
    const dialog = document.getElementById("renew-code");
    const { consequence, several = consequence } = one.dataset;
    dialog.querySelector("[data-consequence]").textContent = chosen().length > 1 ? several.replace("{n}", chosen().length) : consequence;
    const submit = dialog.querySelector("[data-renew-now]");
    submit.setAttribute("form", one.closest(".fp-card") ? "renew-form" : "cards"); // one, or those that are ticked
    submit.formAction = one.dataset.renew;
    dialog.showModal();
  });
}

document.querySelectorAll("[data-floor-editor]").forEach(startPlan);
document.querySelectorAll("[data-room-list]").forEach(startRooms);
document.querySelectorAll("[data-cards]").forEach(startCards);
document.querySelector(".fp-pages [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
