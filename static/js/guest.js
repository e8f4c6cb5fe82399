/**
 * Calling from the table (templates/guest/_calls.html): the call is sent beside the page, and what came of it is said
 * above the buttons. Where this does not run, the form does the same by itself.
 */
const LONGEST = 10_000; // milliseconds on a bad line, then somebody had better try again

function start(form) {
  const lost = form.querySelector("#called-not span").textContent;

  /** Says one thing and none of the others. */
  function say(id, words) {
    form.classList.add("is-live"); // what a form without script had said is over
    for (const one of form.querySelectorAll(".nb-calls__said")) one.classList.toggle("is-said", one.id === id);
    form.querySelector(`#${id} span`).textContent = words;
  }

  async function call(wanted) {
    const said = form.querySelector(`#called-${wanted}`);
    said.dataset.first ??= said.textContent.trim();
    const answer = await fetch(form.dataset.calls, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ for: wanted }),
      signal: AbortSignal.timeout?.(LONGEST),
    }).catch(() => null);
    if (answer?.ok) return say(said.id, answer.status === 202 ? said.dataset.first : said.dataset.again);
    const why = await answer?.json().catch(() => null);
    say("called-not", why?.detail ?? lost);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter ?? form.querySelector("button");
    if (button.getAttribute("aria-busy")) return;
    const label = button.querySelector("span");
    const rest = label.textContent;
    button.setAttribute("aria-busy", "true");
    label.textContent = button.dataset.busy;
    await call(button.value);
    button.removeAttribute("aria-busy");
    label.textContent = rest;
  });
}

document.querySelectorAll("[data-calls]").forEach(start);
