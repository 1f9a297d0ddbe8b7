// One tap: the knot draws the thread at once, then it is stored and sent, and the row says so in
// words. The partner's tick arrives over the live wire and is drawn before anything is fetched.

import { announce } from "./announce.js";
import { here, hold, refresh, release } from "./fragment.js";
import "./keeping.js";
import { draw, isPressed, knot, lineOf, page, placeOf, press, row, say, show } from "./knots.js";
import { onChange } from "./live.js";
import { key } from "./outbox.js";
import { listen, outbox, send } from "./sending.js";

const FOR_A_MOMENT = 5000; // ms
const LONG = 20_000;

// What somebody wrote with a tick that they take back: a stray tap does not lose it.
const lines = new Map();
// Where a habit stands by what came while something was on its way there.
const standings = new Map();

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

function tell(habit, is, text) {
  const line = say(habit, is, text);
  if (!line) return;
  clearTimeout(hiding.get(line));
  hold(line);
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

// Whatever is on its way is what the page shows, also after it was loaded anew.
function layOver() {
  for (const said of outbox.newest()) {
    const button = knot(said);
    if (!button) continue;
    if (!said.done && said.line) lines.set(key(said), said.line);
    hold(button);
    if (isPressed(button) !== said.done) show(button, said.done);
  }
}

function why(code) {
  const { content } = document.getElementById("reasons");
  return content.querySelector(`[data-code="${code}"]`) ?? content.querySelector("[data-code='']");
}

function refused(said, { code }) {
  const button = knot(said);
  if (button) show(button, !said.done);
  const text = page().refused?.replace("{reason}", () => why(code).textContent);
  tell(said.habit, "refused", text);
  announce(text);
}

function saved(said) {
  const { habit, done } = said;
  if (standings.has(habit)) stand(habit, standings.get(habit));
  if (done) lines.delete(key(said));
  const cleared = lines.has(key(said)) ? page().lineCleared : page().cleared;
  const text = done ? page().saved : cleared;
  tell(habit, done ? "saved" : "cleared", text);
  announce(text);
}

// Whether the server itself says that the day has come. It goes by how long ago something was said,
// and that is wrong by as much as a device's clock was set ahead since then.
const hasCome = ({ date, isAgain }) => !isAgain && date <= page().local;

function sayAgain({ habit, date, slot, couple, done, note }) {
  outbox.add({ habit, date, slot, couple, done, ...(note !== undefined && { note }), isAgain: true });
  send();
}

outbox.rows().then(layOver); // from another time that this was open

const announced = new Set();

listen({
  sending(rows) {
    // Of what waits already nothing is said until it has an answer.
    for (const { habit, op } of rows) if (!announced.has(op)) tell(habit, "sending", page().saving);
  },
  waiting(rows, reason) {
    layOver();
    for (const said of rows.filter((one) => outbox.is(one))) {
      const { stale, busy, waiting, waitingHere } = page();
      const text = { stale, busy }[reason] ?? (said.isKept ? waiting : waitingHere);
      tell(said.habit, reason === "stale" ? "stale" : "waiting", text);
      if (!announced.has(said.op)) announce(text);
      announced.add(said.op);
    }
  },
  settled(rows, results) {
    for (const said of rows) {
      const { status, code } = results.get(said.op) ?? { status: "applied" };
      if (code === "future_date" && hasCome(said)) {
        sayAgain(said);
        continue;
      }
      if (status === "rejected") refused(said, { code });
      else if (status === "superseded") tell(said.habit, "saved", page().superseded);
      else saved(said);
      const button = knot(said);
      if (button) release(button);
      standings.delete(said.habit);
      if (status !== "applied" || document.body.dataset.live !== "on") refresh();
    }
  },
});

document.addEventListener("submit", (event) => {
  const button = event.target.matches("form[data-tick]") && event.submitter;
  if (!button) return;
  event.preventDefault();
  const done = !isPressed(button);
  hold(button);
  show(button, done);
  const place = placeOf(button);
  const line = lineOf(button);
  if (!done && line) lines.set(key(place), line);
  const words = lines.get(key(place));
  const said = { ...place, couple: page().couple, done };
  // With a tick that comes back goes its line; with one that is taken back it only stays here.
  if (words) said[done ? "note" : "line"] = words;
  outbox.add(said);
  send(); // once it is stored
});

document.addEventListener("submit", (event) => {
  if (event.target.closest("[id^=words-]")) unsay(event.target.elements.habit.value);
});

onChange(({ kind, data }) => {
  if (kind !== "tick") return;
  const button = knot(data);
  const isMine = data.person === page().me;
  const isNews = !isMine && data.done && !(button && "theirs" in button.dataset);
  const isWaiting = outbox.has(data);
  if (button && isMine && !isWaiting) press(button, data.done);
  if (isMine && data.done && !isWaiting) {
    lines.delete(key(data)); // what was taken back was written anew
    unsay(data.habit);
  }
  if (button && !isMine) button.toggleAttribute("data-theirs", data.done);
  if (button) draw(button);
  if (isWaiting) standings.set(data.habit, data.progress);
  else stand(data.habit, data.progress);
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

let turning = false;

async function turn() {
  if (Date.now() < turns || document.hidden || turning) return;
  turning = true;
  const isReached = await refresh();
  turning = false;
  if (Date.now() < turns || isReached !== false) return;
  // The day that is kept for now opens without a network; what would be lost with this page does not.
  const isKept = outbox.newest().every((row) => row.isKept) && !document.querySelector("[data-dirty]");
  if (isKept && navigator.serviceWorker?.controller) location.replace(here());
}

wind();
document.addEventListener("woven:swapped", wind);
document.addEventListener("woven:swapped", layOver);
document.addEventListener("visibilitychange", turn);
document.addEventListener("woven:ready", turn);
addEventListener("online", turn);
setInterval(turn, 10_000);
