"""Today, as somebody sees and taps it."""

import re

from playwright.sync_api import Locator, expect

from tests.support.hand import Hand

MARK = "window.sinceThen = true"


class Row:
    """One habit's row."""

    def __init__(self, hand: Hand, title: str) -> None:
        self.title = title
        heading = hand.page.get_by_role("heading", name=title)
        self.part = hand.page.locator("[data-habit]").filter(has=heading)
        self.hand = hand.within(self.part)
        self.knot: Locator = self.part.get_by_role("button", name=title, exact=True)

    def tap(self) -> None:
        """Tap the knot."""
        self.hand.tap(self.title)

    def is_pressed(self, pressed: bool = True) -> None:
        """Wait until the knot says whether this person is in."""
        expect(self.knot).to_have_attribute("aria-pressed", "true" if pressed else "false")

    def shows(self, *threads: str) -> None:
        """Wait until exactly these threads are to be seen: `down`, `across`."""
        for thread in ("down", "across"):
            drawn = self.knot.locator(f".{thread}")
            expect(drawn).to_be_visible(visible=thread in threads)

    def says(self, text: str | re.Pattern[str]) -> None:
        """Wait until the row says this, besides whatever else."""
        expect(self.part).to_contain_text(text)

    def says_no(self, text: str) -> None:
        """Wait until the row does not say this."""
        expect(self.part).not_to_contain_text(text)

    def runs(self, count: int) -> None:
        """Wait until that many are in a row."""
        expect(self.part).to_have_attribute("data-current", str(count))

    def write(self, words: str) -> None:
        """Write a line with the tick."""
        self.hand.unfold(re.compile("Add a line|Change your line"))
        self.hand.fill("A line with it", words)
        self.hand.tap("Save")


class Today:
    """The page of a day."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand

    def open(self) -> "Today":
        """Go there, and wait until what happens elsewhere is heard."""
        self.hand.open("/today")
        return self.is_heard()

    def is_heard(self) -> "Today":
        """Wait until the page is connected."""
        expect(self.hand.page.locator("body")).to_have_attribute("data-live", "on")
        return self

    def is_on(self, day: str) -> "Today":
        """Wait until the page is about this day: "Wednesday, 18 November"."""
        expect(self.hand.page.locator("main")).to_contain_text(day)
        expect(self.hand.page.locator("main .eyebrow").first).to_have_text(day)
        return self

    def row(self, title: str) -> Row:
        """Return a habit's row."""
        return Row(self.hand, title)

    def has_no(self, title: str) -> None:
        """Wait until there is no such habit."""
        heading = self.hand.page.get_by_role("heading", name=title)
        expect(self.hand.page.locator("[data-habit]").filter(has=heading)).to_have_count(0)

    def asked(self, title: str) -> Hand:
        """Unfold the card that asks for a habit; return the hand at it."""
        card = self.hand.page.get_by_role("region", name=title)
        card.wait_for()
        card.locator("details:not([open]) > summary").evaluate_all(
            "all => all.forEach(one => one.click())"
        )
        return self.hand.within(card)

    def mark(self) -> None:
        """Put something into the page that loading it again would lose."""
        self.hand.page.evaluate(MARK)

    def is_the_same_page(self) -> None:
        """Assert that the page was not loaded again since `mark`."""
        assert self.hand.page.evaluate("window.sinceThen === true"), "the page was loaded again"
