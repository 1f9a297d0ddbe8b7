// Keeps Today as the server rendered it, for when there is no network: today itself whenever it is
// shown, and in a quiet moment the days before it and the next ones as they will begin.
//
// Nothing is kept that could be sent: no token, no form but that of the knots.

import * as device from "./device.js";
import { isOurs } from "./fragment.js";
import { page } from "./knots.js";
import { onChange } from "./live.js";

const QUIET = 2500; // ms after the page was loaded or news came
const SELDOM = 60_000; // ms between two times that all the days are fetched
const FORMS = "form:not(#ticks), #ticks input, .acts, .elsewhere, section:not(:has([data-habit]))";
const REFUSED = "[aria-invalid=true], .problem";

const { person } = document.body.dataset;
const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

// What is kept of a page: { day, html, … }; null of one that says that something was refused, and of
// somebody else's.
function still(main) {
  const today = main && isOurs(main) && main.querySelector("#today");
  if (!today || main.querySelector(REFUSED)) return null;
  for (const part of today.querySelectorAll(FORMS)) part.remove();
  return { ...today.dataset, html: today.outerHTML };
}

// One after the other: each reads the row that it then writes.
let keeping = Promise.resolve();

function keep(change) {
  const one = async () => {
    const row = change(await device.page(person));
    if (row) await device.keepPage(row);
  };
  keeping = keeping.then(one, one);
  return keeping;
}

function keepShown(html) {
  const kept = still(parsed(html).getElementById("main"));
  if (!kept) return;
  if (!kept.couple) {
    device.dropPage(person);
    return;
  }
  const { couple, day, turnsIn } = kept;
  const at = Date.now();
  keep((row) => {
    const days = { ...(row?.couple === couple && row.days), [day]: kept.html };
    if (day !== kept.local) return row && { ...row, days };
    const turns = at + Number(turnsIn) * 1000;
    const { title } = document;
    return { ...row, person, couple, title, html: kept.html, at, day, turns, days };
  });
}

let isStale = false;
let last = -Infinity;
let timer;

function later(pause = QUIET) {
  clearTimeout(timer);
  timer = setTimeout(fetchDays, Math.max(pause, last + SELDOM - Date.now()));
}

async function fetchDays() {
  if (document.hidden) {
    document.addEventListener("visibilitychange", () => later(), { once: true });
    return;
  }
  const { couple, local } = page();
  const row = await device.page(person);
  if (!couple || !row || (row.of === local && !isStale)) return;
  last = Date.now();
  isStale = false;
  try {
    const signal = AbortSignal.timeout(15_000);
    const response = await fetch("/offline/days", { cache: "no-store", signal });
    if (!response.ok || response.redirected) return;
    const mains = parsed(await response.text()).querySelectorAll("main");
    const days = [...mains].map(still).filter((one) => one?.couple === couple);
    const fetched = Object.fromEntries(days.map(({ day, html }) => [day, html]));
    // Of today what was shown last may be newer.
    keep((now) => now?.couple === couple
      && { ...now, of: local, days: { ...fetched, [now.day]: now.html } });
  } catch {
    isStale = true; // no network: another time
  }
}

onChange(({ kind, data }) => {
  if (kind === "tick" && data.date === page().local) return; // the page itself follows
  isStale = true;
  later();
});
document.addEventListener("woven:swapped", ({ detail }) => {
  keepShown(detail);
  later();
});
if (person) {
  keepShown(document.getElementById("main").outerHTML);
  later();
}
