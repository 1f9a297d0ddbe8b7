// Takes a couple's code out of the address, where it came behind the #, and looks who asks.

import { here } from "./fragment.js";

const carried = location.hash.slice(1);
const look = document.getElementById("look");

// Another link opened in this very window changes nothing but what stands behind the #.
window.addEventListener("hashchange", () => {
  const { hash } = location;
  if (hash.length <= 1) return;
  history.replaceState(null, "", "?");
  location.replace(here() + hash);
});

if (/^[A-Za-z0-9_-]{22}$/.test(carried)) {
  history.replaceState(null, "", location.pathname);
  if (look) {
    look.elements.code.value = carried;
    look.requestSubmit();
  }
}
