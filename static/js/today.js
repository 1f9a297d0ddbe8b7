// One tap: the knot draws the thread at once, then it is saved, and the row says so in words.
// The partner's tick arrives over the live wire and is drawn before anything is fetched.

import { announce } from "./announce.js";
import { hold, refresh, release } from "./fragment.js";
import { onChange } from "./live.js";
import { Ticks } from "./ticks.js";

const FOR_A_MOMENT = 5000; // ms
const LONG = 20_000;
const FRESH = 400; // ms: longer than a thread takes to be drawn
const page = () => document.getElementById("today")?.dataset ?? {};
const row = (habit) => document.querySelector(`[data-habit="${habit}"]`);
const knot = (cell) =>
  row(cell.habit)?.querySelector(`button[data-date="${cell.date}"][data-slot="${cell.slot}"]`);

// Mine runs the way of my side of the couple, theirs the other way; what is kept is a crossing.
function draw(button) {
  const kept = "kept" in button.dataset;
  const mine = kept || button.getAttribute("aria-pressed") === "true";
  const theirs = kept || "theirs" in button.dataset;
  const [down, across] = page().side === "0" ? [mine, theirs] : [theirs, mine];
  const fresh = [
    down && !("down" in button.dataset) && "down",
    across && !("across" in button.dataset) && "across",
  ].filter(Boolean);
  button.toggleAttribute("data-down", down);
  button.toggleAttribute("data-across", across);
  if (!fresh.length) return;
  button.dataset.fresh = fresh.join(" ");
  setTimeout(() => button.removeAttribute("data-fresh"), FRESH);
}

function press(button, done) {
  button.setAttribute("aria-pressed", String(done));
  button.value = button.value.replace(/\w+$/, String(!done));
  nameWords(button);
}

// A line that is typed while the tick is taken back is a tick again, and says so.
function nameWords(button) {
  const form = wordsOf(button);
  if (!form) return;
  const send = form.querySelector("button");
  send.dataset.words ??= send.textContent;
  const pressed = button.getAttribute("aria-pressed") === "true";
  send.textContent = pressed ? send.dataset.words : page().tickLine;
}

function wordsOf(button) {
  const form = button.closest("[data-habit]").querySelector("[id^=words-] form");
  return form?.elements.slot.value === button.dataset.slot ? form : null;
}

// What somebody wrote with a tick that they take back: a stray tap does not lose it.
const lines = new Map();
const key = ({ habit, date, slot }) => `${habit} ${date} ${slot}`;

function lineOf({ dataset: { slot } }, item) {
  return item.querySelector(`.note[data-slot="${slot}"] .line`)?.textContent;
}

// Draws what a habit's standing says of the period that a place lies in.
function stand(habit, progress) {
  const item = row(habit);
  if (!item) return;
  item.dataset.current = progress.current;
  const period = progress.period;
  if (!period) return;
  for (const button of item.querySelectorAll("button[data-date]")) {
    if (button.dataset.date < period.start || button.dataset.date > period.end) continue;
    button.toggleAttribute("data-kept", period.outcome === "kept");
    draw(button);
  }
}

const hiding = new WeakMap();

function say(habit, is, text) {
  const line = document.getElementById(`state-${habit}`);
  if (!line) return;
  clearTimeout(hiding.get(line));
  hold(line);
  line.dataset.is = is;
  line.textContent = text;
  line.hidden = false;
  if (is !== "saved" && is !== "cleared" && is !== "refused") return;
  hiding.set(line, setTimeout(() => {
    line.hidden = true;
    release(line);
    if (is === "refused") refresh(); // its row may be gone by now
  }, is === "refused" ? LONG : FOR_A_MOMENT));
}

// It is in again, by another way than its knot.
function unsay(habit) {
  const line = document.getElementById(`state-${habit}`);
  if (line?.dataset.is !== "cleared") return;
  clearTimeout(hiding.get(line));
  line.hidden = true;
  release(line);
}

const ticks = new Ticks({
  sending: (cell) => say(cell.habit, "sending", page().saving),
  waiting(cell, why) {
    say(cell.habit, "waiting", why === "network" ? page().waiting : page().busy);
    if (cell.tries === 1) announce(why === "network" ? page().waiting : page().busy);
  },
  saved(cell, answer) {
    const button = knot(cell);
    stand(cell.habit, answer.progress);
    if (button) release(button);
    if (cell.done) lines.delete(key(cell));
    const cleared = lines.has(key(cell)) ? page().lineCleared : page().cleared;
    say(cell.habit, cell.done ? "saved" : "cleared", cell.done ? page().saved : cleared);
    announce(cell.done ? page().saved : cleared);
    if (document.body.dataset.live !== "on") refresh(); // else the stream brings it
  },
  refused(cell, problem) {
    const button = knot(cell);
    if (button) {
      press(button, cell.before);
      draw(button);
      release(button);
    }
    const text = problem.code === "csrf_failed"
      ? page().stale
      : page().refused.replace("{reason}", problem.detail);
    say(cell.habit, "refused", text);
    announce(text);
    refresh();
  },
});

document.addEventListener("submit", (event) => {
  const button = event.target.matches("form[data-tick]") && event.submitter;
  if (!button) return;
  event.preventDefault();
  const done = button.getAttribute("aria-pressed") !== "true";
  hold(button);
  press(button, done);
  // Until the server has said more, taking back leaves what the other wrote down.
  if (!done) button.removeAttribute("data-kept");
  draw(button);
  const { date, slot } = button.dataset;
  const item = button.closest("[data-habit]");
  const place = { habit: item.dataset.habit, date, slot };
  const line = lineOf(button, item);
  if (!done && line) lines.set(key(place), line);
  ticks.say(place, done, lines.get(key(place)));
});

document.addEventListener("submit", (event) => {
  if (event.target.closest("[id^=words-]")) unsay(event.target.elements.habit.value);
});

onChange(({ kind, data }) => {
  if (kind !== "tick") return;
  const button = knot(data);
  const isMine = data.person === page().me;
  const isNews = !isMine && data.done && !(button && "theirs" in button.dataset);
  if (button && isMine && !ticks.has(data)) press(button, data.done);
  if (isMine && data.done && !ticks.has(data)) {
    lines.delete(key(data)); // what was taken back was written anew
    unsay(data.habit);
  }
  if (button && !isMine) button.toggleAttribute("data-theirs", data.done);
  if (button) draw(button);
  if (!ticks.has(data)) stand(data.habit, data.progress);
  if (isNews && row(data.habit)) {
    const title = row(data.habit).querySelector("h3 a").textContent;
    announce(page().heard.replace("{title}", () => title));
  }
});

// A page that is left open says the new day when it begins, and the phone was asleep at midnight.
let turns = Infinity;

function wind() {
  const seconds = Number(page().turnsIn);
  turns = seconds ? Date.now() + seconds * 1000 : Infinity;
}

function turn() {
  if (Date.now() < turns || document.hidden) return;
  turns = Infinity;
  refresh();
}

wind();
document.addEventListener("woven:swapped", wind);
document.addEventListener("visibilitychange", turn);
setInterval(turn, 10_000);
