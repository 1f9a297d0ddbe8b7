// Forms with data-swap are sent without leaving the page; what comes back is swapped in.

import { tell, announce } from "./announce.js";
import { FRAGMENT, here, hold, letGo, now, release, swap } from "./fragment.js";

const PATIENCE = 20_000; // ms
const READ = 8000; // ms in which a notice can be read
const shown = () => document.querySelectorAll("#main > .notice, #main .problem[role=alert]");

// What a form came to is said once, and the change that it made fetches the page anew right after.
function keepShown() {
  for (const part of shown()) {
    hold(part);
    setTimeout(() => release(part), READ);
  }
  for (const form of document.querySelectorAll("#main form:has([aria-invalid=true])")) {
    form.dataset.dirty = "";
  }
}

keepShown();

// What the other does makes it old: "It begins once there is a yes." must not stand beside the yes.
document.addEventListener("woven:change", ({ detail: { by, kind } }) => {
  if (kind === "tick" || by === document.body.dataset.person) return;
  for (const notice of document.querySelectorAll("#main > .notice")) letGo(notice);
});

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
  const words = document.documentElement.dataset;
  const asked = now();
  let response;
  let html;
  form.setAttribute("aria-busy", "true");
  try {
    const body = new URLSearchParams(new FormData(form, submitter));
    const signal = AbortSignal.timeout(PATIENCE);
    response = await fetch(form.action, { method: "POST", body, headers: FRAGMENT, signal });
    html = await response.text();
  } catch {
    tell(words.offlineWords);
    return;
  } finally {
    form.removeAttribute("aria-busy");
  }
  if (response.status >= 500 || response.status === 429) {
    // What was typed stays where it is: this passes.
    const page = new DOMParser().parseFromString(html, "text/html");
    tell(page.querySelector("#main p:not(.eyebrow)")?.textContent.trim() || words.offlineWords);
    return;
  }
  delete form.dataset.dirty;
  const there = new URL(response.url);
  const said = there.searchParams.get("said");
  if (response.redirected) {
    there.searchParams.delete("said");
    if (there.pathname !== location.pathname) {
      location.assign(response.url);
      return;
    }
    if (there.search !== location.search) history.replaceState(null, "", there);
    fold(form);
  }
  for (const part of shown()) part.remove(); // it was about the form before
  if (!swap(html, asked, true)) {
    location.replace(here());
    return;
  }
  keepShown();
  // What was pressed may be gone: whoever uses a keyboard goes on from the page's beginning.
  if (document.activeElement === document.body) {
    document.getElementById("main").focus({ preventScroll: true });
  }
  const notice = document.querySelector("#main [role=alert], #main > .notice");
  if (notice && (said || !response.ok)) {
    announce(notice.textContent.trim());
    notice.scrollIntoView({ block: "nearest" });
  }
}

// A form that has done its part is put away; the focus stays where it was unfolded.
function fold(form) {
  const details = "close" in form.dataset && form.closest("details");
  if (!details) return;
  if (details.contains(document.activeElement)) details.querySelector("summary").focus();
  details.open = false;
}
