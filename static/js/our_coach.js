// Takes a coach's code out of the address, where it came behind the #, into its field; copies the
// couple's own link.

import "./address.js";

const carried = location.hash.slice(1);
const field = document.getElementById("practice_code");

if (/^[A-Za-z0-9_-]{22}$/.test(carried)) {
  history.replaceState(null, "", location.pathname);
  if (field) {
    field.value = carried;
    field.form.dataset.dirty = "";
  }
}
