// What an address brought behind the #, as a coach's code, goes along to where signing in leads:
// browsers keep it over a redirect, and no server reads it.

if (/^#[A-Za-z0-9_-]{22}$/.test(location.hash)) {
  for (const form of document.querySelectorAll("#main form")) form.action += location.hash;
}
