// The live wire: hears the person's stream, in order and without a gap, and tells the page.
//
// Messages are hints, the stream is the truth: at each connect, at each gap, on coming back to the
// page and every 30 s it asks for what it has not heard; every 10 s where no socket gets through.

import { io } from "../vendor/socket.io.esm.min.js";
import { here, refresh } from "./fragment.js";

const EVERY = 30_000; // ms
const WITHOUT = 10_000; // ms, while nothing comes by itself
const PATIENCE = 3000; // ms
const AFTER_THE_ANSWER = 1500; // ms: to the form that led to it, which another load would cut off
const FULL = 100; // items: there may be more
const body = document.body;
const listeners = new Set();
// NaN on pages that show nothing of the stream: they begin where `ready` says that it stands.
let cursor = Number(document.getElementById("main").dataset.cursor);
let ending;
let asking = false;
let askAgain = false;
let failures = 0;

// How far the stream was heard; NaN while nothing of it is known.
export const heard = () => cursor;

// Calls back with each item of the stream, once and in order.
export function onChange(listener) {
  listeners.add(listener);
}

const socket = io({ transports: ["websocket"], reconnectionDelayMax: 15_000, randomizationFactor: 0.5 });

// What the page shows may not be this person's any more.
function loadAnew() {
  ending ??= setTimeout(() => location.replace(here()), AFTER_THE_ANSWER);
}

function hear(item) {
  cursor = item.seq;
  if (item.kind === "unlinked") loadAnew(); // every page, also where no `bye` gets through
  document.dispatchEvent(new CustomEvent("woven:change", { detail: item }));
  try {
    for (const listener of listeners) listener(item);
  } finally {
    if ("follow" in body.dataset) refresh();
  }
}

// Hears what came with another answer: as all of it, in order and nothing twice.
export function take({ changes, cursor: head, more, reset }) {
  if (Number.isNaN(cursor)) return;
  if (reset) {
    cursor = head;
    refresh();
  }
  for (const item of changes) {
    if (item.seq > cursor + 1) break;
    if (item.seq > cursor) hear(item);
  }
  if (more || head > cursor) catchUp();
}

async function catchUp() {
  if (Number.isNaN(cursor)) return;
  if (asking) {
    askAgain = true; // a gap was seen after the answer that is on its way was written
    return;
  }
  asking = true;
  try {
    do {
      askAgain = false;
      const page = await ask();
      failures = 0;
      if (page.reset) {
        cursor = page.cursor;
        refresh();
      }
      for (const item of page.items) if (item.seq > cursor) hear(item);
      if (page.items.length === FULL) askAgain = true;
    } while (askAgain);
  } catch {
    failures += 1; // no network: the next connect, or the next try by the clock, asks again
  } finally {
    asking = false;
  }
}

async function ask() {
  if (socket.connected) {
    try {
      const page = await socket.timeout(PATIENCE).emitWithAck("catch_up", { after: cursor });
      if (page.items) return page;
    } catch {
      reconnect(); // a phone that was asleep has a socket that only looks alive
    }
  }
  const signal = AbortSignal.timeout(15_000);
  let response;
  try {
    response = await fetch(`/api/changes?after=${cursor}`, { cache: "no-store", signal });
  } catch (problem) {
    body.dataset.network = "off";
    throw problem;
  }
  delete body.dataset.network;
  if (response.status === 401) location.replace(`/sign-in?next=${encodeURIComponent(here())}`);
  if (!response.ok) throw new Error(`changes: ${response.status}`);
  return response.json();
}

// At once, instead of when the pause between two tries is over.
function reconnect() {
  socket.disconnect();
  socket.connect();
}

socket.on("ready", ({ cursor: head }) => {
  body.dataset.live = "on";
  delete body.dataset.network;
  document.dispatchEvent(new Event("woven:ready"));
  if (Number.isNaN(cursor)) cursor = head;
  else if (head !== cursor) catchUp();
});
socket.on("change", (item) => {
  if (item.seq === cursor + 1) hear(item);
  else if (item.seq > cursor) catchUp();
});
socket.on("bye", ({ reason }) => {
  if (reason === "restart") return; // it connects again by itself, within moments that are drawn
  if (reason === "signed_out") location.replace("/sign-in");
  else loadAnew();
});
socket.on("disconnect", () => {
  body.dataset.live = "off";
  beat();
});

let beating;

function beat() {
  const pause = body.dataset.live === "on" ? EVERY : Math.min(WITHOUT * 2 ** failures, EVERY);
  clearTimeout(beating);
  beating = setTimeout(async () => {
    if (!document.hidden) await catchUp();
    beat();
  }, pause);
}

beat();
document.addEventListener("visibilitychange", () => { if (!document.hidden) catchUp(); });
window.addEventListener("offline", () => { body.dataset.network = "off"; });
window.addEventListener("online", () => {
  if (!socket.connected) reconnect();
  catchUp();
});
// From the back-forward cache the page wakes up with its old socket gone and its old view.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  reconnect();
  refresh();
});
// What another page left unsent goes from here too.
if (body.dataset.person) import("./sending.js");
