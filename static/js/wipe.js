// Takes everything of ours out of this browser but the session's cookie, which no script can reach.

const DATABASE = "woven";
const PATIENCE = 1500; // ms: what hangs must not keep what comes after it

const ALL = [
  async () => (await subscription())?.unsubscribe(),
  async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  },
  async () => {
    for (const { name } of await indexedDB.databases()) await gone(name);
  },
  () => gone(DATABASE), // where databases cannot be listed
  () => localStorage.clear(),
  () => sessionStorage.clear(),
  () => navigator.clearAppBadge(),
  async () => {
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
  },
];

async function subscription() {
  const worker = await navigator.serviceWorker.getRegistration();
  return worker?.pushManager?.getSubscription();
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
    return await Promise.race([step(), late()]);
  } catch {
    return undefined; // not there, or not allowed: then there is nothing of ours in it either
  }
}

export async function wipe() {
  for (const step of ALL) await attempt(step);
}

// Resolves with the database, or nothing where there is none; to ask must not make one.
function opened() {
  return new Promise((resolve) => {
    const asked = indexedDB.open(DATABASE);
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => resolve(null);
  });
}

// Resolves with what the step makes of one of its stores.
async function inStore(name, step) {
  const database = await opened();
  if (!database) return undefined;
  try {
    const asked = step(database.transaction(name, "readwrite").objectStore(name));
    return await new Promise((resolve, reject) => {
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  } finally {
    database.close();
  }
}

// Resolves with how many ticks wait here for a network.
export async function unsent() {
  return (await attempt(() => inStore("outbox", (store) => store.count()))) ?? 0;
}

// For a browser whose session was ended elsewhere: what could be read goes, and nobody is called
// any more. What was ticked and not sent stays for its owner, who alone can send it.
export async function wipeWhatIsRead() {
  await attempt(async () => (await subscription())?.unsubscribe());
  await attempt(() => navigator.clearAppBadge());
  await attempt(() => inStore("pages", (store) => store.clear()));
}
