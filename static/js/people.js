/** The link of an invitation: copied with one tap. */
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const input = document.getElementById(button.dataset.copy);
  input.select(); // where the browser keeps the clipboard to itself, the person copies by hand
  try { await navigator.clipboard.writeText(input.value); } catch { return; }
  button.querySelector(".nb-btn__label").textContent = button.dataset.copied;
});
