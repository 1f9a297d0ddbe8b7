// Today's knots and what stands beside them: drawn, pressed, and said in words.

const WAITS = ["waiting", "stale"];
const FRESH = 400; // ms: longer than a thread takes to be drawn

export const page = () => document.getElementById("today")?.dataset ?? {};
export const row = (habit) => document.querySelector(`[data-habit="${habit}"]`);
export const knot = ({ habit, date, slot }) =>
  row(habit)?.querySelector(`button[data-date="${date}"][data-slot="${slot}"]`);
export const isPressed = (button) => button.getAttribute("aria-pressed") === "true";

// Where somebody ticks who presses this.
export function placeOf(button) {
  const { date, slot } = button.dataset;
  return { habit: button.closest("[data-habit]").dataset.habit, date, slot };
}

// Mine runs the way of my side of the couple, theirs the other way; what is kept is a crossing.
export function draw(button) {
  const kept = "kept" in button.dataset;
  const mine = kept || isPressed(button);
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

export function press(button, done) {
  button.setAttribute("aria-pressed", String(done));
  button.value = button.value.replace(/\w+$/, String(!done));
  nameWords(button);
}

// Shows what somebody has just said of a place.
export function show(button, done) {
  press(button, done);
  // Until the server has said more, taking back leaves what the other wrote down.
  if (!done) button.removeAttribute("data-kept");
  draw(button);
}

// A line that is typed while the tick is taken back is a tick again, and says so.
function nameWords(button) {
  const form = button.closest("[data-habit]").querySelector("[id^=words-] form");
  if (form?.elements.slot.value !== button.dataset.slot) return;
  const send = form.querySelector("button");
  send.dataset.words ??= send.textContent;
  send.textContent = isPressed(button) ? send.dataset.words : page().tickLine;
}

// The line that somebody wrote with the tick of a place.
export function lineOf(button) {
  const { dataset: { slot } } = button;
  const item = button.closest("[data-habit]");
  return item.querySelector(`.note[data-slot="${slot}"] .line`)?.textContent;
}

// Says in a habit's row what became of what was pressed there; returns where it says so.
export function say(habit, is, text) {
  const line = document.getElementById(`state-${habit}`);
  if (!line) return null;
  line.dataset.is = is;
  line.textContent = text;
  line.hidden = false;
  // Until there is an answer, what stands beside a knot is older than it (static/css/today.css).
  const words = WAITS.includes(is) ? line : document.getElementById(`said-${habit}`);
  for (const button of row(habit).querySelectorAll(".knot[aria-pressed]")) {
    button.setAttribute("aria-describedby", words.id);
  }
  return line;
}
