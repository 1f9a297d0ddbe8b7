// The settings' page of passkeys: what the server asks of the device, and what that has made.

import { isPossible, make, send } from "./passkey.js";

let asked = null; // the one question a browser takes at a time

function show() {
  const begin = document.querySelector("form[data-passkeys]");
  if (begin && !isPossible(begin.dataset.passkeys)) {
    begin.hidden = true;
    document.querySelector("[data-no-passkeys]").hidden = false;
  }
  const form = document.querySelector("form[data-make]");
  if (form) ask(form, true);
}

// By itself it is tried once: some browsers want a tap for it, and the button is there.
async function ask(form, isByItself) {
  asked?.abort();
  const mine = asked = new AbortController();
  for (const words of form.querySelectorAll("[data-words]")) words.hidden = true;
  try {
    send(form, await make(JSON.parse(form.dataset.make), mine.signal));
  } catch (problem) {
    if (mine.signal.aborted) return;
    const which = problem.name === "InvalidStateError" ? "there" : "none";
    if (!isByItself || which === "there") {
      form.querySelector(`[data-words=${which}]`).hidden = false;
    }
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-make]") || form.elements.attestation.value) return;
  event.preventDefault();
  ask(form, false);
}, true);

document.addEventListener("woven:swapped", show);
show();
