// Swaps in what the server rendered: the page's <main>, morphed so that focus, what is being
// typed and what was unfolded stay.

import { Idiomorph } from "../vendor/idiomorph.esm.min.js";

export const FRAGMENT = { "X-Woven-Fragment": "main" };

const held = new Map(); // node → until which fragments are older than what the page shows
const behind = new Set(); // of these: those of which a fragment said something else
let newest = 0; // when the fragment that is shown was asked for

export const now = () => performance.now();

// Where this page is loaded anew: the address of one that a form came to would send the form again.
export const here = () => document.getElementById("main").dataset.here;

// Keeps a node as it is, whatever fragments say, until it is released.
export function hold(node) {
  held.set(node, Infinity);
}

// Lets fragments speak of it again, but only those that are asked for from now on.
export function release(node) {
  if (!held.has(node)) return;
  held.set(node, now());
  if (behind.delete(node)) refresh();
}

// Lets any fragment speak of it, also one that is on its way: what it says is of before.
export function letGo(node) {
  held.delete(node);
  behind.delete(node);
}

function isHeld(node, asked) {
  if (node.dataset && "dirty" in node.dataset) return true; // nobody loses what they type
  if (!held.has(node)) return false;
  if (asked < held.get(node)) return true;
  held.delete(node);
  return false;
}

// What is being drawn is of no account.
function saysOtherwise(node, fresh) {
  const names = new Set([...node.getAttributeNames(), ...fresh.getAttributeNames()]);
  names.delete("data-fresh");
  return [...names].some((name) => node.getAttribute(name) !== fresh.getAttribute(name));
}

function holdsSomething(node, asked) {
  if (isHeld(node, asked)) return true;
  if (!node.querySelector) return false;
  if (node.querySelector("[data-dirty]")) return true;
  return [...held.keys()].some((one) => node.contains(one) && isHeld(one, asked));
}

// Whether a <main> was written for the person whose page this is. A page that slept may ask with
// another's session: who signed in meanwhile, in this browser.
export const isOurs = ({ dataset }) =>
  !dataset.person || dataset.person === document.body.dataset.person;

// Swaps in a whole answer; `asked`: when it was asked for. False where it is no page of ours.
// What is older than the page is left out, unless somebody waits for it: then the page follows.
export function swap(html, asked = now(), isAwaited = false) {
  const main = document.getElementById("main");
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("main");
  if (!fresh) return false;
  if (!isOurs(fresh)) {
    location.replace(here());
    return true;
  }
  if (asked < newest && !isAwaited) return true;
  let isBehind = asked < newest;
  if (!isBehind) newest = asked;
  const title = fresh.dataset.title;
  delete fresh.dataset.title;
  fresh.dataset.here ||= here(); // a refusal stands where the page did
  fresh.tabIndex = -1;
  Idiomorph.morph(main, fresh, {
    morphStyle: "outerHTML",
    // Of a button or a summary, idiomorph would leave out the words as well.
    ignoreActiveValue: Boolean(document.activeElement?.matches("input, select, textarea")),
    callbacks: {
      beforeNodeMorphed(old, one) {
        if (!isHeld(old, asked)) return true;
        if (old.matches("[aria-pressed]") && saysOtherwise(old, one)) {
          if (held.get(old) === Infinity) behind.add(old);
          else isBehind = true;
        }
        return false;
      },
      beforeNodeRemoved: (old) => !holdsSomething(old, asked),
      // What somebody unfolded stays open; what holds a message may open by itself.
      beforeAttributeUpdated: (name, node, change) =>
        !(name === "open" && change === "remove" && node.matches("details")),
    },
  });
  for (const node of held.keys()) if (!node.isConnected) held.delete(node);
  for (const node of behind) if (!held.has(node)) behind.delete(node);
  if (isBehind) refresh();
  if (title) document.title = title;
  document.dispatchEvent(new CustomEvent("woven:swapped", { detail: html }));
  return true;
}

let running = null;
let again = false;

// Fetches this page anew and swaps it in; resolves with whether there was an answer. Calls that come
// meanwhile are answered by one more run.
export function refresh() {
  if (running) {
    again = true;
    return running;
  }
  running = once().finally(() => {
    running = null;
    if (again) {
      again = false;
      refresh();
    }
  });
  return running;
}

async function once() {
  const asked = now();
  const address = here();
  try {
    const response = await fetch(address, {
      headers: FRAGMENT,
      cache: "no-store",
      signal: AbortSignal.timeout(15_000),
    });
    if (response.redirected || response.status === 404 || response.status === 410) {
      location.replace(response.url);
    } else if (response.ok) {
      const html = await response.text();
      // A form may have led this page to another address meanwhile: of that one nothing is here.
      if (address === here()) swap(html, asked);
      else again = true;
    }
    return true;
  } catch {
    return false; // no network: what is shown stays, and coming back asks again
  }
}
