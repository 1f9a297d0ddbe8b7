// The screen on the wall: hears that something has changed, fetches itself anew, and says how old
// it is while nobody answers. It goes on by itself for months: through nights without a network,
// restarts and new versions of the server.

import { io } from "../vendor/socket.io.esm.min.js";
import { FRAGMENT, here, now, swap } from "./fragment.js";

const PACE = 1000; // ms between two fetches
const EVERY = 300_000; // ms: looks by itself so often, whatever it has heard
const TURN = 10_000; // ms between two looks at the clock
const OLD = 60_000; // ms without a word from the server, until it says how old it is
const SLACK = 2000; // ms after the next date begins
const NIGHT = [22, 6]; // hours of this device
const body = document.body;
const age = document.getElementById("age");
const main = () => document.getElementById("main");

let asOf = Date.now(); // when what is shown was known to be so
let fetched = 0;
let fetching = null;
let again = false;
let waiting;
let turning;

const socket = io({
  query: { wall: "1" },
  transports: ["websocket"],
  reconnectionDelayMax: 30_000,
  randomizationFactor: 0.5,
  autoConnect: false,
});

function known() {
  asOf = Date.now();
  age.hidden = true;
}

// Fetches what is shown now: at once, or as soon as the pace allows.
function look() {
  if ("ended" in main().dataset || waiting) return;
  if (fetching) {
    again = true; // what is on its way may have been written before
    return;
  }
  waiting = setTimeout(async () => {
    waiting = undefined;
    fetched = now();
    fetching = ask();
    await fetching;
    fetching = null;
    if (!again) return;
    again = false;
    look();
  }, Math.max(0, fetched + PACE - now()));
}

async function ask() {
  const asked = now();
  try {
    const response = await fetch(here(), {
      headers: FRAGMENT,
      cache: "no-store",
      signal: AbortSignal.timeout(15_000),
    });
    // A proxy may answer for a server that is being restarted: what is no page of ours is left out.
    if (response.redirected || !(response.ok || response.status === 404)) return;
    if (swap(await response.text(), asked)) follow();
  } catch {
    sayAge(); // no network: what is shown stays
  }
}

// What the server has just said of itself.
function follow() {
  known();
  const { ended, files, turnsIn } = main().dataset;
  clearTimeout(turning);
  if (ended !== undefined) {
    socket.disconnect();
    return;
  }
  if (files !== body.dataset.files) location.reload(); // a new version, with scripts of its own
  if (turnsIn) turning = setTimeout(look, Number(turnsIn) * 1000 + SLACK);
}

function sayAge() {
  if (socket.connected || "ended" in main().dataset || Date.now() - asOf < OLD) return;
  const at = new Date(asOf);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(asOf).setHours(0, 0, 0, 0)) / 86_400_000);
  const past = at.getHours() < 17 ? "yesterday" : "evening";
  const words = age.dataset[days === 0 ? "today" : days === 1 ? past : "earlier"];
  const { language } = age.dataset;
  const day = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
  const time = new Intl.DateTimeFormat(language, { timeStyle: "short" });
  const said = words
    .replace("{day}", () => day.format(at))
    .replace("{time}", () => time.format(at));
  if (age.textContent !== said) age.textContent = said; // it is read aloud when it changes
  age.hidden = false;
}

function dim() {
  const hour = new Date().getHours();
  document.documentElement.toggleAttribute("data-night", hour >= NIGHT[0] || hour < NIGHT[1]);
}

// Where the browser can, the screen stays on while this page is in sight.
async function stayAwake() {
  if (document.hidden || "ended" in main().dataset) return;
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // The battery is low, or the system does not want to.
  }
}

function heard({ version }) {
  known();
  if (version !== main().dataset.version) look();
}

socket.on("ready", (said) => {
  body.dataset.live = "on";
  heard(said);
});
socket.on("wall", heard);
socket.on("bye", ({ reason }) => {
  if (reason === "restart") return; // of the server: it connects again by itself
  main().replaceChildren(); // the link has ended: nothing of it stays, whatever the network does
  look();
});
socket.on("disconnect", (reason) => {
  body.dataset.live = "off";
  if (reason !== "ping timeout") asOf = Date.now(); // until then it was heard
  if (reason === "io server disconnect") socket.connect(); // if that is the end, the page says so
});
// While no socket gets through, each try is a look as well.
socket.on("connect_error", look);
socket.io.on("ping", known);

setInterval(() => {
  dim();
  sayAge();
}, TURN);
setInterval(look, EVERY);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  stayAwake();
  look();
});
window.addEventListener("online", () => {
  socket.disconnect().connect();
  look();
});
// From the back-forward cache it wakes up with what it showed then.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

dim();
if (!("ended" in main().dataset)) {
  socket.connect();
  stayAwake();
  follow();
}
