// What every page has: the way out, and forms that need not leave the page.

import "./exit.js";
import "./forms.js";
