/** What a basket comes to, and each of its lines: the catalogue's prices, what was agreed on, the house's rules. */
import { gross, net, price } from "./pricing.js";

const NO_RULES = {
  service_bp: 0, service_cents: 0, service_before_discount: false, tax_bp: 0, tax_included: true,
  delivery_cents: 0, packaging_cents: 0, cash_step_cents: 0, discount_limit_bp: 0,
};

const basisPoints = (percent) => Math.round((percent ?? 0) * 100);

export class Totals {
  constructor(rules) { this.rules = { ...NO_RULES, ...rules }; }

  /** A line of the basket as pricing takes it. */
  line(catalogue, line) {
    const tax = catalogue.items.get(line.item_id)?.tax_bp;
    return {
      quantity: line.quantity,
      unit_price_cents: line.unit_price_cents ?? catalogue.unitPrice(line),
      tax_bp: tax ?? this.rules.tax_bp,
      discount: { bp: basisPoints(line.discount_percent) },
    };
  }

  /** `{net_cents, menu_cents}`: what the line costs, and what the menu asks for it. */
  of(catalogue, line) {
    return { net_cents: net(this.line(catalogue, line)), menu_cents: line.quantity * catalogue.unitPrice(line) };
  }

  figures(catalogue, { lines, type, discount }) {
    const fees = {
      delivery_cents: type === "delivery" ? this.rules.delivery_cents : 0,
      packaging_cents: type === "delivery" || type === "takeaway" ? this.rules.packaging_cents : 0,
    };
    const off = discount ? [{ bp: basisPoints(discount.percent), cents: discount.amount_cents ?? 0 }] : [];
    return price(lines.map((line) => this.line(catalogue, line)), this.rules, off, fees);
  }

  /**
   * Whether a manager must allow it: another price than the menu's, or more off than this person may give, of a dish or,
   * with what is taken off the whole, of everything.
   */
  needsManager(catalogue, { lines, type, discount }, { discounts, freely }) {
    if (freely) return false;
    const limit = (cents) => Math.floor((cents * this.rules.discount_limit_bp + 5000) / 10000);
    const tooMuch = (off, cents) => off > 0 && (!discounts || off > limit(cents));
    const priced = lines.map((line) => this.line(catalogue, line));
    const { gross_cents: all, items_cents: items, discount_cents: off } = this.figures(catalogue, { lines, type, discount });
    return lines.some(({ unit_price_cents: agreed }) => agreed !== null)
      || priced.some((line) => tooMuch(gross(line) - net(line), gross(line)))
      || (off > 0 && tooMuch(all - items + off, all));
  }
}
