/**
 * Choosing a photo: it is shown at once, and made small before it is sent, since a telephone's picture takes minutes on
 * a slow network. The server makes it anew in any case.
 */
const WIDEST = 1600, LIGHT = 700_000, QUALITY = 0.86, SHOWN = 480;

const drawn = (picture, widest) => {
  const scale = Math.min(1, widest / picture.width);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
};

async function smaller(file, picture) {
  if (picture.width <= WIDEST && file.size <= LIGHT) return file;
  const type = file.type === "image/jpeg" ? "image/jpeg" : "image/webp"; // which keeps what is transparent
  const blob = await new Promise((done) => drawn(picture, WIDEST).toBlob(done, type, QUALITY));
  return blob && blob.size < file.size ? new File([blob], "foto", { type: blob.type }) : file;
}

export function startPhoto(form) {
  const box = form.querySelector("[data-photo]");
  if (!box) return;
  const input = box.querySelector("[type=file]");
  const shown = box.querySelector("[data-shown]");
  const art = box.querySelector("[data-art]");
  const kept = shown.getAttribute("src");

  function show(address) {
    shown.hidden = !address;
    art.hidden = Boolean(address);
    if (address) shown.src = address;
  }

  input.addEventListener("change", async () => {
    const [file] = input.files;
    input.setCustomValidity("");
    if (!file) return show(kept);
    const picture = await createImageBitmap(file).catch(() => null);
    if (picture) {
      const light = await smaller(file, picture);
      if (light !== file) {
        const files = new DataTransfer();
        files.items.add(light);
        input.files = files.files;
      }
      show(drawn(picture, SHOWN).toDataURL("image/webp", 0.8));
    } else show("");
    if (input.files[0].size > Number(input.dataset.most)) {
      input.dataset.wrong = input.dataset.tooLarge;
      input.setCustomValidity(input.dataset.tooLarge);
    }
    input.dispatchEvent(new Event("focusout", { bubbles: true }));
  });
  box.querySelector("[data-drop]")?.addEventListener("change", ({ target }) => show(target.checked ? "" : kept));
  form.addEventListener("change", ({ target }) => {
    if (target.name !== "art") return;
    const use = art.querySelector("use");
    use.setAttribute("href", `${use.getAttribute("href").split("#")[0]}#${target.value}`);
  });
}
