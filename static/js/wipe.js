// Takes everything of ours out of this browser but the session's cookie, which no script can reach.

import * as device from "./device.js";

const PATIENCE = 1500; // ms: what hangs must not keep what comes after it

const ALL = [
  stopPush,
  device.wipe,
  // Before the caches: one that is being installed fills them, and is waited for here.
  async () => {
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
  },
  async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  },
  async () => {
    for (const { name } of await indexedDB.databases()) await gone(name);
  },
  () => localStorage.clear(),
  () => sessionStorage.clear(),
  () => navigator.clearAppBadge(),
];

async function stopPush() {
  const worker = await navigator.serviceWorker.getRegistration();
  const subscription = await worker?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}

// Settles also where another page holds it open: then it goes when that page lets go.
function gone(name) {
  return new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(name);
    asked.onsuccess = asked.onerror = asked.onblocked = resolve;
  });
}

const late = () => new Promise((resolve) => { setTimeout(resolve, PATIENCE); });

// Not every browser has all of it, and what one refuses must not save the rest.
async function attempt(step) {
  try {
    await Promise.race([step(), late()]);
  } catch {
    // Not there, or not allowed: then there is nothing of ours in it either.
  }
}

export async function wipe() {
  for (const step of ALL) await attempt(step);
}

// For a browser whose session was ended elsewhere: what could be read goes, and nobody is called
// any more. What was ticked and not sent stays for its owner, who alone can send it; resolves with
// whether there is such a thing.
export async function wipeWhatIsRead() {
  let isLeft = false;
  await attempt(stopPush);
  await attempt(() => navigator.clearAppBadge());
  await attempt(async () => {
    const there = await indexedDB.databases();
    if (there.some(({ name }) => name === device.NAME)) {
      await device.belongsTo("", 0);
      isLeft = (await device.unsent()).length > 0;
    }
    device.close();
  });
  return isLeft;
}
