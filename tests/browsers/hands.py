"""What a person does in a browser of any make: finds things by their names, taps, types, reads."""

import base64
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.browsers.wires import Refused, Wire

SLOW = 20.0
"""Seconds after which something that should appear has not."""
LIBRARY = """
const plain = (text) => (text ?? "").replace(/\\s+/g, " ").trim();
const seen = (part) => part.checkVisibility({ visibilityProperty: true });
const named = (part) => {
  const by = part.getAttribute("aria-labelledby")?.split(" ");
  if (by) return by.map((id) => plain(document.getElementById(id)?.textContent)).join(" ");
  return plain(part.getAttribute("aria-label") ?? part.textContent);
};
const find = (kinds, name) =>
  [...document.querySelectorAll(kinds)].find((part) => seen(part) && named(part) === name);
"""
TAPPED = "button, a[href], summary"
FIELD = """const label = find("label", arguments[0])
  ?? [...document.querySelectorAll("label")].find((one) => seen(one)
    && plain(one.firstChild?.textContent || one.textContent).startsWith(arguments[0]));
return label?.control ?? null;"""
TROUBLE = """if (window.trouble) return window.trouble;
window.trouble = [];
const note = (event) => window.trouble.push(String(event.reason ?? event.message ?? event));
addEventListener("error", note);
addEventListener("unhandledrejection", note);
return [];"""


class Hand:
    """One person at one browser."""

    def __init__(self, wire: Wire, url: str) -> None:
        self.wire = wire
        self.url = url

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page and return what it returns."""
        return self.wire.call("ExecuteScript", script=LIBRARY + script, args=list(arguments))

    def open(self, path: str) -> None:
        """Go to an address."""
        self.wire.call("Navigate", url=path if path.startswith("http") else self.url + path)
        self.run(TROUBLE)

    def wait(self, script: str, *arguments: Any, seconds: float = SLOW) -> Any:
        """Wait until a script returns something true; return that."""
        end = time.monotonic() + seconds
        while True:
            # A page that is just being left cannot answer.
            with suppress(Refused):
                if found := self.run(script, *arguments):
                    return found
            if time.monotonic() > end:
                raise AssertionError(f"{script} {arguments} is not so. The page: {self.text[:900]}")
            time.sleep(0.03)

    @property
    def text(self) -> str:
        """What is to be read in the page."""
        return str(self.run("return plain(document.body.innerText);"))

    def tap(self, name: str, kinds: str = TAPPED) -> None:
        """Tap what is called so, with a finger that scrolls to it."""
        part = self.wait(
            "const part = find(arguments[0], arguments[1]);"
            "part?.scrollIntoView({ block: 'center', behavior: 'instant' }); return part;",
            kinds,
            name,
        )
        self.wire.call("ElementClick", id=next(iter(part.values())))

    def fill(self, label: str, text: str) -> None:
        """Type into the field that is called so."""
        part = next(iter(self.wait(FIELD, label).values()))
        self.wire.call("ElementClear", id=part)
        self.wire.call("ElementSendKeys", id=part, text=text)

    def sees(self, text: str) -> None:
        """Wait until a text is to be read."""
        self.wait("return plain(document.body.innerText).includes(arguments[0]);", text)

    def is_at(self, heading: str) -> None:
        """Wait until the page with this first heading is there, with its scripts."""
        self.wait(
            "return document.readyState === 'complete'"
            " && plain(document.querySelector('h1')?.textContent) === arguments[0];",
            heading,
        )
        self.run(TROUBLE)

    def is_heard(self) -> None:
        """Wait until the page hears of changes."""
        self.wait("return document.body.dataset.live === 'on';")

    def shows(self, title: str, *threads: str) -> None:
        """Wait until a habit's knot shows exactly these threads: `down`, `across`."""
        self.wait(
            "const knot = find('main button.knot', arguments[0]); if (!knot) return false;"
            # WebKit's `checkVisibility` knows nothing of parts of pictures.
            "const drawn = (one) => getComputedStyle(knot.querySelector(`.${one}`)).visibility"
            " === 'visible';"
            "return ['down', 'across'].every((one) => drawn(one) === arguments[1].includes(one));",
            title,
            list(threads),
        )

    @property
    def trouble(self) -> list[str]:
        """What went wrong in the page's scripts, and whether something sticks out of it."""
        said = list(self.run(TROUBLE))
        if self.run("return document.documentElement.scrollWidth > innerWidth;"):
            said.append("the page is wider than the window")
        return said

    def picture(self, path: Path) -> None:
        """Keep what is to be seen."""
        path.write_bytes(base64.b64decode(self.wire.call("TakeScreenshot")))
