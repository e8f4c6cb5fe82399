/**
 * A scanner is a keyboard that types faster than any hand and ends with Enter, wherever the cursor is. Digits wait a
 * moment before they mean a quantity: the rest of a code may follow them.
 */
const GAP = 40; // milliseconds between two characters of one burst
const LEAST = 6; // characters of a code that is not known

const field = (element) => (element?.matches("input:not([type=radio], [type=checkbox]), textarea") ? element : null);

/**
 * @param known `known(code)`: whether it is the code of a dish
 * @param scanned `scanned(code)`: a code was read, known or not; what it typed elsewhere is taken back already
 * @param digit `digit(character)`: a person typed a digit, outside of any field
 */
export function startScanner({ known, scanned, digit }) {
  let burst = "", last = 0, waiting = "", timer, began = null;

  function release() {
    clearTimeout(timer);
    const digits = waiting;
    waiting = "";
    for (const one of digits) digit(one);
  }

  function takeBack() {
    waiting = "";
    clearTimeout(timer);
    const now = field(document.activeElement);
    if (!began && !now) return;
    const typedIn = now ?? began.element;
    const before = began?.element === typedIn ? began.value : "";
    if (typedIn.value === before) return;
    typedIn.value = before;
    typedIn.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("pointerdown", release, true); // whoever taps is no scanner: what was typed comes before it
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const quick = event.timeStamp - last < GAP;
    if (event.key === "Enter") {
      const code = burst;
      burst = "";
      if (quick && (known(code) || (code.length >= LEAST && /^\d+$/.test(code)))) {
        event.preventDefault();
        event.stopImmediatePropagation();
        takeBack();
        return scanned(code);
      }
      return release();
    }
    if (event.key.length !== 1) return;
    last = event.timeStamp;
    const input = field(document.activeElement);
    if (!quick) {
      burst = "";
      began = input && { element: input, value: input.value };
    }
    burst += event.key;
    if (!/\d/.test(event.key)) return release();
    if (input || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting += event.key;
    clearTimeout(timer);
    timer = setTimeout(release, GAP);
  }, true);
}
