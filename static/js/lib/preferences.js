/** The theme belongs to the device: a cookie, so that the next page is drawn right from its first byte. */
const YEAR = 31536000;

function keep(theme) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `nb-theme=${theme}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}

function press() {
  const theme = document.documentElement.dataset.bsTheme;
  document.querySelectorAll("[data-theme]").forEach((button) => { button.ariaPressed = String(button.dataset.theme === theme); });
}

export function startPreferences() {
  press();
  document.addEventListener("click", ({ target }) => {
    const theme = target.closest("[data-theme]")?.dataset.theme;
    if (!theme) return;
    document.documentElement.dataset.bsTheme = theme;
    keep(theme);
    press();
    document.dispatchEvent(new CustomEvent("nb:theme", { detail: theme }));
  });
}
