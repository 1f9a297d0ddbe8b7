// What every page has: the way out, and forms that need not leave the page.

import "./exit.js";
import "./forms.js";
import "./worker.js";

// Where Woven can be put on the home screen is said in the settings, and browsers need not ask.
addEventListener("beforeinstallprompt", (event) => event.preventDefault());

// What a form came to is said once: not again when the page is loaded anew, or kept as a bookmark.
const address = new URL(location.href);
if (address.searchParams.has("said")) {
  address.searchParams.delete("said");
  history.replaceState(history.state, "", address);
}
