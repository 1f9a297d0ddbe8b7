// Recovery codes: copied and printed where a script can do it; saving them is a link of the page.

import { copy } from "./copy.js";

function show() {
  for (const button of document.querySelectorAll("[data-copy], [data-print]")) button.hidden = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-print]");
  if (!button) return;
  if ("print" in button.dataset) {
    print();
    return;
  }
  const list = document.querySelector(".codes");
  const text = [...list.children].map((code) => code.textContent).join("\n");
  copy(button, text, { select: () => getSelection().selectAllChildren(list) });
});

document.addEventListener("woven:swapped", show);
show();
