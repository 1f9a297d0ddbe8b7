// Today without a network: the page as the server rendered it last, with what was ticked since laid
// over it. Takes ticks, sends nothing: once there is a network, the real page does.

import { announce } from "./announce.js";
import * as device from "./device.js";
import { isPressed, knot, lineOf, page, placeOf, say, show } from "./knots.js";
import { key, Outbox } from "./outbox.js";

const DAY = 86_400_000; // ms
const PAUSE = 4000; // ms between two looks for a network, while somebody may be looking
const TURN = 10_000; // ms between two looks at the clock
const SOON = 2000; // ms in which a network answers that is one
const cookie = `${document.documentElement.dataset.signedOutCookie}=1`; // see sign_out.js
const main = document.getElementById("main");
const age = document.getElementById("age");
const language = age.dataset.language; // with its region: dates as the server writes them
const isHere = location.pathname === "/offline"; // opened by its own address
const isToday = isHere || ["/", "/today"].includes(location.pathname);
const lines = new Map();
let kept;
let outbox;
let local; // the date that it is for whoever reads this
let shown;

// Dates are reckoned in UTC: there each day has as many hours.
const after = (date, days) =>
  new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);
const apart = (date, other) => Math.round((Date.parse(date) - Date.parse(other)) / DAY);
const named = (date) =>
  new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" }).format(new Date(date));

// Whose day it is was said by the server, with when the next begins: not by this device's zone.
function dateNow() {
  const since = Date.now() - kept.turns;
  return since < 0 ? kept.day : after(kept.day, 1 + Math.floor(since / DAY));
}

function sayAge() {
  const at = new Date(kept.at);
  const days = apart(local, kept.day);
  const hour = at.getHours();
  const part = hour < 11 ? "morning" : hour < 17 ? "noon" : "evening";
  const words = age.dataset[days === 0 ? part : days === 1 ? "yesterday" : "earlier"];
  const day = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
  const time = new Intl.DateTimeFormat(language, { timeStyle: "short" });
  age.querySelector("span").textContent = words
    .replace("{day}", () => day.format(at))
    .replace("{time}", () => time.format(at));
  age.hidden = false;
}

const rendered = (html) =>
  document.adoptNode(new DOMParser().parseFromString(html, "text/html").getElementById("today"));

const dateOf = (link) => new URL(link.href).searchParams.get("day");

// Shows a day that is kept, with the days to choose from as they are today.
function open(date) {
  const today = rendered(kept.days[date]);
  const base = kept.days[local] ? local : newest();
  const strip = rendered(kept.days[base]).querySelector(".strip");
  today.querySelector(".strip")?.remove();
  if (strip) {
    for (const link of strip.querySelectorAll("a")) {
      const there = dateOf(link) ?? base;
      if (there === date) link.setAttribute("aria-current", "date");
      else link.removeAttribute("aria-current");
      if (!kept.days[there]) link.removeAttribute("href");
    }
    today.querySelector(".head").after(strip);
  }
  const away = apart(local, date);
  const heading = away === 0 ? age.dataset.today : away === 1 ? age.dataset.before : named(date);
  today.querySelector("h1").textContent = heading;
  document.title = `${heading} · Woven`;
  for (const line of today.querySelectorAll(".all")) line.hidden = away !== 0;
  document.getElementById("shell")?.remove();
  document.getElementById("today")?.remove();
  document.getElementById("beyond").hidden = base === local || date !== base;
  main.append(today);
  shown = date;
  for (const said of outbox.newest()) layOver(said);
}

// The day that the address names; today, or the newest before it, where it names none that is kept.
function choose() {
  const asked = new URL(location.href).searchParams.get("day");
  return kept.days[asked] && asked <= local ? asked : kept.days[local] ? local : newest();
}

const newest = () => Object.keys(kept.days).filter((date) => date <= local).sort().at(-1);

// What was said since then is what is to be seen.
function layOver(said) {
  const button = knot(said);
  if (!button) return;
  const line = lineOf(button);
  if (!said.done && (said.line ?? line)) lines.set(key(said), said.line ?? line);
  if (isPressed(button) !== said.done) show(button, said.done);
  const note = button.closest("[data-habit]").querySelector(`.note[data-slot="${said.slot}"]`);
  if (note) note.hidden = !said.done;
  say(said.habit, "waiting", said.isKept === false ? page().waitingHere : page().waiting);
}

document.addEventListener("submit", async (event) => {
  const button = event.target.matches("form[data-tick]") && event.submitter;
  if (!button) return;
  event.preventDefault();
  const done = !isPressed(button);
  const place = placeOf(button);
  const line = lineOf(button);
  if (!done && line) lines.set(key(place), line);
  show(button, done);
  const words = lines.get(key(place));
  const said = { ...place, couple: kept.couple, done };
  if (words) said[done ? "note" : "line"] = words;
  const row = await outbox.add(said);
  layOver(row);
  announce(row.isKept ? page().waiting : page().waitingHere);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(".strip a[href]");
  if (!link) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  open(choose());
  document.querySelector(".strip [aria-current]")?.focus();
});

async function begin() {
  document.getElementById("elsewhere").hidden = isToday;
  document.getElementById("nothing").hidden = !isToday;
  if (!isToday || document.cookie.split("; ").includes(cookie)) return;
  kept = await device.page();
  if (!kept?.days) return;
  outbox = new Outbox(kept.person);
  await outbox.rows();
  local = dateNow();
  const date = choose();
  if (!date) return;
  sayAge();
  open(date);
}

// The phone was asleep at midnight, or somebody ticked in another window.
async function wake() {
  if (document.hidden || !shown || !main.isConnected) return; // or signed out
  await outbox.rows();
  const wasToday = shown === local;
  local = dateNow();
  const date = !wasToday && kept.days[shown] ? shown : kept.days[local] ? local : newest();
  if (!date) return;
  sayAge();
  open(date);
}

document.addEventListener("visibilitychange", wake);
setInterval(() => { if (shown && dateNow() !== local) wake(); }, TURN);
addEventListener("popstate", () => { if (shown) open(choose()); });

// Where this page's place is once there is a network.
function there() {
  if (shown && shown !== local) return `/today?day=${shown}`;
  return shown || isHere ? "/today" : location.href;
}

let isLooking = false; // or has found one
let timer;

async function look() {
  if (isLooking || document.hidden) return;
  isLooking = true;
  clearTimeout(timer);
  try {
    const signal = AbortSignal.timeout(SOON);
    const response = await fetch("/healthz", { cache: "no-store", signal });
    if (response.ok) {
      location.replace(there()); // once: a second time would cut off the first
      return;
    }
  } catch {
    // None yet.
  }
  isLooking = false;
  if (!isHere) timer = setTimeout(look, PAUSE);
}

addEventListener("online", look);
if (!isHere) {
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", ({ persisted }) => { if (persisted) look(); });
  timer = setTimeout(look, PAUSE);
}
begin();
