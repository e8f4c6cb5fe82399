/**
 * Who pays what (templates/checkout/_bill.html). The plan is the server's and the same on every terminal; what is tapped
 * here shows at once, is sent a moment later, and comes back with the amounts. Whoever is chosen is this screen's alone.
 */
import { cents } from "./json_forms.js";
import { request, toSignIn } from "./http.js";
import { toast } from "./toast.js";

const PAUSE = 200; // milliseconds after the last tap
const LATEST = 1500; // milliseconds after which what was kept is fetched, if it has not come by itself
const NARROW = "(max-width: 767px)";

/** `changed(part)`: somebody else is chosen, or owes another amount now. part: {name, left, items, whose} */
export function startSplit(root, words, bill, changed) {
  const find = (selector) => root.querySelector(selector);
  const all = (selector) => [...root.querySelectorAll(selector)];
  const dot = document.getElementById("pay-dot").content.firstElementChild;
  let plan = bill().plan, chosen = null, timer = null;
  let edits = 0; // taps the server does not know of
  let saving = false; // it is being told
  let waiting = false; // it knows them all, and its picture is on the way

  const person = (n) => find(`[data-person="${n}"]`);
  const open = (n) => person(n)?.dataset.state === "due";
  const left = (n) => Number(person(n)?.dataset.left ?? 0);

  /** Who is chosen stays so until they have paid; then it is the next who owes something. */
  function choose() {
    if (plan.by === "whole" || bill().settled) return (chosen = null);
    if (edits || waiting) return (chosen ??= "0"); // what is drawn is not what was asked for yet
    if (chosen !== null && open(chosen)) return;
    const due = all("[data-person]").map(({ dataset }) => dataset.person).filter(open);
    chosen = due.find((n) => left(n) > 0) ?? due[0] ?? null;
  }

  function draw() {
    if (!edits && !waiting) plan = bill().plan;
    choose();
    for (const one of all("[name=split]")) one.checked = one.value === plan.by; // a picture drawn before the tap says otherwise
    for (const one of all("[data-person]")) one.ariaPressed = String(one.dataset.person === String(chosen));
    for (const one of all("[data-whose-is]")) one.ariaPressed = String(one.dataset.whoseIs === String(chosen));
    for (const one of all("[data-place]")) one.classList.toggle("is-on", one.dataset.place === String(chosen) && open(chosen));
    const hint = find("[data-hint-items]");
    const name = person(chosen)?.dataset.name;
    if (hint) hint.textContent = name ? words.items.replace("{name}", name) : words.choose;
    root.classList.toggle("is-saving", edits > 0 || waiting);
    changed(part());
  }

  function part() {
    if (plan.by === "whole") return { whose: "whole", name: words.whole, left: bill().due };
    const { name, left: owed, items } = person(chosen)?.dataset ?? { name: "", left: 0, items: "[]" };
    return { whose: chosen, name: name || words.rest, payer: name, left: edits || waiting ? 0 : Number(owed), items: JSON.parse(items) };
  }

  /* ---- changing the plan */

  function edit(change) {
    edits++;
    waiting = false;
    plan = structuredClone(plan);
    change(plan);
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
    draw();
  }

  /** One after another, so that an older plan never arrives after a newer. */
  async function save() {
    if (saving) return;
    saving = true;
    const sent = edits;
    const { ok, status, data } = await request(`/api/bills/${root.dataset.id}/split`, { method: "PUT", body: plan });
    saving = false;
    if (edits !== sent) return save(); // another tap meanwhile, which is sent with this one
    edits = 0;
    if (status === 401) return toSignIn();
    if (!ok) toast(data?.detail ?? words.offline);
    waiting = ok && !arrived();
    if (waiting) timer = setTimeout(giveUp, document.body.dataset.live === "live" ? LATEST : 0);
    else if (!ok) fetchAnew();
    draw();
  }

  const arrived = () => JSON.stringify(bill().plan) === JSON.stringify(plan);

  /** Somebody at another terminal may have planned it otherwise since: what comes now is right. */
  function giveUp() {
    waiting = false;
    fetchAnew();
  }

  const fetchAnew = () => find("[data-region]").dispatchEvent(new CustomEvent("nb:refresh", { bubbles: true }));

  function begin(by) {
    edit((now) => {
      now.by = by;
      if (!now.people.length) now.people = Array.from({ length: bill().guests }, (_, n) => words.person.replace("{n}", n + 1));
      if (by === "items" && !Object.keys(now.shares).length) now.shares = bySeat(now.people.length);
    });
  }

  /** Whoever ordered for a seat has said already whose it is. */
  function bySeat(people) {
    const seated = all("[data-line][data-seat]").map(({ dataset }) => dataset).filter(({ seat }) => Number(seat) <= people);
    return Object.fromEntries(seated.map(({ line, seat, quantity }) => [line, Array(Number(quantity)).fill(Number(seat) - 1)]));
  }

  /** One more of a dish for whoever is chosen, while there are some; then a share of it; once they have all, none. */
  function give(line) {
    const id = line.dataset.line, me = Number(chosen);
    edit((now) => {
      const named = now.shares[id] ?? [];
      const mine = named.includes(me);
      const full = named.length >= Number(line.dataset.quantity);
      const next = full && mine ? named.filter((n) => n !== me) : [...named, me];
      if (next.length) now.shares[id] = next;
      else delete now.shares[id];
      const places = [...new Set(next)].sort((a, b) => a - b);
      const paid = [...line.querySelectorAll(".is-paid[data-place]")];
      line.querySelector("[data-whose]").replaceChildren(...paid, ...places.filter((n) => open(n)).map((n) => {
        const mark = dot.cloneNode(true);
        mark.dataset.place = n;
        mark.textContent = n + 1;
        return mark;
      }));
    });
  }

  function resize(more) {
    if (more) return edit((now) => now.people.length < 50 && now.people.push(next(now.people)));
    const last = all("[data-person]").map(({ dataset }) => Number(dataset.person)).filter((n) => n >= 0 && open(n) && !Number(person(n).dataset.paid)).at(-1);
    if (last === undefined || plan.people.length < 2) return;
    edit((now) => {
      now.people.splice(last, 1);
      now.amounts.splice(last, 1);
      for (const [id, named] of Object.entries(now.shares)) {
        now.shares[id] = named.filter((n) => n !== last).map((n) => (n > last ? n - 1 : n));
        if (!now.shares[id].length) delete now.shares[id];
      }
    });
  }

  function next(names) {
    let n = names.length + 1;
    while (names.includes(words.person.replace("{n}", n))) n++;
    return words.person.replace("{n}", n);
  }

  function step(name) {
    root.dataset.step = name;
    find(`[name=step][value=${name}]`).checked = true;
  }

  root.addEventListener("click", ({ target }) => {
    const line = target.closest("[data-line]");
    const somebody = target.closest("[data-person]")?.dataset.person ?? target.closest("[data-whose-is]")?.dataset.whoseIs;
    if (target.closest("[data-more]")) return resize(true);
    if (target.closest("[data-fewer]")) return resize(false);
    if (somebody !== undefined) {
      chosen = somebody;
      draw();
      if (matchMedia(NARROW).matches && target.closest("[data-person]")) step(left(chosen) ? "pay" : "dishes");
    } else if (line) {
      if (plan.by === "whole") begin("items");
      if (chosen !== null && chosen !== "rest") give(line);
    }
  });
  root.addEventListener("change", ({ target }) => {
    if (target.name === "split") begin(target.value);
    else if (target.name === "step") step(target.value);
    else if (target.matches("[data-wish]")) {
      const typed = target.value.trim() ? cents(target.value) : null;
      if (Number.isNaN(typed) || typed < 0) return;
      chosen = target.dataset.wish;
      edit((now) => {
        while (now.amounts.length < now.people.length) now.amounts.push(null);
        now.amounts[target.dataset.wish] = typed;
      });
    }
  });
  document.addEventListener("nb:morphed", ({ target }) => {
    if (!root.contains(target)) return;
    if (waiting && arrived()) {
      clearTimeout(timer);
      waiting = false;
    }
    draw();
  });

  draw();
  return { step };
}
