// What every page has: the way out, and forms that need not leave the page.

import "./exit.js";
import "./forms.js";
import "./sign_out.js";

// What a form came to is said once: not again when the page is loaded anew, or kept as a bookmark.
const address = new URL(location.href);
if (address.searchParams.has("said")) {
  address.searchParams.delete("said");
  history.replaceState(history.state, "", address);
}
