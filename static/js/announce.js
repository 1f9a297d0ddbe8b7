// Says something to who listens to the page: politely, after what they hear right now.

const region = document.getElementById("announcer");
const LONG = 6000; // ms
let waiting = [];
let hiding;

export function announce(text) {
  waiting.push(text);
  if (waiting.length > 1) return;
  region.textContent = "";
  // The same words twice are a change only if they were gone in between.
  setTimeout(() => {
    region.textContent = waiting.join(" ");
    waiting = [];
  }, 50);
}

// The same for everybody's eyes: what concerns no single place of the page.
export function tell(text) {
  announce(text);
  region.className = "toast";
  clearTimeout(hiding);
  hiding = setTimeout(() => { region.className = "sr"; }, LONG);
}
