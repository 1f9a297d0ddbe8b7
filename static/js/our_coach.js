// Takes a coach's code out of the address, where it came behind the #, into its field; copies the
// couple's own link.

import "./address.js";

function take() {
  const carried = location.hash.slice(1);
  if (!/^[A-Za-z0-9_-]{22}$/.test(carried)) return;
  history.replaceState(null, "", location.pathname);
  const field = document.getElementById("practice_code");
  if (field) {
    field.value = carried;
    field.form.dataset.dirty = "";
  }
}

take();
// Another link opened in this very window changes nothing but what stands behind the #.
window.addEventListener("hashchange", take);
