// Forms with data-swap are sent without leaving the page; what comes back is swapped in.

import { announce } from "./announce.js";
import { FRAGMENT, swap } from "./fragment.js";

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.method === "post") form.dataset.dirty = "";
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-swap]") || event.defaultPrevented) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") !== "true") send(form, event.submitter);
});

async function send(form, submitter) {
  form.setAttribute("aria-busy", "true");
  const body = new URLSearchParams(new FormData(form, submitter));
  let response;
  try {
    response = await fetch(form.action, { method: "POST", body, headers: FRAGMENT });
  } catch {
    form.removeAttribute("aria-busy");
    announce(document.documentElement.dataset.offlineWords);
    return;
  }
  form.removeAttribute("aria-busy");
  delete form.dataset.dirty;
  const here = new URL(location.href);
  const there = new URL(response.url);
  if (response.redirected && there.pathname !== here.pathname) {
    location.assign(there);
    return;
  }
  if (!swap(await response.text())) {
    location.reload();
    return;
  }
  const said = document.querySelector("#main [role=alert], #main > .notice");
  if (said) {
    announce(said.textContent.trim());
    said.scrollIntoView({ block: "nearest" });
  }
}
