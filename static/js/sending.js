// Sends what waits in the outbox, the oldest first and by one window at a time, whenever there may
// be a network: until there is a final answer for each.

import { batch, MOST_OPS, PATIENCE, pause, sentAt, shift, verdict, written } from "./batches.js";
import * as device from "./device.js";
import { here } from "./fragment.js";
import { heard, take } from "./live.js";
import { Outbox } from "./outbox.js";

const SLOW = 600; // ms after which the page says that it is still saving
const LATE = 4000; // ms after which it says that it waits for a network
const TURN = 3000; // ms: a window that sleeps may have the lock
const KEPT = 30 * 86_400_000; // ms: what is older the server would refuse
const nobody = { sending() {}, waiting() {}, settled() {} };

export const outbox = new Outbox(document.body.dataset.person);
const deviceId = device.newId(Date.now());
let listener = nobody;
let running = null;
let again = false;
let tries = 0;
let timer = 0;
let notBefore = 0; // the server asked for some quiet
let most = MOST_OPS;
// How late the operations of a request may have been dated lately: by how long it took, and by how
// early it claimed to be. What was said after them must not lose to them, though it may travel faster.
let lag = 0;
let isStale = false;

// The listener hears of rows: sending, waiting(rows, why), settled(rows, results).
export function listen(one) {
  listener = { ...nobody, ...one };
}

// Sends whatever waits. Calls that come meanwhile are answered by one more run.
export function send() {
  if (running) {
    again = true;
    return running;
  }
  clearTimeout(timer);
  running = oneAtATime(drain).catch((error) => {
    reportError(error);
    later("busy");
  }).finally(() => {
    running = null;
    if (again) {
      again = false;
      send();
    }
  });
  return running;
}

async function oneAtATime(work) {
  if (!navigator.locks) return work(); // nothing is done twice, whoever sends it
  let isMine = false;
  const signal = AbortSignal.timeout(TURN);
  const mine = () => {
    isMine = true;
    return work();
  };
  try {
    return await navigator.locks.request("woven-outbox", { signal }, mine);
  } catch (error) {
    if (isMine) throw error;
    return work();
  }
}

async function drain() {
  for (let rows = await outbox.next(); ; rows = await outbox.rows()) {
    const sent = outbox.settled(rows);
    if (sent.length) listener.settled(sent, new Map());
    if (!rows.length) {
      [tries, lag, most] = [0, 0, MOST_OPS];
      return;
    }
    if (isStale) {
      listener.waiting(rows, "stale");
      return;
    }
    if (Date.now() < notBefore) {
      later("busy", rows);
      return;
    }
    const next = batch(rows, most);
    if (!(await post(next, rows))) return;
  }
}

// Sends a batch; tells whether there is more to do at once.
async function post(rows, all) {
  const slow = setTimeout(() => listener.sending(rows), SLOW);
  const waits = setTimeout(() => listener.waiting(rows, "network"), LATE);
  const started = Date.now();
  const answer = await ask(rows, started);
  clearTimeout(slow);
  clearTimeout(waits);
  const took = Date.now() - started;
  const late = answer.status === 200 ? shift(rows, lag) : shift(rows, 0);
  lag = Math.max(lag, late + took);
  switch (verdict(answer.status, answer.body?.code, answer.body?.results)) {
    case "final": {
      tries = 0;
      const results = new Map(answer.body.results.map((result) => [result.op, result]));
      const known = rows.filter((row) => results.has(row.op));
      const last = await outbox.settle(known);
      take(answer.body);
      listener.settled(last, results);
      if (known.length) return true;
      break;
    }
    case "halve":
      if (rows.length > 1) {
        most = Math.ceil(rows.length / 2);
        return true;
      }
      listener.settled(await outbox.settle(rows), refusal(rows, "too_large"));
      return true;
    case "sign in":
      location.replace(`/sign-in?next=${encodeURIComponent(here())}`);
      return false;
    case "stale":
      isStale = true;
      return true;
    case "gone":
      await outbox.settle(all.filter((row) => row.couple === rows[0].couple));
      await device.dropPage(outbox.person);
      if (!document.querySelector("[data-dirty]")) location.replace("/today?said=dropped");
      return true;
    default:
  }
  notBefore = Date.now() + (Number(answer.retryAfter) || 0) * 1000;
  later(answer.status === 0 ? "network" : "busy", all, answer.retryAfter);
  return false;
}

const refusal = (rows, code) =>
  new Map(rows.map(({ op }) => [op, { op, status: "rejected", code }]));

function later(why, rows = outbox.newest(), retryAfter = 0) {
  const left = Math.max(Number(retryAfter) || 0, (notBefore - Date.now()) / 1000);
  clearTimeout(timer);
  timer = setTimeout(send, pause(tries, left, Math.random()));
  tries += 1;
  listener.waiting(rows, why);
}

async function ask(rows, started) {
  const headers = {
    "Content-Type": "application/json",
    "X-CSRF-Token": document.querySelector("meta[name=csrf-token]").content,
  };
  const body = JSON.stringify({
    couple: rows[0].couple,
    device: deviceId,
    sent_at: new Date(sentAt(rows, started, lag)).toISOString(),
    after: heard() || 0,
    ops: rows.map(written),
  });
  const signal = AbortSignal.timeout(PATIENCE);
  let status = 0;
  let retryAfter;
  try {
    const response = await fetch("/api/sync", { method: "POST", headers, body, signal });
    [status, retryAfter] = [response.status, response.headers.get("Retry-After")];
    return { status, retryAfter, body: await response.json() };
  } catch {
    // No answer, or one that was cut off or is no JSON.
    return { status: status < 400 ? 0 : status, retryAfter };
  }
}

const wake = () => { if (!document.hidden) send(); };
addEventListener("online", wake);
addEventListener("pageshow", wake);
document.addEventListener("visibilitychange", wake);
document.addEventListener("woven:ready", wake);
device.belongsTo(outbox.person, Date.now() - KEPT).then(send);
