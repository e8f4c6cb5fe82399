/** A usual reason is one tap: it is written where the reason is asked for (templates/components/reasons.html). */
export function startReasons() {
  document.addEventListener("click", ({ target }) => {
    const reason = target.closest("[data-reason]")?.dataset.reason;
    if (!reason) return;
    const input = target.closest("form").elements.reason;
    input.value = reason;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  });
}
