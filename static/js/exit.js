// Leaves at once, by touch or by Esc pressed twice; this page's place in the history is taken over.

const exit = document.querySelector("[data-exit]");
const TWICE_WITHIN = 800; // ms
let last = -Infinity;

function leave() {
  document.documentElement.hidden = true; // also where the network is slow, or there is none
  document.title = "…";
  location.replace(exit.href);
}

if (exit) {
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    if (event.timeStamp - last < TWICE_WITHIN) leave();
    last = event.timeStamp;
  });
}
