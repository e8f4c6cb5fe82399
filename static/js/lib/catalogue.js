/** The menu as the server gave it, indexed once; looked through without accents, faster than a key is let go. */
const plain = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();

export class Catalogue {
  constructor(menu) {
    this.items = new Map();
    this.options = new Map();
    for (const category of menu.categories) {
      for (const item of category.items) {
        this.items.set(item.id, { ...item, words: plain(item.name).split(/[\s-]+/), text: plain(item.name) });
        for (const group of item.option_groups) for (const option of group.options) this.options.set(option.id, option);
      }
    }
  }

  static onPage() {
    return new Catalogue(JSON.parse(document.getElementById("catalogue")?.textContent ?? '{"categories": []}'));
  }

  /** Ids of the dishes that hold every word of `query`, best first; all of them when it is empty. */
  find(query) {
    const wanted = plain(query).split(/\s+/).filter(Boolean);
    const rank = ({ words, text }) => wanted.reduce((sum, word) => sum + (text.startsWith(word) ? 0 : words.some((w) => w.startsWith(word)) ? 1 : 2), 0);
    return [...this.items.values()]
      .filter(({ text }) => wanted.every((word) => text.includes(word)))
      .sort((a, b) => (wanted.length ? rank(a) - rank(b) : 0))
      .map(({ id }) => id);
  }

  /** What one of this line costs, in cêntimos; the server prices it again and has the last word. */
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
