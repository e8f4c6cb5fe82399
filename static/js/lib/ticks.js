/**
 * Rows that are chosen by boxes: all at once ([data-all]), part by part ([data-part] with its [data-part-all]), or one by
 * one. How many stands in [data-count]; what needs some ([data-needs-some]) waits for one.
 *
 *   startTicks(root) → () => the boxes that are ticked     root: [data-ticks="<name of the boxes>"]
 */
export function startTicks(root) {
  const within = (part) => [...part.querySelectorAll(`[name=${root.dataset.ticks}]:enabled`)];
  const ticked = (boxes) => boxes.filter(({ checked }) => checked);

  function sum(box, boxes) {
    const { length } = ticked(boxes);
    box.checked = length > 0 && length === boxes.length;
    box.indeterminate = length > 0 && length < boxes.length;
  }

  function count() {
    const boxes = within(root);
    const { length } = ticked(boxes);
    sum(root.querySelector("[data-all]"), boxes);
    root.querySelectorAll("[data-count]").forEach((one) => { one.textContent = length; });
    root.querySelectorAll("[data-needs-some]").forEach((one) => { one.disabled = !length; });
    for (const part of root.querySelectorAll("[data-part]")) {
      sum(part.querySelector("[data-part-all]"), within(part));
      part.classList.toggle("is-unchosen", !ticked(within(part)).length);
    }
  }

  root.addEventListener("change", ({ target }) => {
    const part = target.matches("[data-all]") ? root : target.matches("[data-part-all]") && target.closest("[data-part]");
    if (part) within(part).forEach((box) => { box.checked = target.checked; });
    count();
  });
  count();
  return () => ticked(within(root));
}
