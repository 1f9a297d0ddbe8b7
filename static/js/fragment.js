// Swaps in what the server rendered: the page's <main>, morphed so that focus, what is being
// typed and what was unfolded stay.

import { Idiomorph } from "../vendor/idiomorph.esm.min.js";

export const FRAGMENT = { "X-Woven-Fragment": "main" };

// What is on its way to the server is newer than any fragment; and nobody loses what they type.
const isHeld = (node) => node.dataset && ("pending" in node.dataset || "dirty" in node.dataset);

export function swap(html) {
  const main = document.getElementById("main");
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("main");
  if (!fresh) return false;
  const title = fresh.dataset.title;
  delete fresh.dataset.title;
  fresh.tabIndex = -1;
  Idiomorph.morph(main, fresh, {
    morphStyle: "outerHTML",
    ignoreActiveValue: true,
    callbacks: {
      beforeNodeMorphed: (old) => !isHeld(old),
      beforeNodeRemoved: (old) => !(old.querySelector && (isHeld(old) || old.querySelector("[data-pending], [data-dirty]"))),
      beforeAttributeUpdated: (name, node) => !(name === "open" && node.matches("details")),
    },
  });
  if (title) document.title = title;
  document.dispatchEvent(new Event("woven:swapped"));
  return true;
}

let running = null;
let again = false;

// Fetches this page anew and swaps it in. Calls that come meanwhile are answered by one more run.
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
  let response;
  try {
    response = await fetch(location.href, { headers: FRAGMENT, cache: "no-store" });
  } catch {
    return; // no network: what is shown stays, and coming back asks again
  }
  if (response.redirected || response.status === 404 || response.status === 410) location.replace(response.url);
  else if (response.ok) swap(await response.text());
}
