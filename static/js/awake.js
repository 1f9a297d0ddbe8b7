// Keeps the screen on while Us stands on the kitchen table, if somebody has said so on this page;
// with data-awake="on" from the beginning.

import { announce } from "./announce.js";

let said; // by hand
let lock;
let isAsking = false;

const part = () => document.querySelector("[data-awake]");
const isOn = () => said ?? part()?.dataset.awake === "on";

// What the server rendered says nothing of it, so each swap is followed by this.
function show() {
  const here = part();
  if (!here) lock?.release(); // what was to be looked at is over
  if (!here || !("wakeLock" in navigator)) return;
  here.hidden = false;
  here.querySelector("button").setAttribute("aria-pressed", String(isOn()));
  here.querySelector("[data-words]").textContent = isOn() ? here.dataset.on : here.dataset.off;
  hold();
}

// The system takes it back whenever the page is out of sight.
async function hold() {
  if (!part() || !isOn() || document.hidden || isAsking || (lock && !lock.released)) return;
  const byHand = said;
  isAsking = true;
  try {
    const taken = await navigator.wakeLock.request("screen");
    if (part() && isOn()) lock = taken;
    else await taken.release(); // switched off meanwhile
  } catch {
    said = false; // the battery is low, or the system does not want to
    show();
    if (!byHand) return; // nobody had asked for it
    part().querySelector("[data-words]").textContent = part().dataset.refused;
    announce(part().dataset.refused);
  } finally {
    isAsking = false;
  }
}

document.addEventListener("click", async (event) => {
  if (!event.target.closest("[data-awake] button")) return;
  said = !isOn();
  show();
  announce(said ? part().dataset.on : part().dataset.off);
  if (!said) await lock?.release();
});

document.addEventListener("visibilitychange", hold);
document.addEventListener("woven:swapped", show);
show();
