/** [data-copy="id"]: what is shown once is copied with one tap, and said so ([data-copied]). */
import { toast } from "./toast.js";

export function startCopying() {
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-copy]");
    if (!button) return;
    const shown = document.getElementById(button.dataset.copy);
    getSelection().selectAllChildren(shown);
    shown.select?.();
    try {
      await navigator.clipboard.writeText(shown.value);
    } catch {
      return; // the browser keeps the clipboard to itself: it is selected, the person copies it by hand
    }
    toast(button.dataset.copied);
  });
}
