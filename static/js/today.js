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
  button.value = String(!done);
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
  if (is !== "saved" && is !== "refused") return;
  hiding.set(line, setTimeout(() => {
    line.hidden = true;
    release(line);
    if (is === "refused") refresh(); // its row may be gone by now
  }, is === "saved" ? FOR_A_MOMENT : LONG));
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
    say(cell.habit, "saved", cell.done ? page().saved : page().cleared);
    announce(cell.done ? page().saved : page().cleared);
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
  ticks.say({ habit: button.closest("[data-habit]").dataset.habit, date, slot }, done);
});

onChange(({ kind, data }) => {
  if (kind !== "tick") return;
  const button = knot(data);
  const isMine = data.person === page().me;
  const isNews = !isMine && data.done && !(button && "theirs" in button.dataset);
  if (button && isMine && !ticks.has(data)) press(button, data.done);
  if (button && !isMine) button.toggleAttribute("data-theirs", data.done);
  if (button) draw(button);
  if (!ticks.has(data)) stand(data.habit, data.progress);
  if (isNews && row(data.habit)) announce(row(data.habit).dataset.heard);
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
