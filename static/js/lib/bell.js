/** The bell: fetches what the platform said, counts what is new, and says that what is in the list was read once it is opened. */
export function startBell() {
  const button = document.querySelector("[data-bell]");
  if (!button) return;
  const list = document.getElementById(button.getAttribute("popovertarget"));
  const count = button.querySelector(".nb-count");

  const fill = async () => {
    const answer = await fetch(button.dataset.bell).catch(() => null);
    if (!answer?.ok) return; // the next event or page asks again
    list.innerHTML = await answer.text();
    const unread = Number(list.firstElementChild.dataset.unread);
    count.textContent = unread;
    count.hidden = !unread;
  };

  fill();
  document.addEventListener("nb:event", ({ detail }) => detail.type === "message.posted" && fill());
  document.addEventListener("nb:reset", fill);
  list.addEventListener("toggle", async ({ newState }) => {
    if (newState !== "open" || count.hidden) return;
    count.hidden = true;
    const ids = [...list.querySelectorAll("[data-message].is-unread")].map((one) => ["ids", one.dataset.message]);
    await fetch(button.dataset.read, { method: "POST", body: new URLSearchParams(ids) }).catch(() => null);
  });
}
