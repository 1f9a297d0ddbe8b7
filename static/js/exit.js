// Leaves at once, by touch or by Esc pressed twice; this page's place in the history is taken over.

const TWICE_WITHIN = 800; // ms
let last = -Infinity;

function leave(exit) {
  document.documentElement.hidden = true; // also where the network is slow, or there is none
  document.title = "…";
  location.replace(exit.href);
}

// At the document, since what is shown may be swapped for something else with an exit of its own.
document.addEventListener("click", (event) => {
  const exit = event.target.closest("[data-exit]");
  if (!exit) return;
  event.preventDefault();
  leave(exit);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat) return;
  const exit = document.querySelector("[data-exit]");
  if (exit && event.timeStamp - last < TWICE_WITHIN) leave(exit);
  last = event.timeStamp;
});
