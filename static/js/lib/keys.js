/** Keys printed on buttons press them: data-key="F6", "1", "F9 Ctrl+Enter" (either). `?` lists them all. */
const typing = (element) => element?.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

function name(event) {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return (event.ctrlKey ? "Ctrl+" : "") + (event.shiftKey && event.key.length > 1 ? "Shift+" : "") + key;
}

const seen = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.metaKey || event.repeat) return;
    const plain = event.key.length === 1 && !event.ctrlKey;
    if (plain && typing(document.activeElement)) return;
    const dialog = document.querySelector("dialog[open]");
    if (event.key === "?" && !dialog) {
      document.getElementById("keys-help")?.showModal();
      return event.preventDefault();
    }
    const wanted = name(event);
    const pressed = [...(dialog ?? document).querySelectorAll("[data-key]")].find(
      (element) => element.dataset.key.toUpperCase().split(" ").includes(wanted.toUpperCase()) && seen(element),
    );
    if (!pressed) return;
    event.preventDefault();
    if (pressed.matches("input, textarea, select")) pressed.focus();
    else pressed.click();
  });
}
