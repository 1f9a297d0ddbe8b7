// On the icon of the installed app: how many things are left today for oneself. A number, no words.

const body = document.body;
const DUE = "#today [data-due]";

function isLeft(row) {
  const knots = [...row.querySelectorAll("button[aria-pressed]")];
  return knots.some((knot) => knot.getAttribute("aria-pressed") === "false" && !("kept" in knot.dataset));
}

let shown;

function count() {
  if (!document.getElementById("today") || document.getElementById("main").dataset.here !== "/today") return;
  const left = [...document.querySelectorAll(DUE)].filter(isLeft).length;
  if (left === shown) return;
  shown = left;
  // Some browsers want leave for it; without it there is no number, and nothing else is missing.
  navigator.setAppBadge(left).catch(() => {}); // 0 takes it away
}

// Signing out clears it, and takes the person out of the page before.
if ("setAppBadge" in navigator && !("shared" in body.dataset)) {
  const watch = new MutationObserver(count);
  const options = { subtree: true, childList: true, attributeFilter: ["aria-pressed", "data-kept", "data-due"] };
  watch.observe(body, options);
  count();
}
