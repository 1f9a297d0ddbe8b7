// What this device keeps by itself: ticks that are not sent yet, and Today as it was last rendered.
//
// In IndexedDB; on a shared device, or where there is none that works, in this page's memory alone:
// then nothing outlives the page, and `add` says so.

import { deleteDB, openDB } from "../vendor/idb.js";

export const NAME = "woven";
const VERSION = 1;
const PATIENCE = 2000; // ms: a store that hangs is none
const isShared = "shared" in document.body.dataset;

const memory = { outbox: new Map(), pages: new Map() };
let opening;
let isClosed = isShared || !("indexedDB" in globalThis);

function open() {
  opening ??= openDB(NAME, VERSION, {
    upgrade(db) {
      db.createObjectStore("outbox", { keyPath: "op" });
      db.createObjectStore("pages", { keyPath: "person" });
    },
    // Somebody signs out in another window: what is deleted there is not made anew from here.
    blocking: close,
    terminated: () => { opening = undefined; },
  });
  return opening;
}

// Does something with the database; undefined where that fails, or takes too long.
async function stored(work) {
  if (isClosed) return undefined;
  let timer;
  const late = new Promise((_, fail) => { timer = setTimeout(fail, PATIENCE, "late"); });
  try {
    return await Promise.race([open().then(work), late]);
  } catch {
    opening?.then((db) => db.close()).catch(() => {});
    opening = undefined;
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

// Lets go of the database for as long as this page is open.
export function close() {
  isClosed = true;
  opening?.then((db) => db.close()).catch(() => {});
}

export async function wipe() {
  close();
  for (const store of Object.values(memory)) store.clear();
  if ("indexedDB" in globalThis) await deleteDB(NAME);
}

// A UUID that grows with time (RFC 9562, version 7). What is said of one place within the instant
// of one arrival is told apart by the ids alone, and then the later word has to win. By
// getRandomValues, which there is on a plain-http network too.
export function newId(at) {
  const random = crypto.getRandomValues(new Uint8Array(10));
  random[0] = 0x70 | (random[0] & 0x0f);
  random[2] = 0x80 | (random[2] & 0x3f);
  const hex = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const time = at.toString(16).padStart(12, "0");
  return [time.slice(0, 8), time.slice(8), hex.slice(0, 4), hex.slice(4, 8), hex.slice(8)].join("-");
}

const timeOf = (op) => Number.parseInt(op.slice(0, 8) + op.slice(9, 13), 16);

let last = 0;

// Also by a clock that was set back in between, what was done later is dated later.
function dated(row, before) {
  last = Math.max(Date.now(), last + 1, before + 1);
  return { ...row, op: newId(last), at: last, order: last };
}

// Adds something done; returns it as it was stored, and `isKept`: whether it outlives the page.
export async function add(row) {
  const kept = await stored(async (db) => {
    const { store, done } = db.transaction("outbox", "readwrite");
    const newest = await store.openKeyCursor(null, "prev");
    const whole = dated(row, newest ? timeOf(newest.key) : 0);
    await Promise.all([store.add(whole), done]);
    return whole;
  });
  const whole = kept ? { ...kept, isKept: true } : { ...dated(row, 0), isKept: false };
  memory.outbox.set(whole.op, whole);
  return whole;
}

// Of that, what this page knows without asking the store.
export function known(person) {
  return [...memory.outbox.values()]
    .filter((row) => !person || row.person === person)
    .sort((one, other) => one.order - other.order);
}

// What was not sent yet, oldest first: of one person, or of everybody.
export async function unsent(person) {
  const here = memory.outbox;
  const rows = await stored((db) => db.getAll("outbox"));
  if (rows) {
    for (const row of here.values()) if (row.isKept) here.delete(row.op); // sent by another window
    for (const row of rows) here.set(row.op, { ...row, isKept: true });
  }
  return known(person);
}

export async function drop(ops) {
  for (const op of ops) memory.outbox.delete(op);
  await stored((db) => {
    const { store, done } = db.transaction("outbox", "readwrite");
    return Promise.all([...ops.map((op) => store.delete(op)), done]);
  });
}

// The page that was kept for somebody; without a person the one that was kept last.
export async function page(person) {
  const rows = (await stored((db) => db.getAll("pages"))) ?? [...memory.pages.values()];
  const own = rows.filter((row) => !person || row.person === person);
  return own.sort((one, other) => other.at - one.at)[0];
}

export async function keepPage(row) {
  const isKept = await stored((db) => db.put("pages", row).then(() => true));
  if (!isKept) memory.pages.set(row.person, row);
}

export async function dropPage(person) {
  memory.pages.delete(person);
  await stored((db) => db.delete("pages", person));
}

// Whoever signs in finds nothing of who was here before, who keeps only what they have yet to send.
export async function belongsTo(person, oldest) {
  for (const key of memory.pages.keys()) if (key !== person) memory.pages.delete(key);
  await stored(async (db) => {
    const transaction = db.transaction(["pages", "outbox"], "readwrite");
    const [pages, outbox] = ["pages", "outbox"].map((name) => transaction.objectStore(name));
    for (const key of await pages.getAllKeys()) if (key !== person) pages.delete(key);
    for (const row of await outbox.getAll()) {
      if (row.person !== person && row.at < oldest) outbox.delete(row.op);
    }
    await transaction.done;
  });
}
