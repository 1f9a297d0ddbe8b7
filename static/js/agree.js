// In the form of a wish one choice follows from another; what was pressed keeps the focus.

const weekdays = (form) => form.querySelectorAll("[name=weekdays]");

document.addEventListener("change", ({ target }) => {
  const form = target.form;
  if (!form || !form.matches(".wish")) return;
  if (target.name === "unit" && target.value !== "weekdays") {
    for (const box of weekdays(form)) box.checked = false;
  } else if (target.name === "weekdays" && target.checked) {
    form.querySelector("[name=unit][value=weekdays]").checked = true;
  } else if (target.name === "starts_on" && target.value) {
    form.querySelector("[name=starts][value=date]").checked = true;
  }
});

// The button that was pressed is gone by now: whoever reads by ear goes on from what replaced it.
document.addEventListener("woven:swapped", () => {
  if (document.activeElement === document.body) document.querySelector("[data-just-asked], [data-just-moved]")?.focus({ preventScroll: true });
});

// The shelf that is open is to be seen in a line that scrolls.
document.querySelector(".shelves [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
