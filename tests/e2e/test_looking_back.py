"""Words with a tick, the answer to them, the jar, and the week they were written in."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from tests.e2e.conftest import OpenWindow
from tests.support.habits import agreed
from tests.support.hand import Hand
from tests.support.remote import Remote, silent_strangers
from tests.support.server import LiveServer
from tests.support.today import Row, Today
from tracker.models import Couple
from tracker.services import recaps, ticks, transaction

WALK = "Walk after dinner"
WORDS = "Twice around the lake"


def answers(row: Row, words: str, *, is_taken_back: bool = False) -> None:
    """Tap an answer, and wait until the page has it."""
    row.hand.tap(words)
    if is_taken_back:
        expect(row.part.locator("[aria-pressed=true].warm")).to_have_count(0)
    else:
        expect(row.hand.find("button", words)).to_have_attribute("aria-pressed", "true")


def test_words_are_answered_live_and_both_find_them_in_the_jar(
    open_window: OpenWindow, ana: Remote, ben: Remote, couple: str, server: LiveServer
) -> None:
    agreed(ana, couple, datetime.now(UTC).date() - timedelta(days=1), title=WALK)
    hers, his = Hand(open_window(ana)), Hand(open_window(ben))
    name = ben.name.title()
    with silent_strangers(server):
        my_row, his_row = Today(hers).open().row(WALK), Today(his).open().row(WALK)
        my_row.tap()
        my_row.write(WORDS)
        his_row.says(WORDS)

        answers(his_row, "Warmed me")
        my_row.says(f"It warmed {name}.")
        his_row.hand.unfold("Answers")
        answers(his_row, "I will keep this")
        my_row.says(f"{name} will keep this.")
        answers(his_row, "I will keep this", is_taken_back=True)
        my_row.says_no("will keep this")
        answers(his_row, "Warmed me")
        my_row.says(f"It warmed {name}.")

        for hand in hers, his:
            hand.open("/jar")
            hand.sees(WORDS)
            hand.tap("Pull one out")
            hand.is_at("The jar")
            hand.sees("From a while ago")
            hand.page.reload()
            hand.sees("From a while ago")
        hers.sees(f"It warmed {name}.")


@pytest.mark.usefixtures("couple")
def test_a_week_is_looked_back_on_by_both_and_suggested_until_it_was(
    open_window: OpenWindow, ana: Remote, ben: Remote, couple: str, server: LiveServer
) -> None:
    now = datetime.now(UTC)
    start = recaps.newest(now.date(), 1)
    with server.app.app_context():
        with transaction.writing() as session:
            session.execute(update(Couple).where(Couple.id == couple).values(linked_on=start))
        habit = agreed(ana, couple, start, title=WALK, mode="together")
        at = datetime.combine(start, now.time(), UTC)
        ticks.tick(ben.id, habit, start, at, note=WORDS, carries_note=True)
    hers, his = Hand(open_window(ana)), Hand(open_window(ben))
    for hand in hers, his:
        hand.open("/recap")
        hand.is_at(f"A first crossing: {WALK}")
        hand.sees("1 day woven.")
        hand.sees("A question for the two of you")
    questions = [hand.page.locator(".question-text").text_content() for hand in (hers, his)]
    assert questions[0] == questions[1]
    his.follow("Words in the jar")
    his.sees(WORDS)
