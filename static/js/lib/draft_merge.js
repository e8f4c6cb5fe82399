/** Two terminals with one draft: what comes out when both have changed it, or when one has sent it. Pure. */
const text = (value) => JSON.stringify(value ?? null);

/**
 * Ours on top of theirs: what we have added, changed or taken out since `base` (which both began from) stays so.
 * @returns the lines; all three are tidied alike (js/lib/basket.js)
 */
export function mergeLines(base, ours, theirs) {
  const before = new Map(base.map((line) => [line.id, text(line)]));
  const mine = new Map(ours.map((line) => [line.id, line]));
  const changed = (line) => before.get(line.id) !== text(line);
  const kept = theirs
    .filter(({ id }) => mine.has(id) || !before.has(id))
    .map((line) => (mine.has(line.id) && changed(mine.get(line.id)) ? mine.get(line.id) : line));
  const known = new Set(theirs.map(({ id }) => id));
  return [...kept, ...ours.filter((line) => !known.has(line.id) && changed(line))];
}

/** Kind, customer, note, discount: ours where we changed them, else theirs. */
export function mergeRest(base, ours, theirs) {
  return Object.fromEntries(["type", "customer", "note", "discount"].map((name) => [name, text(ours[name]) === text(base[name]) ? theirs[name] : ours[name]]));
}

const dish = ({ item_id, note }, options) => [item_id, note ?? "", ...[...options].sort()].join("|");

/** What of `lines` is not in an order: the part of each that somebody else has not sent yet. */
export function subtract(lines, ordered) {
  const sent = new Map();
  for (const line of ordered) {
    const name = dish(line, line.options.map(({ id }) => id));
    sent.set(name, (sent.get(name) ?? 0) + line.quantity);
  }
  return lines.flatMap((line) => {
    const name = dish(line, line.option_ids);
    const taken = Math.min(line.quantity, sent.get(name) ?? 0);
    sent.set(name, (sent.get(name) ?? 0) - taken);
    return line.quantity > taken ? [{ ...line, quantity: line.quantity - taken }] : [];
  });
}
