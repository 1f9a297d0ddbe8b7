// Finds the time zone, and says which it is; whoever chose one by hand is left alone.

function find() {
  const select = document.querySelector("select[data-guess]");
  if (!select) return;
  delete select.dataset.guess;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...select.options].some((option) => option.value === zone)) select.value = zone;
  say(select);
}

function say(select) {
  const line = document.querySelector("[data-zone-words]");
  line.textContent = line.dataset.zoneWords.replace("{zone}", () => select.value);
}

document.addEventListener("change", (event) => { if (event.target.id === "timezone") say(event.target); });
document.addEventListener("woven:swapped", find);
find();
