/**
 * The live screen. One socket a page: events are dispatched on document as `nb:event`, regions are morphed in by id.
 * The page carries the number it was drawn at (body data-seq, data-epoch); the socket goes on from there, so nothing
 * falls between drawing and listening. While it is down, regions are fetched instead.
 */
import { Idiomorph } from "idiomorph";
import { age } from "./lib/clock.js";
import { toSignIn } from "./lib/http.js";

const RETRY_AFTER = 2000, STALE_AFTER = 5000, SILENCE = 12000, POLL = 5000, LONGEST_PAUSE = 15000;
const SIGNED_OUT = 4401;

const body = document.body;
let { seq, epoch } = body.dataset;
let socket = null, attempts = 0, retry = null;
let heard = Date.now(); // a frame, or a region that was fetched
let lost = Date.now(); // since when nothing is heard over a socket; 0 while one speaks
let leaving = false; // this very page signs out, or changes who is here: its form leads on, not the socket that closes because of it

const framed = new WeakMap(); // the last frame of each region: what was fetched before it came is older
const regions = () => [...document.querySelectorAll("[data-region]")];
const open = () => socket?.readyState === WebSocket.OPEN;

function connect() {
  clearTimeout(retry);
  if (socket && socket.readyState <= WebSocket.OPEN) return;
  const from = seq === undefined ? "" : `?since=${seq}&epoch=${epoch}`;
  socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws${from}`);
  socket.onopen = watch;
  socket.onmessage = ({ data, target }) => target === socket && hear(JSON.parse(data));
  socket.onclose = ({ code, target }) => target === socket && again(code);
}

function again(code) {
  if (code === SIGNED_OUT) return leaving || toSignIn();
  lost ||= Date.now();
  const longest = Math.min(LONGEST_PAUSE, 500 * 2 ** attempts++);
  clearTimeout(retry);
  retry = setTimeout(connect, Math.random() * longest);
}

function watch() {
  if (open()) socket.send(JSON.stringify({ type: "watch", regions: regions().map((region) => region.dataset.region) }));
}

function hear(frame) {
  heard = Date.now();
  lost = attempts = 0;
  if (frame.type === "hello") {
    epoch = frame.epoch;
    seq ??= frame.seq;
  } else if (frame.type === "region") {
    const region = document.getElementById(frame.id);
    if (region) framed.set(region, frame), redraw(region, frame.html);
  } else if (frame.type === "reset") {
    seq = frame.seq;
    regions().forEach(fetchRegion);
    document.dispatchEvent(new CustomEvent("nb:reset")); // scripts that keep something of their own fetch it anew
  } else if (frame.type === "tick") {
    seq = Math.max(seq, frame.seq);
  } else if (frame.seq && frame.data && frame.seq > seq) {
    seq = frame.seq;
    document.dispatchEvent(new CustomEvent("nb:event", { detail: frame }));
  }
  show();
}

function redraw(region, html) {
  Idiomorph.morph(region, html, {
    morphStyle: "innerHTML",
    ignoreActiveValue: document.activeElement?.matches("input, textarea, select"), // of a button it would keep the words
    callbacks: {
      // what a person opened, or a script is in the middle of, is not for the server to close
      beforeAttributeUpdated: (name, node) => !(name === "style" || (name === "open" && node.matches("dialog, details"))),
      afterNodeAdded: (node) => node.id && node.classList?.add("nb-is-new"),
    },
  });
  region.dispatchEvent(new CustomEvent("nb:morphed", { bubbles: true }));
}

async function fetchRegion(region) {
  const before = framed.get(region);
  try {
    const answer = await fetch(region.dataset.src, { credentials: "same-origin", headers: { "HX-Request": "true", Accept: "text/html" } });
    if (answer.status === 401 || new URL(answer.url).pathname === "/sign-in") return toSignIn();
    const html = answer.ok && (await answer.text());
    if (html === false || framed.get(region) !== before) return;
    redraw(region, html);
    heard = Date.now();
  } catch { /* still away: the age of the screen says so */ }
}

function show() {
  const silent = Date.now() - heard;
  const away = lost && Date.now() - lost;
  if (open() && silent > SILENCE) socket.close();
  const state = silent > SILENCE || (away > STALE_AFTER && silent > STALE_AFTER) ? "stale"
    : away > RETRY_AFTER ? "retry"
    : lost ? body.dataset.live : "live";
  if (body.dataset.live !== state) body.dataset.live = state;
  if (state === "stale") document.querySelectorAll("[data-live-age]").forEach((place) => { place.textContent = age(Math.floor(silent / 1000)); });
}

if (seq !== undefined) {
  seq = Number(seq);
  connect();
  setInterval(show, 500);
  setInterval(() => open() || regions().forEach(fetchRegion), POLL);
  addEventListener("online", connect);
  document.addEventListener("submit", (event) => queueMicrotask(() => { leaving ||= event.target.method === "post" && !event.defaultPrevented; }));
  document.addEventListener("visibilitychange", () => document.hidden || connect());
  document.addEventListener("htmx:afterSettle", watch);
  document.addEventListener("nb:refresh", ({ target }) => fetchRegion(target)); // what grows old without an event
  addEventListener("pageshow", (event) => event.persisted && ((leaving = false), regions().forEach(fetchRegion)));
}
