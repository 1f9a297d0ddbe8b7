"""From the first page to the first crossing: two people, two browsers, in less than two minutes."""

from tests.e2e.conftest import OpenWindow
from tests.support.hand import Hand
from tests.support.people import PASSWORD
from tests.support.today import Today

TAPS, FIELDS = 12, 6
"""At most, for both together."""
THANKS = "One thank-you a day"


def fill_in(hand: Hand, name: str) -> None:
    hand.fill("Your name", name)
    hand.fill("Email", f"{name.lower()}@first.example.org")
    hand.fill("Password", PASSWORD)


def test_two_people_come_from_the_first_page_to_their_first_crossing(
    open_window: OpenWindow,
) -> None:
    ana, ben = Hand(open_window()), Hand(open_window())

    ana.open("/")
    ana.follow("Begin")
    fill_in(ana, "Ana")
    ana.tap("Make the account")
    ana.is_at("Invite your partner")
    link = ana.page.get_by_label("Link of the invitation").input_value()
    ana.tap("Copy the link")
    ana.sees("Copied")
    ana.follow("Choose habits")
    ana.tap(f"Ask for this one {THANKS}")
    ana.sees("Asked. It waits for your partner.", count=1)
    ana.follow("Today")
    ana.is_at("Today")

    ben.open(link)
    ben.is_at("Ana invites you")
    ben.sees(THANKS)
    assert link.partition("#")[2] not in ben.page.url, "the invitation stays in the address"
    ben.tap("Yes, with Ana")
    ben.is_at("You and Ana")
    fill_in(ben, "Ben")
    ben.tap("Join Ana")
    ben.sees("You are linked.")
    Today(ben).asked(THANKS).tap("Yes")

    hers, his = Today(ana).is_heard().row(THANKS), Today(ben).is_heard().row(THANKS)
    his.is_pressed(False)
    his.tap()
    hers.says("Ben is in.")
    hers.shows("across")
    hers.tap()
    for row in hers, his:
        row.says("You both did.")
        row.shows("down", "across")
        row.runs(1)

    # Opening the link is a tap as well, if not in one of our pages.
    taps, fields = ana.taps + ben.taps + 1, ana.fields + ben.fields
    print(f"first run of two people: {taps} taps, {fields} fields")
    assert taps <= TAPS
    assert fields <= FIELDS
