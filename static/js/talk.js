// The clock of a talk. The server holds it: this page shows the second that it is there, and asks
// again whenever it may have slept. What somebody pressed comes as a fragment, like everything else.

import { announce } from "./announce.js";
import { refresh } from "./fragment.js";
import { ServerClock } from "./talk_clock.js";
import { play, show as showTone } from "./talk_tone.js";

const EVERY = 30_000; // ms
const ASKS = 3; // answers, of which the quickest counts
const SLEPT = 2000; // ms by which a timer was late, if the page did not sleep
const MOVED = 250; // ms by which one of the device's clocks went without the other
const PATIENCE = 5000; // ms

const server = new ServerClock();
let part; // of the page: null while nobody talks
let id;
let timer;
let due = 0; // when the next second is to be drawn
let skew = Date.now() - performance.now();
let running = null;
let again = false;
let seen = { id: null, state: null, phase: null };

const number = (name) => Number(part.dataset[name]);
const isRunning = () => part.dataset.state !== "paused";

function elapsed() {
  const since = isRunning() && server.isKnown ? server.now() - number("now") : 0;
  return Math.max(0, number("elapsed") + since);
}

// As the server writes it: the last second is one to its end.
function watch(left) {
  const seconds = Math.ceil(Math.max(0, left) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function write(node, text) {
  if (node && node.textContent !== text) node.textContent = text;
}

const inMinutes = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-latn`, {
  style: "unit",
  unit: "minute",
  unitDisplay: "long",
});

// What a screen reader is told who asks how long there is: a name that changes once a minute.
function name(timer, left) {
  const time = inMinutes.format(Math.ceil(Math.max(0, left) / 60_000));
  const said = part.dataset.left.replace("{time}", () => time);
  if (timer.ariaLabel !== said) timer.ariaLabel = said;
}

function draw() {
  const total = number("total");
  const gone = elapsed();
  const isOver = gone >= total;
  if (isRunning()) part.dataset.state = isOver ? "over" : "running";
  const timer = document.getElementById("left");
  write(timer, watch(total - gone));
  name(timer, total - gone);
  const woven = Math.min(1, gone / total) * number("width");
  document.getElementById("done").setAttribute("width", woven.toFixed(1));
  let phase = null;
  for (const one of part.querySelectorAll("[data-from]")) {
    one.hidden = isOver || gone < Number(one.dataset.from) || gone >= Number(one.dataset.to);
    if (one.hidden) continue;
    phase = one;
    write(one.querySelector("[data-left-here]"), watch(Number(one.dataset.to) - gone));
  }
  for (const one of ["up", "finish"]) document.getElementById(one).hidden = !isOver;
  for (const one of ["pause", "end"]) document.getElementById(one)?.toggleAttribute("hidden", isOver);
  tell(phase);
  return total - gone;
}

// Says what has changed since it was drawn last, once; the seconds are for the eyes.
function tell(phase) {
  const before = seen;
  seen = { id, state: part.dataset.state, phase: phase?.dataset.from };
  if (before.id !== id || (before.state === seen.state && before.phase === seen.phase)) return;
  if (seen.state === "over") announce(part.dataset.over);
  else if (seen.state !== before.state) announce(part.querySelector(".length").textContent.trim());
  else announce([...phase.querySelectorAll("h2, .prompt")].map((one) => one.textContent).join(". "));
  if (seen.phase !== before.phase) play();
}

function tick() {
  clearTimeout(timer);
  if (!part) return;
  notice();
  const left = draw();
  // Just after the second has turned. Later nothing turns any more, and the look at sleep remains.
  const wait = left > 0 && isRunning() ? (left % 1000 || 1000) + 4 : 1000;
  due = performance.now() + wait;
  timer = setTimeout(tick, wait);
}

// A frozen page is late; a device that slept, or whose clock was set, has two clocks that differ.
function notice() {
  const now = performance.now();
  const apart = Date.now() - now;
  if ((due && now - due > SLEPT) || Math.abs(apart - skew) > MOVED) wake();
  skew = apart;
}

function wake() {
  if (document.hidden) return;
  server.doubt();
  sync();
}

// Asks what the clock says; calls that come meanwhile are answered by one more run.
function sync(asks = ASKS) {
  if (running) {
    again = true;
    return;
  }
  running = ask(asks).finally(() => {
    running = null;
    if (again) {
      again = false;
      sync();
    }
  });
}

async function ask(asks) {
  for (let count = 0; part && count < asks; count += 1) {
    const sent = performance.now();
    let talk;
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const response = await fetch(`/api/talks/${id}`, { cache: "no-store", signal });
      const got = performance.now();
      if (response.status === 404 || response.status === 410) refresh();
      if (!response.ok) return;
      talk = await response.json();
      server.note(sent, got, Date.parse(talk.now));
    } catch {
      return; // no network: the clock goes on as it was known, and coming back asks again
    }
    if (!part || talk.id !== id) return;
    if (talk.version !== number("version") || talk.state === "ended") refresh();
    tick();
  }
}

// The server wrote the page after it was asked, and before the answer came.
function arrive(isLoaded) {
  const [page] = performance.getEntriesByType("navigation");
  if (isLoaded && page) server.note(page.requestStart, page.responseStart, number("now"));
  else server.guess(number("now"));
}

function take(isLoaded) {
  showTone();
  part = document.getElementById("talk");
  paint();
  if (!part) {
    clearTimeout(timer);
    due = 0;
    return;
  }
  id = part.dataset.talk;
  if (!server.isKnown) arrive(isLoaded);
  tick();
  sync();
}

// The frame that some phones draw around the page is as dim as the page.
function paint() {
  const { backgroundColor } = getComputedStyle(document.body);
  for (const one of document.querySelectorAll("meta[name=theme-color]")) one.content = backgroundColor;
}

document.addEventListener("woven:swapped", () => take(false));
document.addEventListener("visibilitychange", wake);
document.addEventListener("resume", wake);
document.addEventListener("woven:ready", () => sync());
addEventListener("online", wake);
addEventListener("pageshow", ({ persisted }) => { if (persisted) wake(); });
setInterval(() => { if (part && !document.hidden) sync(1); }, EVERY);
take(true);
