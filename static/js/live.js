// The live wire: hears the person's stream, in order and without a gap, and tells the page.
//
// Messages are hints, the stream is the truth: at each connect, at each gap, on coming back to the
// page and every 30 s it asks for what it has not heard.

import { io } from "../vendor/socket.io.esm.min.js";
import { here, refresh } from "./fragment.js";

const EVERY = 30_000; // ms
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
  try {
    for (const listener of listeners) listener(item);
  } finally {
    if ("follow" in body.dataset) refresh();
  }
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
      if (page.reset) {
        cursor = page.cursor;
        refresh();
      }
      for (const item of page.items) if (item.seq > cursor) hear(item);
      if (page.items.length === FULL) askAgain = true;
    } while (askAgain);
  } catch {
    // No network: the next connect, or the next half minute, asks again.
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
  const response = await fetch(`/api/changes?after=${cursor}`, { cache: "no-store", signal });
  if (response.status === 401) location.replace("/sign-in");
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
  if (Number.isNaN(cursor)) cursor = head;
  else if (head !== cursor) catchUp();
});
socket.on("change", (item) => {
  if (item.seq === cursor + 1) hear(item);
  else if (item.seq > cursor) catchUp();
});
socket.on("bye", ({ reason }) => {
  if (reason === "signed_out") location.replace("/sign-in");
  else loadAnew();
});
socket.on("disconnect", () => { body.dataset.live = "off"; });

setInterval(() => { if (!document.hidden) catchUp(); }, EVERY);
document.addEventListener("visibilitychange", () => { if (!document.hidden) catchUp(); });
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
