"""From the landing page to a first crossing: two people, few taps, few fields, no page of text."""

import pytest

from tests.e2e.conftest import OpenWindow
from tests.support.hand import Hand
from tests.support.today import Today

MOST_TAPS, MOST_FIELDS = 12, 6
"""For both people together (issue 3)."""
THANKS = "One thank-you a day"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_two_people_are_at_their_first_crossing_with_few_taps(
    open_window: OpenWindow, scripts: bool
) -> None:
    ana, ben = (Hand(open_window(java_script_enabled=scripts)) for _ in range(2))

    ana.open("/")
    ana.follow("Begin")
    ana.introduce("Ana", f"ana-first-{scripts}@example.org")
    ana.tap("Make the account")
    ana.is_at("Invite your partner")
    link = ana.page.get_by_label("Link of the invitation").input_value()
    if scripts:
        ana.window.context.grant_permissions(["clipboard-read", "clipboard-write"])
        ana.tap("Copy the link")
        ana.sees("Copied")
        assert ana.page.evaluate("navigator.clipboard.readText()") == link
    ana.follow("Choose habits")
    ana.tap(f"Ask for this one {THANKS}")
    ana.sees("Asked. It waits for your partner.", count=1)
    ana.follow("Today")
    ana.is_at("Today")

    ben.open(link)
    if not scripts:
        ben.fill("Code or link", link)
        ben.tap("See who asks")
    ben.is_at("Ana invites you")
    ben.sees(THANKS)
    ben.tap("Yes, with Ana")
    ben.is_at("You and Ana")
    ben.introduce("Ben", f"ben-first-{scripts}@example.org")
    ben.tap("Join Ana")
    ben.sees("You are linked.")
    Today(ben).asked(THANKS).tap(f"Yes {THANKS}")

    hers, his = Today(ana).row(THANKS), Today(ben).row(THANKS)
    his.tap()
    his.is_pressed()
    if not scripts:
        ana.page.reload()
    hers.says("Ben is in.")
    hers.shows("across")
    hers.tap()
    if not scripts:
        ben.page.reload()
    for row in hers, his:
        row.says("You both did.")
        row.shows("down", "across")
        row.runs(1)

    # On the link as well, in whatever it was sent by.
    taps, fields = ana.taps + ben.taps + 1, ana.fields + ben.fields
    print(f"first run of two people: {taps} taps, {fields} fields, scripts {scripts}")
    assert taps <= MOST_TAPS
    assert fields <= MOST_FIELDS + (0 if scripts else 1)
