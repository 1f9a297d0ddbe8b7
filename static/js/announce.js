// Says something to who listens to the page: politely, after what they hear right now.

const region = document.getElementById("announcer");

export function announce(text) {
  region.textContent = "";
  // The same words twice are a change only if they were gone in between.
  setTimeout(() => { region.textContent = text; }, 50);
}
