// The packet's page prints itself, where there are scripts to ask for it.

for (const part of document.querySelectorAll("[data-print]")) {
  part.hidden = false;
  part.firstElementChild.addEventListener("click", () => print());
}
