/**
 * The plan of a room: tables are dragged by mouse or finger, and moved with the arrow keys. A table lands on the free
 * place nearest to where it is let go, which its ghost shows meanwhile.
 *
 *   startFloorPlan(root, { moved(table, place, { before, byKey }), refused(table) })
 */
import { beyond, inside, nearest, width } from "./places.js";

const SLACK = 5; // pixels a hand may tremble before a tap is a drag
const EDGE = 56, SCROLL = 14; // pixels: from there on the page moves along
const STRIDE = 3; // cells, with Shift
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const number = (text) => Number(text) || null;

const placeOf = ({ dataset }) => ({ column: number(dataset.column), row: number(dataset.row), shape: dataset.shape });
export const others = (plan, table) =>
  [...plan.querySelectorAll(".fp-table[data-column]")].filter((one) => one.dataset.id !== table?.dataset.id).map(placeOf);

/** Put it there at once; the live plan comes to the same. */
export function stand(table, { column, row }) {
  if (!column) { delete table.dataset.column; delete table.dataset.row; return; }
  Object.assign(table.dataset, { column, row });
}

export function startFloorPlan(root, { moved, refused }) {
  const plan = () => root.querySelector("[data-plan]");
  const ghost = Object.assign(document.createElement("span"), { className: "fp-ghost", hidden: true });
  let drag = null, dragged = false;

  /** The cell under the upper left corner of what is dragged; none away from the plan. */
  function under(x, y) {
    const box = plan().getBoundingClientRect();
    const cell = { x: box.width / 12, y: parseFloat(getComputedStyle(plan()).gridAutoRows) };
    const column = Math.round((x - drag.grip.x - box.left) / cell.x) + 1;
    const row = Math.round((y - drag.grip.y - box.top) / cell.y) + 1;
    if (x < box.left - cell.x || x > box.right + cell.x || y < box.top - cell.y || y > box.bottom + cell.y) return null;
    return inside({ column, row, shape: drag.table.dataset.shape });
  }

  function follow({ clientX: x, clientY: y }) {
    const { table, start } = drag;
    table.classList.add("is-dragged"); // again: what is live may have drawn it anew
    if (!ghost.isConnected) plan().append(ghost);
    table.style.transform = `translate(${x - start.x}px, ${y - start.y + scrollY - start.scroll}px)`;
    const wanted = under(x, y);
    drag.to = wanted && nearest(wanted, others(plan(), table));
    ghost.hidden = !drag.to;
    if (drag.to) {
      ghost.dataset.shape = drag.to.shape;
      stand(ghost, drag.to);
    }
    if (y > innerHeight - EDGE) scrollBy(0, SCROLL);
    else if (y < EDGE) scrollBy(0, -SCROLL);
  }

  function begin(event) {
    const table = event.target.closest(".fp-table");
    if (!table || event.button || !event.isPrimary || !plan()) return;
    const box = table.getBoundingClientRect();
    const wide = (plan().clientWidth / 12) * width(table.dataset.shape);
    const grip = { x: ((event.clientX - box.left) / box.width) * wide, y: event.clientY - box.top };
    drag = { table, grip, pointer: event.pointerId, start: { x: event.clientX, y: event.clientY, scroll: scrollY }, on: false, to: null };
    dragged = false;
  }

  function move(event) {
    if (!drag || event.pointerId !== drag.pointer) return;
    if (!drag.on) {
      if (Math.hypot(event.clientX - drag.start.x, event.clientY - drag.start.y) < SLACK) return;
      drag.on = dragged = true;
      drag.table.setPointerCapture(drag.pointer);
    }
    follow(event);
  }

  function end(event, drop) {
    if (!drag || (event.pointerId ?? drag.pointer) !== drag.pointer) return;
    const { table, on, to } = drag;
    drag = null;
    if (!on) return;
    table.classList.remove("is-dragged");
    table.style.transform = "";
    ghost.remove();
    const before = placeOf(table);
    if (drop && to && (to.column !== before.column || to.row !== before.row)) moved(table, to, { before, byKey: false });
  }

  function step(event) {
    const table = event.target.closest(".fp-table");
    const way = WAYS[event.key];
    if (!table || !way || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const before = placeOf(table);
    const taken = others(plan(), table);
    const to = before.column ? beyond(before, way, event.shiftKey ? STRIDE : 1, taken) : nearest({ ...before, column: 1, row: 1 }, taken);
    if (to) moved(table, to, { before, byKey: true });
    else refused(table);
  }

  root.addEventListener("pointerdown", begin);
  root.addEventListener("pointermove", move);
  root.addEventListener("pointerup", (event) => end(event, true));
  root.addEventListener("pointercancel", (event) => end(event, false));
  root.addEventListener("click", (event) => { // the end of a drag is no tap
    if (!dragged) return;
    dragged = false;
    event.stopPropagation();
  }, true);
  root.addEventListener("keydown", (event) => (event.key === "Escape" && drag ? end({}, false) : step(event)));
}
