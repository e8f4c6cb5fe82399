/**
 * `<button data-paper="/api/…/print" data-document="receipt">`: asks the server for the paper. What no printer takes
 * opens as a page that prints itself. One press is one paper, however often it has to be sent.
 */
import { request, toSignIn } from "./http.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

export function startPrinting() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-paper]");
    if (button && button.ariaBusy !== "true") printPaper(button);
  });
}

async function printPaper(button) {
  const label = button.querySelector(".nb-btn__label");
  const rest = label.textContent;
  button.dataset.key ||= crypto.randomUUID();
  button.style.minWidth = `${button.offsetWidth}px`;
  button.ariaBusy = "true";
  label.textContent = button.dataset.busy;
  const { paper, document: kind, key } = button.dataset;
  const answer = await request(paper, { body: { client_key: key, ...(kind && { document: kind }) } });
  label.textContent = rest;
  button.ariaBusy = null;
  button.style.minWidth = "";
  if (answer.status && answer.status < 500) delete button.dataset.key; // answered, for good or ill: the next press is another paper
  if (answer.status === 401) return toSignIn();
  if (!answer.ok) return toast(answer.data?.detail ?? say(answer.status ? "refused" : "offline"));
  answer.data.items.filter(({ printer }) => !printer).forEach(({ url }) => show(`${url}#print`));
  const names = [...new Set(answer.data.items.map(({ printer }) => printer).filter(Boolean))];
  if (names.length) toast(say("printing", { names: names.join(", ") }));
}

function show(url) {
  if (!open(url, "_blank")) location.assign(url); // windows are blocked here
}
