// Opens Woven without a network, and shows what is pushed.
//
// The server writes `WOVEN` above this (tracker/web/worker.py): the name of the cache, the address
// below which the files of this version lie, and the files of the shell. What is kept is that list
// and /offline, a page without anything private. Nothing is added on the way: what somebody opened
// leaves no trace in here.

const OFFLINE = "/offline";
const TODAY = "/today";
const PATIENCE = 4000; // ms: then Today opens as it was last
const ANY = { ignoreVary: true };

// Coming in

self.addEventListener("install", (event) => {
  event.waitUntil(Promise.all([...WOVEN.shell, OFFLINE].map(keep)));
});

// A server that is being replaced may still answer with files of before: then another time.
async function keep(address) {
  const isPage = address === OFFLINE;
  const answer = await fetch(address, isPage ? { cache: "reload" } : {});
  const isOfAnother = isPage
    ? !(await answer.clone().text()).includes(WOVEN.files)
    : answer.headers.get("Cache-Control")?.includes("no-cache");
  if (!answer.ok || answer.redirected || isOfAnother) throw new Error(`not to be kept: ${address}`);
  await (await caches.open(WOVEN.cache)).put(address, answer);
}

// It does not push in by itself: an open page of the version before may yet import files of its own.
// A page of this version says so, and then only while no other is open (static/js/worker.js).
self.addEventListener("message", (event) => {
  if (event.data?.version === WOVEN.files) event.waitUntil(takeOverFromNobody());
});

async function takeOverFromNobody() {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.length <= 1) await self.skipWaiting();
}

self.addEventListener("activate", (event) => event.waitUntil(begin()));

async function begin() {
  for (const name of await caches.keys()) if (name !== WOVEN.cache) await caches.delete(name);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

// What pages ask for. The rest goes its way: what is sent, what scripts read, other servers.

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname.startsWith("/static/")) event.respondWith(file(request, pathname));
  else if (request.mode === "navigate") event.respondWith(page(event, pathname));
});

async function file(request, pathname) {
  const kept = await caches.match(request.url, ANY); // of any version: the address says which
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch (problem) {
    // Today as it was last may name files of another version. The server would send this one's too.
    const same = await caches.match(pathname.replace(/^\/static\/[^/]+\//, WOVEN.files), ANY);
    if (same) return same;
    throw problem;
  }
}

async function page(event, pathname) {
  const answer = fromNetwork(event);
  event.waitUntil(answer.catch(() => {})); // it may come after we have stopped waiting for it
  try {
    return await (pathname === TODAY ? Promise.race([answer, late()]) : answer);
  } catch {
    return (await caches.match(OFFLINE, { ...ANY, cacheName: WOVEN.cache })) ?? answer;
  }
}

async function fromNetwork({ request, preloadResponse }) {
  return (await preloadResponse) ?? fetch(request);
}

function late() {
  return new Promise((_, reject) => { setTimeout(reject, PATIENCE); });
}

// What is pushed: browsers that can show it by themselves do, the others ask here.

self.addEventListener("push", (event) => event.waitUntil(show(event.data)));

function show(data) {
  let said = {};
  try {
    said = data.json().notification ?? {};
  } catch {
    // Something has to be shown, or browsers say in words of their own that one came.
  }
  return self.registration.showNotification(said.title || "Woven", {
    body: said.body,
    tag: said.tag,
    lang: said.lang,
    dir: ["ltr", "rtl"].includes(said.dir) ? said.dir : "auto",
    icon: `${WOVEN.files}icons/woven-192.png`,
    badge: `${WOVEN.files}icons/woven-badge-96.png`,
    data: { address: own(said.navigate) },
  });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead(own(event.notification.data?.address)));
});

// An address of ours, or Today: a push leads nowhere else.
function own(address = TODAY) {
  const { origin } = self.location;
  const url = new URL(URL.canParse(address, origin) ? address : TODAY, origin);
  return url.origin === origin ? url.href : new URL(TODAY, origin).href;
}

// A page that is open elsewhere stays where it is: somebody may be writing there.
async function lead(address) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find(({ url }) => url === address);
  return there ? there.focus() : self.clients.openWindow(address);
}
