"""What a person does with a page: finds things by what they are called, taps, types, reads."""

import re
from typing import Any, Self

from playwright.sync_api import Locator, Page, expect

from tests.support.people import PASSWORD
from tests.support.window import SLOW, Window

expect.set_options(timeout=SLOW)


class Hand:
    """One person at one window. Every tap and every field that is filled in is counted."""

    def __init__(self, window: Window, within: Locator | None = None, hand: Self | None = None):
        """Take a window; `within` is the part of the page that is looked at."""
        self.window = window
        self._area: Page | Locator = window.page if within is None else within
        self._counts: dict[str, int] = {"taps": 0, "fields": 0} if hand is None else hand._counts

    @property
    def page(self) -> Page:
        """The page that is open."""
        return self.window.page

    @property
    def taps(self) -> int:
        """How often something was tapped."""
        return self._counts["taps"]

    @property
    def fields(self) -> int:
        """How many fields were filled in."""
        return self._counts["fields"]

    def within(self, part: Locator) -> "Hand":
        """Return the same hand, looking at a part of the page alone."""
        return Hand(self.window, part, self)

    def find(self, role: Any, name: str, **more: Any) -> Locator:
        """Return what has this role and this whole name."""
        return self._area.get_by_role(role, name=name, exact=True, **more)

    def sees(self, text: str, *, count: int | None = None) -> None:
        """Wait until some text is to be seen, or as often as `count` says."""
        found = self._area.get_by_text(text).filter(visible=True)
        if count is None:
            expect(found.first).to_be_visible()
        else:
            expect(found).to_have_count(count)

    def sees_no(self, text: str) -> None:
        """Wait until a text is not to be seen."""
        self.sees(text, count=0)

    def is_at(self, heading: str) -> None:
        """Wait until the page with this first heading is open."""
        expect(self.page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()

    def open(self, path: str) -> None:
        """Go to an address, as from a link that somebody sent."""
        self.window.go(path)

    def tap(self, name: str, role: Any = "button") -> None:
        """Tap what has this whole name."""
        self.find(role, name).click()
        self._counts["taps"] += 1

    def follow(self, name: str) -> None:
        """Tap a link."""
        self.tap(name, "link")

    def unfold(self, name: str | re.Pattern[str]) -> None:
        """Tap the line that something is folded up behind."""
        # Browsers give a summary no role of its own.
        self._area.locator("summary").filter(has_text=name, visible=True).click()
        self._counts["taps"] += 1

    def choose(self, name: str) -> None:
        """Tap one of several choices."""
        self._area.get_by_role("radio", name=name).check()
        self._counts["taps"] += 1

    def fill(self, label: str, text: str) -> None:
        """Type into a field."""
        self._area.get_by_label(label, exact=True).filter(visible=True).fill(text)
        self._counts["fields"] += 1

    def introduce(self, name: str, email: str) -> None:
        """Fill in who one is, for a new account."""
        self.fill("Your name", name)
        self.fill("Email", email)
        self.fill("Password", PASSWORD)
