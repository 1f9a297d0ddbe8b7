"""A person with a keyboard and nothing else, who sees where they are at each stop."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

MOST = 120
"""So many stops until something that should be reached is taken for out of reach."""

STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const above = document.elementFromPoint(x, y);
  const label = at.labels?.[0];
  return {
    what: at.outerHTML.slice(0, 160),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    covered: !above || !(at.contains(above) || above.contains(at) || label?.contains(above)),
  };
}"""
FOCUSABLE = """() => {
  const radios = new Set();
  return [...document.querySelectorAll(
    "a[href], button, summary, select, textarea, input:not([type=hidden])"
  )].filter((one) => {
    if (one.disabled || !one.checkVisibility({ visibilityProperty: true })) return false;
    if (one.type !== "radio") return true;
    const group = `${one.form?.action} ${one.name}`;
    return !radios.has(group) && radios.add(group);
  }).length;
}"""

IN_PARTS = ('type="time"', 'type="date"')
"""Hours, minutes and the clock are stops of one field, and so are the parts of a date."""


class Keys:
    """Somebody at a keyboard. Every stop has to be seen: outlined, and with nothing above it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, key: str) -> None:
        """Press a key."""
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type where the focus is, in the place of what stands there."""
        self.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def tab(self, back: bool = False) -> dict[str, Any] | None:
        """Go to the next stop; return what it is, None at the end of the page."""
        self.press("Shift+Tab" if back else "Tab")
        stop: dict[str, Any] | None = self.page.evaluate(STOP)
        if stop is not None:
            assert stop["outlined"], f"nobody sees that the focus is here: {stop['what']}"
            assert not stop["covered"], f"the focus is behind something: {stop['what']}"
        return stop

    def go_to(self, place: Locator, back: bool = False) -> None:
        """Tab until the focus is at a place."""
        expect(place).to_be_visible()
        for _ in range(MOST):
            if place.evaluate("(one) => one === document.activeElement"):
                return
            self.tab(back)
        raise AssertionError(f"the keyboard does not reach {place}")

    def use(self, place: Locator, key: str = "Enter") -> None:
        """Go somewhere and press a key there."""
        self.go_to(place)
        self.press(key)

    def fill(self, field: Locator, text: str) -> None:
        """Go to a field and type."""
        self.go_to(field)
        self.type(text)

    def goes_round(self) -> int:
        """Tab through the page from its beginning to its end; return the number of stops.

        Fails where the focus is caught, and where something that can be used is passed over.
        """
        there = self.page.evaluate(FOCUSABLE)
        seen: list[str] = []
        while (stop := self.tab()) is not None and len(seen) <= there:
            if seen and stop["what"] == seen[0]:
                break
            if stop["what"] in seen[-1:] and any(kind in stop["what"] for kind in IN_PARTS):
                continue
            seen.append(stop["what"])
        assert len(seen) == there, f"{len(seen)} stops for {there} things: {seen}"
        return there
