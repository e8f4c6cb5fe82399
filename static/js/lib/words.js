/** What the scripts say, in the language of the page (templates/components/_words.html). */
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

/** `say("chosen", {n: 1, max: 2})` → "1 de 2". */
export function say(name, values = {}) {
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}
