/** The dashboard: the chart of the day, and a fresh look every minute, since a ticket grows late without an event. */
import "./lib/sales_chart.js";

const EVERY = 60000;

setInterval(() => {
  if (!document.hidden) document.getElementById("dashboard")?.dispatchEvent(new CustomEvent("nb:refresh", { bubbles: true }));
}, EVERY);
