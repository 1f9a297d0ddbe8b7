// Sets the service worker to work, once the page has all it needs: static/sw.js.

const HOUR = 3_600_000; // ms
const { dataset } = document.body;
const version = new URL("../", import.meta.url).pathname; // of this page: where its files lie

function isWanted() {
  return "person" in dataset && !("shared" in dataset) && "serviceWorker" in navigator;
}

// A newer one waits until nobody needs the files of the one before: this page of its own version
// does not, and it asks itself whether there are others.
function invite(registration) {
  registration.waiting?.postMessage({ version });
}

function follow(registration) {
  const coming = registration.installing;
  coming?.addEventListener("statechange", () => {
    if (coming.state === "installed") invite(registration);
  });
}

async function start() {
  if (!isWanted()) return; // signed out meanwhile
  try {
    const registration = await navigator.serviceWorker.register("/sw.js");
    invite(registration);
    follow(registration);
    registration.addEventListener("updatefound", () => follow(registration));
    keepUp(registration);
    if (location.pathname === "/today" && globalThis.Notification?.permission === "granted") {
      await (await import("./subscription.js")).settle(); // browsers change theirs when they please
    }
  } catch {
    // Private windows may refuse, or there is no network. All but opening without one works.
  }
}

// An app that is never closed navigates seldom, and so would hear of a newer one seldom.
function keepUp(registration) {
  let looked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || Date.now() - looked < HOUR) return;
    looked = Date.now();
    registration.update().catch(() => {}); // no network: another time
  });
}

function whenIdle() {
  if ("requestIdleCallback" in window) requestIdleCallback(start, { timeout: 5000 });
  else setTimeout(start, 1000);
}

if (isWanted()) {
  if (document.readyState === "complete") whenIdle();
  else addEventListener("load", whenIdle, { once: true });
}
