// Takes the invitation out of the address, where it came behind the #, and looks who asks.
//
// It then stands in this page's own entry of the history, so that loading again still opens it.
// In the browser of a chat app it stays in the address: "Open in browser" hands on just that.

import { copy } from "./copy.js";
import { here } from "./fragment.js";

const inApp = "inApp" in document.body.dataset;
const carried = decoded(location.hash.slice(1)) || (history.state && history.state.invitation) || "";

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function held() {
  const field = document.querySelector("#main input[name=code]");
  return carried || (field ? field.value : "");
}

function show() {
  for (const button of document.querySelectorAll("[data-copy-invitation]")) button.hidden = !held();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy-invitation]");
  if (button) copy(button, `${location.origin}/join#${encodeURIComponent(held())}`);
});

// The next step links or does not: what has done its part is kept no longer.
function forget() {
  if (history.state && history.state.invitation) history.replaceState(null, "", location.pathname);
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("#main form:not([data-swap])")) forget();
});

document.addEventListener("woven:swapped", () => {
  show();
  if (!document.querySelector("#main input[type=hidden][name=code]")) forget(); // it did not open
  // What was pressed is gone with its form: go on where the next step begins.
  if (document.activeElement === document.body) (document.querySelector("#main #name") ?? document.getElementById("main")).focus();
});

// Another link opened in this very window changes nothing but what stands behind the #.
// To load is to go somewhere else; to load the same again could send the last form again.
window.addEventListener("hashchange", () => {
  const { hash } = location;
  if (hash.length <= 1) return;
  history.replaceState(null, "", "?");
  location.replace(here() + hash);
});

show();
const look = document.getElementById("look");
if (carried && !inApp) history.replaceState({ invitation: carried }, "", location.pathname);
if (carried && look) {
  look.elements.code.value = carried;
  look.requestSubmit();
}
