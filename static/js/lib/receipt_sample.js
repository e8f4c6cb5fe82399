/** How a receipt comes out with what is being typed: drawn by the server, as it is printed. */
const PAUSE = 250; // ms without a key

export function startSample(form, box) {
  if (!box) return;
  const paper = box.querySelector("[data-paper-sample]");
  let waiting = 0, last = 0;
  async function draw() {
    const mine = ++last;
    const width = box.querySelector("[name=width]:checked").value;
    const said = new URLSearchParams({
      width, header: form.elements.header.value, footer: form.elements.footer.value, logo: form.elements.logo.checked,
    });
    const answer = await fetch(`${box.dataset.preview}?${said}`).catch(() => null);
    const drawn = answer?.ok ? await answer.text() : null; // what cannot be printed is said when it is saved
    if (drawn !== null && mine === last) paper.innerHTML = drawn;
  }
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(draw, PAUSE); };
  form.addEventListener("input", soon);
  box.addEventListener("change", draw);
  draw();
}
