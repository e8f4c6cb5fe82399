/** The menu as the server gave it, indexed once; looked through without accents, faster than a key is let go. */
import { request } from "./http.js";

const RETRY = 500, LONGEST_PAUSE = 15000; // milliseconds
/** Without accents and capitals: as somebody types in a hurry. */
export const plain = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();

export class Catalogue {
  constructor(menu) {
    this.version = menu.version;
    this.drawn = JSON.stringify(menu.categories, (name, value) => (["price_cents", "available", "option_groups"].includes(name) ? undefined : value)); // what tiles show, but for what changes in them
    this.items = new Map();
    this.options = new Map();
    this.codes = new Map();
    for (const category of menu.categories) {
      for (const item of category.items) {
        const text = plain(item.name);
        this.items.set(item.id, { ...item, text, words: text.split(/[\s-]+/) });
        if (item.barcode) this.codes.set(item.barcode.toLowerCase(), item.id);
        for (const group of item.option_groups) for (const option of group.options) this.options.set(option.id, option);
      }
    }
  }

  /**
   * The menu this page was drawn with, or a later `version`; 0 is none, and answered with the newest. The browser keeps
   * what it got under an address ([data-catalogue]), so a reload asks nobody. While the server is away it is asked again.
   */
  static async load(version = null, pause = RETRY) {
    const { href } = document.querySelector("link[data-catalogue]");
    const { ok, data } = await request(version === null ? href : href.replace(/\d+$/, version), { method: "GET" });
    if (ok) return new Catalogue(data);
    await new Promise((resolve) => { setTimeout(resolve, pause); });
    return Catalogue.load(version, Math.min(LONGEST_PAUSE, 2 * pause));
  }

  /** The dish with this barcode. */
  coded(code) { return this.codes.get(code.trim().toLowerCase()); }

  /** Ids of the dishes that hold every word of `query`, or whose barcode it is, best first; all when it is empty. */
  find(query) {
    const coded = this.coded(query);
    if (coded) return [coded];
    const wanted = plain(query).split(/\s+/).filter(Boolean);
    const rank = ({ words, text }) => wanted.reduce((sum, word) => sum + (text.startsWith(word) ? 0 : words.some((w) => w.startsWith(word)) ? 1 : 2), 0);
    return [...this.items.values()]
      .filter(({ text }) => wanted.every((word) => text.includes(word)))
      .map((item) => ({ id: item.id, rank: rank(item) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ id }) => id);
  }

  /** What the menu asks for one of this line, in cêntimos; the server prices it again and has the last word. */
  unitPrice({ item_id, option_ids }) {
    const extras = option_ids.map((id) => this.options.get(id)?.price_cents ?? 0);
    return extras.reduce((sum, cents) => sum + cents, this.items.get(item_id)?.price_cents ?? 0);
  }

  mustChoose(id) {
    return (this.items.get(id)?.option_groups ?? []).some(({ min }) => min > 0);
  }

  chosenWords({ option_ids }) {
    return option_ids.map((id) => this.options.get(id)?.name).filter(Boolean).join(" · ");
  }
}
