// Signing in with a passkey: by the button, or by what the browser offers in the field for the
// address. A script asks the device; what it signed is sent as a form.

import { isPossible, prove, send } from "./passkey.js";

const OLD = 4 * 60_000; // ms: the server takes an answer for five minutes
const PATIENCE = 15_000; // ms until no answer counts as no network
const form = document.getElementById("by-passkey");
let asked = null; // the one question a browser takes at a time
let offeredAt = 0;

async function question() {
  const response = await fetch(form.dataset.options, {
    method: "POST",
    headers: { "X-CSRF-Token": form.elements.csrf_token.value },
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

async function enter(how) {
  asked?.abort();
  const { signal } = asked = new AbortController();
  const { challenge, options } = await question();
  signal.throwIfAborted();
  const signed = await prove(options, { ...how, signal });
  form.elements.shared.disabled = !document.getElementById("shared").checked;
  send(form, { challenge, ...signed });
}

function say(which) {
  for (const words of form.querySelectorAll("[data-words]")) {
    words.hidden = words.dataset.words !== which;
  }
}

async function offer() {
  offeredAt = performance.now();
  try {
    await enter({ mediation: "conditional" });
  } catch {
    // Nobody asked for it: the button and the password are there.
  }
}

async function press() {
  say("");
  try {
    await enter();
  } catch (problem) {
    if (problem.name !== "AbortError") say(problem.name === "NotAllowedError" ? "none" : "away");
  }
}

async function begin() {
  if (!form || !isPossible(form.dataset.host)) return;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    if (form.elements.signature.value) return;
    event.preventDefault();
    press();
  });
  if (!await PublicKeyCredential.isConditionalMediationAvailable?.()) return;
  offer();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && performance.now() - offeredAt > OLD) offer();
  });
}

begin();
