// The invitation: copies and sends its link, and looks again when the code for typing is over.

import { copy } from "./copy.js";
import { refresh } from "./fragment.js";

const MINUTE = 60_000;

function show() {
  const link = document.getElementById("link");
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !link;
  for (const button of document.querySelectorAll("[data-share]")) button.hidden = !navigator.share;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-share]");
  const link = document.getElementById("link");
  if (!button || !link) return;
  if ("copy" in button.dataset) copy(button, link.value, link);
  else navigator.share({ text: button.dataset.share, url: link.value }).catch(() => {}); // put away again
});

// A tap on the link takes all of it.
document.addEventListener("focusin", (event) => { if (event.target.id === "link") event.target.select(); });

document.addEventListener("woven:swapped", show);
setInterval(() => { if (document.querySelector("[data-code-ends]")) refresh(); }, MINUTE);
show();
