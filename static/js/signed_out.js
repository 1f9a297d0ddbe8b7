// The page to sign in is where a browser comes whose session has ended: also elsewhere, as after a
// new password. Then nobody has emptied this device yet.

import "./carried.js";
import { wipeWhatIsRead } from "./wipe.js";

wipeWhatIsRead().then((isLeft) => {
  document.getElementById("waits").hidden = !isLeft;
});
