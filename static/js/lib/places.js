/** Where tables stand on a plan: the same rules as nabancada/tables/places.py. A place is `{column, row, shape}`. */
export const COLUMNS = 12, ROWS = 48, DEPTH = 2;

export const width = (shape) => (shape === "wide" ? 3 : 2);

const overlap = (a, b) => a.column < b.column + width(b.shape) && b.column < a.column + width(a.shape) && Math.abs(a.row - b.row) < DEPTH;

export const free = (place, taken) => !taken.some((other) => overlap(place, other));

/** Moved in from the edge. */
export const inside = ({ column, row, shape }) => ({
  column: Math.max(1, Math.min(column, COLUMNS - width(shape) + 1)),
  row: Math.max(1, Math.min(row, ROWS - DEPTH + 1)),
  shape,
});

/** The free place nearest to the wanted one, higher and further left where two are as near; none when the plan is full. */
export function nearest(wanted, taken) {
  const { shape } = wanted;
  let best = null, least = Infinity;
  for (let row = 1; row <= ROWS - DEPTH + 1; row++) {
    for (let column = 1; column <= COLUMNS - width(shape) + 1; column++) {
      const far = Math.abs(column - wanted.column) + Math.abs(row - wanted.row);
      if (far < least && free({ column, row, shape }, taken)) [best, least] = [{ column, row, shape }, far];
    }
  }
  return best;
}

/** The first free place some steps away in a direction, beyond what stands in between; none at the edge. */
export function beyond(place, [across, down], steps, taken) {
  let step = steps;
  for (;;) {
    const to = { column: place.column + across * step, row: place.row + down * step, shape: place.shape };
    const within = inside(to);
    if (within.column !== to.column || within.row !== to.row) return steps === 1 ? null : beyond(place, [across, down], steps - 1, taken);
    if (free(to, taken)) return to;
    step += 1;
  }
}
