// A form whose words are not saved yet says so, and the browser asks before it is left.

for (const form of document.querySelectorAll("form[data-unsaved]")) {
  const area = form.querySelector("textarea");
  const said = form.querySelector("[role=status]");
  // What was refused is shown again as it was typed: it is not saved either.
  const refused = form.querySelector("[aria-invalid=true]") !== null;
  let leaving = false;
  const isUnsaved = () => !leaving && (refused || area.value !== area.defaultValue);
  const tell = () => {
    said.hidden = !isUnsaved();
    said.textContent = said.hidden ? "" : form.dataset.unsaved;
  };
  area.addEventListener("input", tell);
  form.addEventListener("submit", () => {
    leaving = true;
  });
  addEventListener("beforeunload", (event) => {
    if (isUnsaved()) event.preventDefault();
  });
  addEventListener("pageshow", () => {
    leaving = false;
    tell();
  });
}
