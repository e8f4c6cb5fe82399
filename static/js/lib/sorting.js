/**
 * Lists that are put in order ([data-sort]), by dragging a row at its grip or with the arrow keys on it. Lists of one
 * name give each other their rows.
 *
 *   startSorting(root, (row, { from, before }) => …)   `from`: the list it came out of; `before`: the rows' ids there
 */
import Sortable from "sortablejs";

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export const ids = (list) => [...list.children].map((row) => row.dataset.id).filter(Boolean);

export function startSorting(root, moved) {
  let before = [];

  function prepare() {
    for (const list of root.querySelectorAll("[data-sort]")) {
      if (Sortable.get(list)) continue;
      Sortable.create(list, {
        group: list.dataset.sort,
        handle: "[data-grip]",
        animation: still() ? 0 : 180,
        forceFallback: true, // the same hand for mouse and finger
        fallbackTolerance: 4,
        ghostClass: "is-place",
        dragClass: "is-dragged",
        onStart: () => { before = ids(list); document.body.classList.add("is-sorting"); },
        onEnd: ({ item, from, to, oldIndex, newIndex }) => {
          document.body.classList.remove("is-sorting");
          if (from !== to || oldIndex !== newIndex) moved(item, { from, before });
        },
      });
    }
  }

  /** The list of the same name before or after this one on the page. */
  function neighbour(list, by) {
    const lists = [...root.querySelectorAll(`[data-sort="${list.dataset.sort}"]`)];
    return lists[lists.indexOf(list) + by];
  }

  function step(row, by) {
    const from = row.parentElement;
    before = ids(from);
    const next = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (next) by < 0 ? next.before(row) : next.after(row);
    else {
      const other = neighbour(from, by);
      if (!other) return false;
      by < 0 ? other.append(row) : other.prepend(row);
    }
    moved(row, { from, before });
    return true;
  }

  root.addEventListener("keydown", (event) => {
    const grip = event.target.closest("[data-grip]");
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!grip || !by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    step(grip.closest("[data-id]"), by);
    grip.focus();
  });
  document.addEventListener("nb:morphed", prepare);
  prepare();
  return { step };
}
