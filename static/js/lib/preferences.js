/** Theme and language belong to the device: cookies, so that the next page is drawn right from its first byte. */
const YEAR = 31536000;

function keep(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}

function press() {
  const theme = document.documentElement.dataset.bsTheme;
  document.querySelectorAll("[data-theme]").forEach((button) => { button.ariaPressed = String(button.dataset.theme === theme); });
}

export function startPreferences() {
  press();
  document.addEventListener("click", ({ target }) => {
    const theme = target.closest("[data-theme]")?.dataset.theme;
    const language = target.closest("[data-language]")?.dataset.language;
    if (theme) {
      document.documentElement.dataset.bsTheme = theme;
      keep("nb-theme", theme);
      press();
      document.dispatchEvent(new CustomEvent("nb:theme", { detail: theme }));
    }
    if (language) {
      keep("nb-language", language);
      location.reload();
    }
  });
}
