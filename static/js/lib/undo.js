/** Ctrl+Z: the slip as it was before the last change of its lines. Nothing that was sent or put aside comes back. */
const MOST = 30;

export function startUndo(root) {
  const { basket, free } = root.cart;
  let past = [], now = basket.lines, order = basket.order, undoing = false;

  basket.on(() => {
    const { lines } = basket;
    if (basket.order !== order) past = [];
    else if (!undoing && JSON.stringify(lines) !== JSON.stringify(now)) past = [...past, now].slice(-MOST);
    now = lines;
    order = basket.order;
  });

  return function undo() {
    if (!past.length || !free()) return;
    const lines = past.at(-1);
    past = past.slice(0, -1);
    undoing = true;
    basket.restore(lines);
    undoing = false;
  };
}
