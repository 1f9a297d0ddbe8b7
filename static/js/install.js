// Puts Woven on the home screen where a browser lets a page ask; elsewhere the page has words for it.

import { tell } from "./announce.js";
import { isPad } from "./apple.js";

const part = document.getElementById("install");
const offer = part.querySelector("[data-install]");
let asking;

function isInstalled() {
  return matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
}

// The server took an iPad for a Mac.
function unfold() {
  if (!isPad()) return;
  for (const way of part.querySelectorAll("[data-way]")) {
    way.open = way.dataset.way === "apple-touch";
    if (way.open) way.parentElement.querySelector("[data-way]").before(way);
  }
}

window.addEventListener("beforeinstallprompt", (event) => {
  asking = event;
  offer.hidden = false;
});

window.addEventListener("appinstalled", () => {
  offer.hidden = true;
  tell(offer.dataset.done);
});

// A browser asks once for each offer; when the answer was no it makes another in its own time.
offer.querySelector("button").addEventListener("click", () => {
  offer.hidden = true;
  asking?.prompt();
  asking = undefined;
});

part.querySelector("[data-installed]").hidden = !isInstalled();
part.querySelector("[data-insecure]").hidden = isSecureContext;
unfold();
