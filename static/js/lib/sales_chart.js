/**
 * <nb-sales-chart>: sales by hour, today solid against last week dotted. The numbers are in a JSON script inside it,
 * which the server redraws; the canvas lives in the shadow tree, where morphing the page does not reach.
 */
import { CategoryScale, Chart, Filler, LineController, LineElement, LinearScale, PointElement, Tooltip } from "chart.js";
import { parts } from "./money.js";

Chart.register(CategoryScale, Filler, LineController, LineElement, LinearScale, PointElement, Tooltip);

const NARROW = 520;

class SalesChart extends HTMLElement {
  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" }).append(document.createElement("canvas"));
    this.redraw = () => this.#draw();
    document.addEventListener("nb:morphed", this.redraw);
    this.themes = new MutationObserver(this.redraw);
    this.themes.observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
    this.#draw();
    document.fonts?.ready.then(this.redraw);
  }

  disconnectedCallback() {
    document.removeEventListener("nb:morphed", this.redraw);
    this.themes.disconnect();
    this.chart?.destroy();
    this.chart = null;
  }

  #draw() {
    const source = this.querySelector("script")?.textContent;
    if (!source || !this.isConnected) return;
    const { labels, today, before, words } = JSON.parse(source);
    const style = getComputedStyle(this);
    const colour = (name) => style.getPropertyValue(`--nb-${name}`).trim();
    const data = { labels, datasets: [solid(today, words[0], colour), dotted(before, words[1], colour)] };
    const options = settings(style, colour);
    if (this.chart) {
      Object.assign(this.chart, { data, options });
      this.chart.update("none");
    } else {
      this.chart = new Chart(this.shadowRoot.firstChild, { type: "line", data, options });
    }
  }
}

function solid(values, label, colour) {
  const last = values.findLastIndex?.((value) => value !== null) ?? values.filter((value) => value !== null).length - 1;
  const brand = colour("data-2");
  return {
    label, data: values, order: 1,
    borderColor: brand, borderWidth: 3, borderCapStyle: "round", borderJoinStyle: "round",
    backgroundColor: `color-mix(in srgb, ${brand} 13%, transparent)`, fill: "origin",
    cubicInterpolationMode: "monotone",
    pointRadius: values.map((_, index) => (index === last ? 5.5 : 0)), pointHitRadius: 14,
    pointBackgroundColor: brand, pointBorderColor: colour("canvas"), pointBorderWidth: 2.5, clip: 8,
  };
}

function dotted(values, label, colour) {
  return {
    label, data: values, order: 2,
    borderColor: colour("line-strong"), borderWidth: 2, borderDash: [2, 5], borderCapStyle: "round",
    cubicInterpolationMode: "monotone", pointRadius: 0, pointHitRadius: 14, fill: false,
  };
}

function settings(style, colour) {
  const font = { family: style.fontFamily, size: 12, weight: 500 };
  const short = new Intl.NumberFormat(document.documentElement.lang === "en" ? "en" : "pt-PT", { notation: "compact" });
  return {
    responsive: true, maintainAspectRatio: false, animation: false, events: ["mousemove", "mouseout", "click", "touchstart", "touchmove"],
    interaction: { mode: "index", intersect: false },
    layout: { padding: { top: 6, right: 8 } },
    scales: {
      x: {
        grid: { display: false }, border: { color: colour("line-strong") },
        ticks: {
          color: colour("ink-3"), font, maxRotation: 0, autoSkip: false,
          callback(_value, index, ticks) {
            const step = this.chart.width < NARROW ? 3 : 2;
            return index % Math.max(step, Math.ceil(ticks.length / 10)) ? "" : `${this.getLabelForValue(index)}\u00a0h`;
          },
        },
      },
      y: {
        beginAtZero: true, grid: { color: colour("line"), drawTicks: false }, border: { display: false },
        ticks: { color: colour("ink-3"), font, padding: 10, maxTicksLimit: 4, callback: (cents) => (cents ? short.format(cents / 100) : "") },
      },
    },
    plugins: {
      tooltip: {
        backgroundColor: colour("ink"), titleColor: colour("canvas"), bodyColor: colour("canvas"),
        titleFont: { ...font, size: 13, weight: 650 }, bodyFont: { ...font, size: 13 },
        padding: 10, cornerRadius: 8, caretSize: 0, displayColors: false,
        callbacks: {
          title: ([item]) => `${item.label}\u00a0h`,
          label: ({ dataset, raw }) => (raw === null ? "" : `${dataset.label}  ${parts(raw).join("")}`),
        },
      },
    },
  };
}

customElements.define("nb-sales-chart", SalesChart);
