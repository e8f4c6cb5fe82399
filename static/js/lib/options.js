/** The option sheet: groups with their rule, a price that follows, and the one thing that is missing. */
import { servedNow } from "./hours.js";
import { showMoney } from "./money.js";
import { say } from "./words.js";

const copy = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

export class OptionSheet {
  /** `stocked(item)`: somebody says that it has run out, or that there is more. */
  constructor(catalogue, stocked) {
    Object.assign(this, { catalogue, stocked });
    this.dialog = document.getElementById("option-sheet");
    this.dialog?.addEventListener("submit", (event) => { event.preventDefault(); this.accept(); });
    this.dialog?.addEventListener("change", (event) => { this.limit(event.target); this.show(); });
    this.dialog?.addEventListener("click", ({ target }) => {
      if (target.closest("[data-stock]")) { this.dialog.close(); this.stocked(this.item); }
      const step = target.closest("[data-step]");
      if (step) { this.quantity = Math.min(99, Math.max(1, this.quantity + Number(step.dataset.step))); this.show(); }
    });
  }

  part(name) { return this.dialog.querySelector(`[data-${name}]`); }

  /** Ask about `item`; `line` is what was chosen before. `done({option_ids, note, quantity})` on acceptance. */
  ask(item, line, done, quantity = 1) {
    Object.assign(this, { item, done, editing: Boolean(line), quantity: line?.quantity ?? quantity, tried: false });
    const picture = this.part("art");
    picture.setAttribute("href", `${picture.dataset.sheet}#${item.art || "prato"}`);
    picture.ownerSVGElement.toggleAttribute("hidden", Boolean(item.photo));
    const photo = this.part("photo");
    photo.hidden = !item.photo;
    if (item.photo) photo.srcset = Object.entries(item.photo).map(([width, address]) => `${address} ${width}w`).join(", ");
    this.part("name").textContent = item.name;
    this.part("about").textContent = item.description ?? "";
    this.part("note").value = line?.note ?? "";
    this.part("when-out").hidden = item.available;
    this.part("when-closed").hidden = servedNow(item.schedule);
    const stock = this.part("stock");
    if (stock) stock.querySelector(".nb-btn__label").textContent = stock.querySelector(".nb-btn__label").dataset[item.available ? "inWords" : "outWords"];
    this.part("accept").disabled = !item.available || !servedNow(item.schedule);
    showMoney(this.part("price"), item.price_cents);
    this.part("groups").replaceChildren(...item.option_groups.map((group) => this.draw(group, line?.option_ids ?? [])));
    this.show();
    this.dialog.showModal();
    (this.dialog.querySelector("[data-groups] input:not(:disabled)") ?? this.part("accept")).focus(); // Space chooses, Enter adds
  }

  draw(group, chosen) {
    const drawn = copy("option-group-template");
    drawn.dataset.group = group.id;
    drawn.querySelector("[data-name]").textContent = group.name;
    const one = group.min === 1 && group.max === 1;
    drawn.querySelector("[data-list]").append(...group.options.map((option) => {
      const label = copy("option-template");
      const input = label.querySelector("[data-input]");
      Object.assign(input, { type: one ? "radio" : "checkbox", name: group.id, value: option.id, checked: chosen.includes(option.id), disabled: !option.available });
      label.toggleAttribute("data-out", !option.available);
      label.querySelector("[data-name]").textContent = option.name;
      if (option.price_cents) showMoney(label.querySelector("[data-price]"), option.price_cents, "+\u00a0");
      return label;
    }));
    return drawn;
  }

  chosenIn(group) { return [...this.dialog.querySelectorAll(`[data-group="${group.id}"] :checked`)].map((input) => input.value); }

  get chosen() { return this.item.option_groups.flatMap((group) => this.chosenIn(group)); }

  /** A group of "at most one" lets the new choice take the place of the old. */
  limit(input) {
    const group = this.item.option_groups.find(({ id }) => id === input.name);
    if (group?.max === 1 && input.checked) {
      for (const other of this.dialog.querySelectorAll(`[data-group="${group.id}"] :checked`)) if (other !== input) other.checked = false;
    }
  }

  show() {
    for (const group of this.item.option_groups) {
      const place = this.dialog.querySelector(`[data-group="${group.id}"]`);
      const count = this.chosenIn(group).length;
      const missing = group.min - count;
      place.dataset.state = missing > 0 ? (this.tried ? "missing" : "open") : count ? "done" : "open";
      const text = missing > 0 && this.tried ? say("missing", { n: missing })
        : count ? say("chosen", { n: count, max: Math.max(group.min, group.max) })
        : group.min ? say("choose", { n: group.min }) : say("chooseUpTo", { n: group.max });
      place.querySelectorAll("[data-progress]").forEach((words) => { words.textContent = text; });
      place.querySelectorAll("input[type=checkbox]:not(:checked)").forEach((input) => {
        input.disabled = input.closest("[data-out]") !== null || (group.max > 1 && count >= group.max);
      });
    }
    this.part("quantity").textContent = this.quantity;
    this.part("label").textContent = say(this.editing ? "change" : "add");
    showMoney(this.part("amount"), this.quantity * this.catalogue.unitPrice({ item_id: this.item.id, option_ids: this.chosen }));
  }

  accept() {
    this.tried = true;
    this.show();
    const missing = this.dialog.querySelector('[data-state="missing"]');
    if (missing) {
      missing.scrollIntoView({ block: "center", behavior: "smooth" });
      return missing.querySelector("input:not(:disabled)")?.focus({ preventScroll: true });
    }
    this.dialog.close();
    this.done({ option_ids: this.chosen, note: this.part("note").value, quantity: this.quantity });
  }
}
