// Keeps the screen on while Us stands on the kitchen table, if somebody has said so on this page.

import { announce } from "./announce.js";

let isOn = false;
let lock;

const part = () => document.querySelector("[data-awake]");

// What the server rendered says nothing of it, so each swap is followed by this.
function show() {
  const here = part();
  if (!here || !("wakeLock" in navigator)) return;
  here.hidden = false;
  here.querySelector("button").setAttribute("aria-pressed", String(isOn));
  here.querySelector("[data-words]").textContent = isOn ? here.dataset.on : here.dataset.off;
}

// The system takes it back whenever the page is out of sight.
async function hold() {
  if (!isOn || document.hidden || (lock && !lock.released)) return;
  try {
    const taken = await navigator.wakeLock.request("screen");
    if (isOn) lock = taken;
    else await taken.release(); // switched off meanwhile
  } catch {
    isOn = false; // the battery is low, or the system does not want to
    show();
    part().querySelector("[data-words]").textContent = part().dataset.refused;
    announce(part().dataset.refused);
  }
}

document.addEventListener("click", async (event) => {
  if (!event.target.closest("[data-awake] button")) return;
  isOn = !isOn;
  show();
  announce(isOn ? part().dataset.on : part().dataset.off);
  if (isOn) await hold();
  else await lock?.release();
});

document.addEventListener("visibilitychange", hold);
document.addEventListener("woven:swapped", show);
show();
