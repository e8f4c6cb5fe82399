/** What happens to the party of a table while somebody orders for it: it moves, or its bill is paid elsewhere. */
import { keptAt } from "./basket.js";

const ofTable = (table) => keptAt(`table-${table}`);

/** The party came from another table: what was being typed for it there comes along, unless something is typed here. */
export function carryDraft(from, to) {
  try {
    const here = JSON.parse(localStorage.getItem(ofTable(to)));
    const there = localStorage.getItem(ofTable(from));
    if (!there || here?.lines?.length) return;
    localStorage.setItem(ofTable(to), there);
    localStorage.removeItem(ofTable(from));
  } catch { /* nothing is kept here: the server offers the draft */ }
}

export function startPartyNews(banner) {
  const { table, title, moved, freed, freedDraft } = banner.dataset;
  const way = banner.querySelector("[data-way]");

  function tell(text, to = "") {
    banner.querySelector("[data-text]").textContent = text;
    way.hidden = !to;
    if (to) way.href = `/floor/tables/${to}?from=${table}`;
    banner.hidden = false;
  }

  document.addEventListener("nb:event", ({ detail: { type, data } }) => {
    if (type === "table.moved" && data.from_table_id === table) {
      const name = /^mesa/i.test(data.table) ? data.table : title.replace("{name}", data.table);
      tell(moved.replace("{table}", name), data.table_id);
    } else if (type === "table.freed" && data.table_id === table) {
      tell(document.querySelector("[data-cart-lines] [data-line]") ? freedDraft : freed);
    } else if (["table.seated", "table.moved"].includes(type) && data.table_id === table) {
      banner.hidden = true;
    }
  });
}
