// The roster without leaving it: sorting, filtering and searching swap in what the server rendered,
// and keys go from couple to couple. The address follows, so that a reload shows the same.

import { announce } from "./announce.js";
import { FRAGMENT, now, swap } from "./fragment.js";

const PAUSE = 180; // ms without another letter
const OFF = "roster-keys-off";
const roster = () => document.getElementById("roster");
const links = () => [...document.querySelectorAll(".roster tbody th a")];
let asking = null;
let waiting;

async function show(address) {
  asking?.abort();
  const mine = (asking = new AbortController());
  const asked = now();
  try {
    const response = await fetch(address, { headers: FRAGMENT, cache: "no-store", signal: mine.signal });
    const html = await response.text();
    if (mine.signal.aborted) return;
    if (!response.ok || response.redirected || !swap(html, asked, true)) {
      location.assign(address);
      return;
    }
  } catch {
    if (!mine.signal.aborted) location.assign(address);
    return;
  }
  // Not another place in the history: Exit takes over the one that there is.
  history.replaceState(null, "", address);
  const found = document.getElementById("found");
  if (found) announce(found.textContent);
}

function search() {
  clearTimeout(waiting);
  const form = document.querySelector(".tools");
  const address = new URL(location.href);
  const { q, sort } = form.elements;
  if (sort.value !== form.dataset.sort) {
    address.searchParams.set("sort", sort.value);
    address.searchParams.delete("order");
  }
  if (q.value.trim()) address.searchParams.set("q", q.value.trim());
  else address.searchParams.delete("q");
  address.searchParams.delete("page");
  show(address.pathname + address.search);
}

// What the server drew is taken over, at first and after each swap.
function begin() {
  const form = document.querySelector(".tools");
  if (!form) return;
  form.dataset.live = "";
  form.dataset.sort = form.elements.sort.value;
  const keys = document.getElementById("keys");
  keys.hidden = false;
  keys.querySelector("[data-keys]").textContent = isOff() ? keys.dataset.on : keys.dataset.off;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) {
    try {
      if (isOff()) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    } catch {
      return; // a browser that keeps nothing
    }
    begin();
    return;
  }
  const link = event.target.closest("#roster :is(nav, thead, #none-found) a");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  show(link.getAttribute("href"));
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches(".tools")) return;
  event.preventDefault();
  search();
});
document.addEventListener("input", ({ target }) => {
  if (target.id !== "q" || !roster()) return;
  clearTimeout(waiting);
  waiting = setTimeout(search, PAUSE);
});
document.addEventListener("change", ({ target }) => {
  if (target.id === "sort" && roster()) search();
});
document.addEventListener("woven:swapped", begin);

function isOff() {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false;
  }
}

function move(by) {
  const all = links();
  const at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

// Letters only where nothing else takes them; arrows only between couples, else they scroll.
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (!roster() || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
  if (target.matches("input, select, textarea, [contenteditable]") || isOff()) return;
  const isOnRow = target.matches(".roster tbody th a");
  if (key === "j" || (isOnRow && key === "ArrowDown")) move(1);
  else if (key === "k" || (isOnRow && key === "ArrowUp")) move(-1);
  else if (key === "/") document.getElementById("q").focus();
  else if (key === "?") {
    const keys = document.getElementById("keys");
    keys.open = !keys.open;
    keys.querySelector("summary").focus();
  } else return;
  event.preventDefault();
});

begin();
