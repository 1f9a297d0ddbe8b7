// Signs out, with or without a network: the page is gone at once, then what is kept on this device,
// and the server hears of it now or with this browser's next request.
//
// The session's cookie is out of a script's reach, so another one says that it is over. It is set
// first: whatever is cut off after it, the server ends the session when it next hears from here.

import { close, unsent } from "./device.js";
import { wipe } from "./wipe.js";

const DAYS = 90; // as long as a session lives that nobody uses
const PATIENCE = 8000; // ms
const SENDING = 4000; // ms
const OVER = "signed out";
const tabs = new BroadcastChannel("woven");
const isOver = () => document.cookie.split("; ").includes("signed_out=1");
let running = false;

function sayItIsOver() {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `signed_out=1; Path=/; Max-Age=${DAYS * 86_400}; SameSite=Lax${secure}`;
}

// In the place of the page, its address and its words: Back and Reload find nothing either.
function leave() {
  close(); // what still runs in this page keeps nothing any more
  const template = document.getElementById("signed-out");
  if (!template) {
    document.documentElement.hidden = true;
    location.replace("/sign-in");
    return;
  }
  for (const name of document.body.getAttributeNames()) document.body.removeAttribute(name);
  document.body.replaceChildren(template.content.cloneNode(true), template);
  document.querySelector("meta[name=csrf-token]")?.setAttribute("content", "");
  document.title = template.dataset.title;
  history.replaceState(null, "", "/sign-in");
  const main = document.querySelector("main");
  main.id = "main";
  main.dataset.here = "/sign-in";
  main.focus();
}

async function tellTheServer(address, body) {
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    const options = { method: "POST", body, signal, keepalive: true, redirect: "manual" };
    return (await fetch(address, options)).status < 500;
  } catch {
    return false;
  }
}

async function signOut(form) {
  const body = new URLSearchParams(new FormData(form));
  sayItIsOver();
  leave();
  tabs.postMessage(OVER);
  await wipe();
  if (await tellTheServer(form.action, body)) location.replace("/sign-in");
  else document.getElementById("heard-later").hidden = false;
}

// Resolves with how many ticks there are that cannot be sent now, also of who was here before.
async function left() {
  if (!(await unsent()).length) return 0;
  if (navigator.onLine) {
    const { send } = await import("./sending.js");
    await Promise.race([send(), new Promise((resolve) => { setTimeout(resolve, SENDING); })]);
  }
  return (await unsent()).length;
}

// What is not sent yet goes with signing out: then it is said first, and may be kept.
async function begin(form) {
  const count = await left().catch(() => 0);
  if (!count) return signOut(form);
  const question = document.getElementById("unsent");
  const words = question.querySelector("[data-words]");
  words.textContent = words.dataset.words.replace("{count}", () => count);
  question.returnValue = "";
  question.onclose = () => {
    if (question.returnValue) signOut(form);
    else form.querySelector("button").focus();
  };
  question.show(); // and not as a modal one: Exit stays within reach
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-sign-out]")) return;
  event.preventDefault();
  if (running) return;
  running = true;
  try {
    await begin(form);
  } finally {
    running = false;
  }
});

document.addEventListener("click", (event) => {
  const answer = event.target.closest("#unsent button");
  if (answer) answer.closest("dialog").close(answer.value);
});

tabs.addEventListener("message", ({ data }) => { if (data === OVER) leave(); });
window.addEventListener("pageshow", (event) => { if (event.persisted && isOver()) leave(); });
