// The live wire: hears the person's stream, in order and without a gap, and tells the page.
//
// Messages are hints, the stream is the truth: at each connect, at each gap, on coming back to the
// page and every 30 s it asks for what it has not heard.

import { io } from "../vendor/socket.io.esm.min.js";
import { refresh } from "./fragment.js";

const EVERY = 30_000; // ms
const body = document.body;
const listeners = new Set();
let cursor = Number(document.getElementById("main").dataset.cursor);
let asking = false;

// Calls back with each item of the stream, once and in order.
export function onChange(listener) {
  listeners.add(listener);
}

const socket = io({ transports: ["websocket"], reconnectionDelayMax: 15_000, randomizationFactor: 0.5 });

function hear(item) {
  cursor = item.seq;
  for (const listener of listeners) listener(item);
  if ("follow" in body.dataset) refresh();
}

async function catchUp() {
  if (asking) return;
  asking = true;
  try {
    let page;
    do {
      page = await ask();
      if (page.reset) {
        cursor = page.cursor;
        refresh();
      }
      for (const item of page.items) if (item.seq > cursor) hear(item);
    } while (page.items.length === 100);
  } catch {
    // No network: the next connect, or the next half minute, asks again.
  } finally {
    asking = false;
  }
}

async function ask() {
  if (socket.connected) return socket.timeout(5000).emitWithAck("catch_up", { after: cursor });
  const response = await fetch(`/api/changes?after=${cursor}`, { cache: "no-store" });
  if (response.status === 401) location.replace("/sign-in");
  if (!response.ok) throw new Error(`changes: ${response.status}`);
  return response.json();
}

socket.on("ready", ({ cursor: head }) => {
  body.dataset.live = "on";
  if (head !== cursor) catchUp();
});
socket.on("change", (item) => {
  if (item.seq === cursor + 1) hear(item);
  else if (item.seq > cursor) catchUp();
});
socket.on("bye", ({ reason }) => {
  if (reason === "signed_out") location.replace("/sign-in");
  else setTimeout(() => location.reload(), 300);
});
socket.on("disconnect", () => { body.dataset.live = "off"; });

setInterval(() => { if (!document.hidden) catchUp(); }, EVERY);
document.addEventListener("visibilitychange", () => { if (!document.hidden) catchUp(); });
window.addEventListener("online", () => { socket.connect(); catchUp(); });
// From the back-forward cache the page wakes up with its old socket gone and its old view.
window.addEventListener("pageshow", (event) => { if (event.persisted) { socket.connect(); refresh(); } });
