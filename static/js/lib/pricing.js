/**
 * What a bill comes to: the same rules as nabancada/orders/pricing.py, so that the screen shows what the server will say.
 * A test compares the two. Amounts are whole cêntimos, shares basis points (10 000 = 100 %); halves are rounded up.
 */
const WHOLE = 10000;

/** `a * b / c`, rounded down after `add` was added, exactly: amounts times basis points do not fit a double. */
const ratio = (a, b, c, add = 0) => Number((BigInt(a) * BigInt(b) + BigInt(add)) / BigInt(c));

export const share = (cents, bp) => ratio(cents, bp, WHOLE, WHOLE / 2);

/** What a discount `{bp, cents}` takes off an amount: never more than there is. */
export const off = (discount, cents) => Math.min(cents, share(cents, discount.bp ?? 0) + (discount.cents ?? 0));

export const gross = ({ quantity, unit_price_cents }) => unit_price_cents * quantity;

/** A line `{quantity, unit_price_cents, tax_bp, discount}` after its own discount. */
export const net = (line) => gross(line) - (line.discount ? off(line.discount, gross(line)) : 0);

/**
 * @param lines see `net`
 * @param rules the house's MoneyRules
 * @param discounts `{bp, cents}` on the whole bill
 * @param fees `{delivery_cents, packaging_cents}`, charged only while there is something to charge them for
 */
export function price(lines, rules, discounts = [], fees = {}) {
  const rates = new Map();
  for (const line of lines) rates.set(line.tax_bp, (rates.get(line.tax_bp) ?? 0) + net(line));
  const all = lines.reduce((sum, line) => sum + gross(line), 0);
  const items = [...rates.values()].reduce((sum, cents) => sum + cents, 0);
  const discount = Math.min(items, discounts.reduce((sum, one) => sum + off(one, items), 0));
  const service = all ? rules.service_cents || share(rules.service_before_discount ? all : items - discount, rules.service_bp) : 0;
  const delivery = all ? fees.delivery_cents ?? 0 : 0;
  const packaging = all ? fees.packaging_cents ?? 0 : 0;
  const taxed = discounted(rates, discount);
  taxed.set(rules.tax_bp, (taxed.get(rules.tax_bp) ?? 0) + service + delivery + packaging);
  const taxes = [...taxed].filter(([, cents]) => cents).sort(([a], [b]) => a - b).map(([bp, cents]) => tax(bp, cents, rules.tax_included));
  const tax_cents = taxes.reduce((sum, one) => sum + one.tax_cents, 0);
  const total = items - discount + service + delivery + packaging + (rules.tax_included ? 0 : tax_cents);
  return {
    gross_cents: all, items_cents: items, discount_cents: discount, service_cents: service, delivery_cents: delivery,
    packaging_cents: packaging, taxes, tax_cents, tax_included: rules.tax_included, total_cents: total,
  };
}

/** An amount as coins can pay it. */
export const inCoins = (cents, step) => (step ? Math.floor((cents + Math.floor(step / 2)) / step) * step : cents);

/** `cents` shared out by weight so that the parts add up exactly: the largest remainders get the odd ones. */
export function apportion(cents, weights) {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  if (!whole) return weights.map(() => 0);
  const parts = weights.map((weight) => ratio(cents, weight, whole));
  const rest = (n) => (BigInt(cents) * BigInt(weights[n])) % BigInt(whole);
  const odd = cents - parts.reduce((sum, part) => sum + part, 0);
  const order = weights.map((_, n) => n).sort((a, b) => (rest(a) === rest(b) ? a - b : rest(a) > rest(b) ? -1 : 1));
  for (const n of order.slice(0, odd)) parts[n] += 1;
  return parts;
}

function discounted(rates, discount) {
  const sorted = [...rates.keys()].sort((a, b) => a - b);
  const offs = apportion(discount, sorted.map((rate) => rates.get(rate)));
  return new Map(sorted.map((rate, n) => [rate, rates.get(rate) - offs[n]]));
}

function tax(bp, cents, included) {
  if (!included) return { bp, base_cents: cents, tax_cents: share(cents, bp) };
  const base = ratio(cents, WHOLE, WHOLE + bp, Math.floor((WHOLE + bp) / 2));
  return { bp, base_cents: base, tax_cents: cents - base };
}
