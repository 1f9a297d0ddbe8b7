// Signs out, with or without a network: the page is gone at once, then what is kept on this device,
// and the server hears of it now or with this browser's next request.
//
// The session's cookie is out of a script's reach, so another one says that it is over. It is set
// first: whatever is cut off after it, the server ends the session when it next hears from here.

import { close, page, unsent } from "./device.js";
import { key } from "./outbox.js";
import { wipe } from "./wipe.js";

const DAYS = 90; // as long as a session lives that nobody uses
const PATIENCE = 8000; // ms
const SENDING = 4000; // ms
const OVER = "signed out";
const tabs = new BroadcastChannel("woven");
const cookie = `${document.documentElement.dataset.signedOutCookie}=1`;
const isOver = () => document.cookie.split("; ").includes(cookie);
let running = false;

function sayItIsOver() {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${cookie}; Path=/; Max-Age=${DAYS * 86_400}; SameSite=Lax${secure}`;
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

// Resolves with what cannot be sent now, also of who was here before.
async function left() {
  if (!(await unsent()).length) return [];
  if (navigator.onLine) {
    const { send } = await import("./sending.js");
    await Promise.race([send(), new Promise((resolve) => { setTimeout(resolve, SENDING); })]);
  }
  return unsent();
}

// What is counted is what somebody sees: knots, however often each was tapped.
async function ask(rows) {
  const me = document.body.dataset.person ?? (await page())?.person;
  const others = rows.filter(({ person }) => me && person !== me);
  const own = new Set(rows.filter((row) => !others.includes(row)).map(key));
  const question = document.getElementById("unsent");
  const words = question.querySelector("[data-words]");
  words.textContent = words.dataset.words.replace("{count}", () => own.size);
  words.hidden = !own.size;
  question.querySelector("[data-others]").hidden = !others.length;
  return question;
}

// What is not sent yet goes with signing out: then it is said first, and may be kept.
async function begin(form) {
  const rows = await left().catch(() => []);
  if (!rows.length) return signOut(form);
  const question = await ask(rows);
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
