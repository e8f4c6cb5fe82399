/** A house's colour while it is chosen: its words in white or ink, by the same rule as nabancada/restaurants/colours.py. */
const INKS = ["#ffffff", "#241a13"], READABLE = 4.5;

const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const luminance = (colour) => [1, 3, 5].map((at) => linear(parseInt(colour.slice(at, at + 2), 16) / 255))
  .reduce((sum, part, n) => sum + part * [0.2126, 0.7152, 0.0722][n], 0);

function contrast(one, other) {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** What words on `colour` are written in; nothing when neither is read. */
function inkOn(colour) {
  const best = INKS.reduce((one, other) => (contrast(colour, one) >= contrast(colour, other) ? one : other));
  return contrast(colour, best) >= READABLE ? best : null;
}

export function startColour(form) {
  const box = form.querySelector("[data-colour]");
  if (!box) return;
  const input = box.querySelector("[type=color]");
  const sample = box.querySelector("[data-sample]");
  const wrong = box.querySelector(".nb-field__error");
  function show() {
    const ink = inkOn(input.value);
    sample.style.background = input.value;
    sample.style.color = ink ?? INKS[0];
    wrong.hidden = Boolean(ink);
    wrong.querySelector("[data-text]").textContent = ink ? "" : box.dataset.unreadable;
    input.toggleAttribute("aria-invalid", !ink);
  }
  input.addEventListener("input", show);
  show();
}
