// Reminders on this device: says how it stands here, and turns them on and off.

import { announce, tell } from "./announce.js";
import { isPhoneOrPad } from "./apple.js";
import { ask, isPossible, Refused, settle, turnOff, turnOn } from "./subscription.js";

const part = document.getElementById("push");
const box = document.getElementById("push-names");
const words = part.dataset;
const trouble = document.getElementById("push-wrong");
let known;
let isBusy = false;

function show(state) {
  for (const one of part.querySelectorAll("[data-when]")) {
    one.hidden = !one.dataset.when.split(" ").includes(state);
  }
}

function showKnown() {
  box.checked = known.names_habits;
  show(known.endpoint_digest === null ? "off" : "on");
}

// Why there can be none here, undefined where there can.
function obstacle() {
  if (!isSecureContext) return "insecure";
  if (!isPossible()) return isPhoneOrPad() && !navigator.standalone ? "home-screen" : "unsupported";
  return Notification.permission === "denied" ? "blocked" : undefined;
}

async function look() {
  show("looking");
  const why = obstacle();
  try {
    if (!why || why === "blocked") known = await settle();
    if (why) show(why);
    else showKnown();
  } catch (problem) {
    show(why ?? "offline");
    if (problem instanceof Refused) tell(words.failed);
  }
}

function explain(problem) {
  const said = { bad_endpoint: words.badEndpoint, too_many: words.tooMany };
  if (!(problem instanceof Refused)) return document.documentElement.dataset.offlineWords;
  return said[problem.code] ?? (problem.status === 429 ? words.later : words.failed);
}

// Also stays in the card: why they are not on is read more than once.
function complain(text) {
  tell(text);
  trouble.textContent = text;
  trouble.hidden = false;
}

// The browser asks whether it may: only ever after a tap.
async function allow() {
  const answer = await Notification.requestPermission();
  if (answer === "granted") return true;
  complain(words.notAllowed);
  if (answer === "denied") show("blocked");
  return false;
}

const turns = {
  async on() {
    if (!await allow()) return;
    try {
      known = await turnOn(known.key, box.checked);
    } catch (problem) {
      const isBrowsers = problem instanceof DOMException && problem.name !== "TimeoutError";
      complain(isBrowsers ? words.notReached : explain(problem));
      return;
    }
    showKnown();
    arrive("on");
  },
  async off() {
    await turnOff();
    known = { ...known, endpoint_digest: null };
    showKnown();
    arrive("off");
  },
  async try() {
    await ask("POST", {}, "/test");
    tell(words.tried);
  },
};

// What was pressed is gone: whoever uses a keyboard goes on from the heading, and hears how it is.
function arrive(state) {
  document.getElementById("push-title").focus({ preventScroll: true });
  announce(part.querySelector(`p[data-when~="${state}"]`).textContent.trim());
}

async function once(doing) {
  if (isBusy) return;
  isBusy = true;
  trouble.hidden = true;
  part.setAttribute("aria-busy", "true");
  try {
    await doing();
  } catch (problem) {
    complain(explain(problem));
    if (problem instanceof Refused && problem.status === 404) look(); // it was ended elsewhere
  } finally {
    isBusy = false;
    part.removeAttribute("aria-busy");
  }
}

part.addEventListener("click", ({ target }) => {
  const { turn } = target.closest("[data-turn]")?.dataset ?? {};
  if (turn) once(turns[turn]);
});

box?.addEventListener("change", () => {
  if (known.endpoint_digest === null) return; // it goes along when they are turned on
  once(async () => {
    try {
      known = await turnOn(known.key, box.checked);
    } finally {
      box.checked = known.names_habits;
    }
  });
});

if (box) look();
