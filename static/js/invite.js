// The invitation: sends its link, and looks again when the code for typing is over.

import "./address.js";
import { refresh } from "./fragment.js";

const MINUTE = 60_000;

function show() {
  for (const button of document.querySelectorAll("[data-share]")) button.hidden = !navigator.share;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-share]");
  if (!button) return;
  const { value: url } = document.getElementById("link");
  navigator.share({ text: button.dataset.share, url }).catch(() => {}); // put away again
});

document.addEventListener("woven:swapped", show);
setInterval(() => { if (document.querySelector("[data-code-ends]")) refresh(); }, MINUTE);
show();
