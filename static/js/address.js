// An address to copy: the button is there where a script can do it.

import { copy } from "./copy.js";

const field = () => document.getElementById("link");

function show() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !field();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button && field()) copy(button, field().value, field());
});

// A tap on the address takes all of it.
document.addEventListener("focusin", (event) => { if (event.target.id === "link") event.target.select(); });
document.addEventListener("woven:swapped", show);
show();
