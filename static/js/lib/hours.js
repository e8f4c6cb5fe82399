/**
 * When a dish is served, by the clock in Luanda (nabancada/menu/schedule.py). The server decides; this only shows it.
 */
const LUANDA = new Intl.DateTimeFormat("en-GB", { timeZone: "Africa/Luanda", weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MINUTE = 60_000;

function holds({ days, start, end }, day, time) {
  if (start < end) return days.includes(day) && start <= time && time < end;
  return (days.includes(day) && time >= start) || (days.includes(day - 1 || 7) && time < end);
}

/** Whether a dish with this schedule, or with none, is served at this moment. */
export function servedNow(schedule, at = new Date()) {
  if (!schedule) return true;
  const part = Object.fromEntries(LUANDA.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = DAYS.indexOf(part.weekday) + 1;
  return schedule.some((window) => holds(window, day, `${part.hour}:${part.minute}`));
}

/** `look()` now and at the turn of each minute. */
export function eachMinute(look) {
  look();
  setTimeout(() => eachMinute(look), MINUTE - (Date.now() % MINUTE));
}
