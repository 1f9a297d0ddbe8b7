// Buttons that copy: hidden until there is a script to do it.

import { announce } from "./announce.js";

const BACK_AFTER = 2000; // ms

export async function copy(button, text, field) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https there is no clipboard for scripts, but there is still a selection.
    if (!field) return;
    field.select();
    if (!document.execCommand("copy")) return;
  }
  const words = button.querySelector("span");
  const before = words.textContent;
  if (before === button.dataset.done) return;
  words.textContent = button.dataset.done;
  announce(button.dataset.done);
  setTimeout(() => { words.textContent = before; }, BACK_AFTER);
}
