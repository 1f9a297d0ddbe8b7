// This browser's push subscription, and the server's knowledge of it: kept the same.

const PATIENCE = 15_000; // ms until no answer counts as no network
const READY = 10_000; // ms: a worker that cannot be installed never is

export class Refused extends Error {
  constructor(status, code) {
    super(code);
    Object.assign(this, { status, code });
  }
}

export function isPossible() {
  return "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}

// Asks the server. Throws Refused for its no, and whatever fetch throws without a network.
export async function ask(method, body, path = "") {
  const token = document.querySelector("meta[name=csrf-token]")?.content;
  const options = { method, signal: AbortSignal.timeout(PATIENCE), cache: "no-store" };
  if (method !== "GET") {
    options.headers = { "X-CSRF-Token": token, "Content-Type": "application/json" };
    options.body = JSON.stringify(body ?? {});
  }
  const response = await fetch(`/api/me/push${path}`, options);
  if (response.ok) return response.status === 204 ? null : response.json();
  const problem = await response.json().catch(() => ({}));
  throw new Refused(response.status, problem.code);
}

async function current() {
  const registration = await navigator.serviceWorker.getRegistration();
  return registration?.pushManager.getSubscription();
}

function bytes(base64url) {
  const letters = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

// Whether it was made for the key that the server has now; some browsers do not tell.
function isFor(subscription, key) {
  const made = subscription.options?.applicationServerKey;
  if (!made) return true;
  const wanted = bytes(key);
  const given = new Uint8Array(made);
  return given.length === wanted.length && given.every((byte, index) => byte === wanted[index]);
}

async function digest(text) {
  const raw = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(raw), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function active() {
  await navigator.serviceWorker.register("/sw.js");
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error("no service worker")), READY);
  });
  return Promise.race([navigator.serviceWorker.ready, late]);
}

// What the server does not take the browser must not keep: it would be called by nobody.
export async function turnOn(key, namesHabits) {
  const { pushManager } = await active();
  let subscription = await pushManager.getSubscription();
  if (subscription && !isFor(subscription, key)) {
    await subscription.unsubscribe();
    subscription = null;
  }
  const options = { userVisibleOnly: true, applicationServerKey: bytes(key) };
  subscription ??= await pushManager.subscribe(options);
  const { endpoint, keys } = subscription.toJSON();
  try {
    return await ask("PUT", { endpoint, keys, names_habits: namesHabits });
  } catch (problem) {
    if (problem instanceof Refused) await subscription.unsubscribe();
    throw problem;
  }
}

// The server first: where it cannot be told, it stays on and is not turned on anew by `settle`.
export async function turnOff() {
  await ask("DELETE");
  await (await current())?.unsubscribe();
}

// What the server knows, with the two made the same: browsers change their subscription when they
// please, and the server ends one when somebody signs out, leaves, or turns it off elsewhere.
export async function settle() {
  const known = await ask("GET");
  const subscription = await current();
  if (known.endpoint_digest === null) {
    await subscription?.unsubscribe();
    return known;
  }
  if (Notification.permission !== "granted") {
    await turnOff();
    return { ...known, endpoint_digest: null };
  }
  const isSame = subscription
    && isFor(subscription, known.key)
    && await digest(subscription.endpoint) === known.endpoint_digest;
  return isSame ? known : turnOn(known.key, known.names_habits);
}
