"""What the other asks stands above the habits; and one invitation at most beside them."""

import re
from datetime import UTC, datetime

import pytest
import time_machine

from tests.support.agreeing import agree, ask, say
from tests.support.people import Someone
from tests.support.talking import press, start
from tests.web.pages.today import page

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


def card(text: str, habit: str) -> str:
    found = re.search(
        rf'<section class="card offer[a-z ]*" id="offer-{habit}".*?</form>.*?</section>',
        text,
        re.S,
    )
    return found[0] if found else ""


def within(text: str) -> str:
    """Return what stands in the `details` that a text begins in, with those inside it."""
    depth = 1
    for tag in re.finditer(r"<(/?)details\b", text):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return text[: tag.start()]
    raise AssertionError("it never ends")


def test_what_the_other_asks_is_a_card_with_its_terms_in_words(
    ana: Someone, ben: Someone, couple: str
) -> None:
    cadence = {"unit": "week", "times": 2}
    habit = ask(ben, title="Tea <3", why="Warm hands", cadence=cadence, mode="turns")["id"]
    shown = card(page(ana), habit)
    assert "Ben asks" in shown
    assert "Tea &lt;3" in shown
    assert "Warm hands" in shown
    assert "every week, twice, taking turns, Ben first" in shown
    for path in ("accept", "decline"):
        assert f'action="/habits/{habit}/{path}" data-swap' in shown
    assert 'name="version" value="1"' in shown
    assert f'href="/habits/{habit}/answer"' in shown
    assert f'href="/habits/{habit}/answer?change=1#change"' in shown


def test_whoever_asks_reads_that_it_waits_and_nobody_s_fault(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = ask(ben, title="Tea")["id"]
    text = page(ben)
    assert card(text, habit) == ""
    assert "You asked" in text
    assert "It begins once Ana says yes." in text


def test_a_change_is_shown_beside_what_holds_until_now(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = agree(ana, ben)
    say(ben, habit, "amend", cadence={"unit": "day", "every": 2})
    shown = card(page(ana), habit["id"])
    assert "Ben suggests a change" in shown
    assert "<del>every day</del>" in shown
    assert "<ins>every other day</ins>" in shown
    assert "Until there is a yes, everything goes on as agreed." in shown


def test_no_part_of_a_change_is_said_yes_to_unseen(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agree(ana, ben, title="Walk", why="Fresh air", emoji="🌲")
    say(ben, habit, "amend", title="Run", why="Sweat", emoji="🏃", grace=False)
    for path in ("/today", "/habits"):
        shown = card(page(ana, path), habit["id"])
        assert "<bdi>Walk</bdi>" in shown
        for old, new in (
            ("🌲 Walk", "🏃 Run"),
            ("Fresh air", "Sweat"),
            ("mends a gap now and then", "none"),
        ):
            assert f"<dt>Now</dt><dd><del>{old}</del></dd>" in shown
            assert f"<dt>Ben suggests</dt><dd><ins>{new}</ins></dd>" in shown
        assert "every day" not in shown
        assert f'action="/habits/{habit["id"]}/accept" data-swap' in shown


def test_a_counter_to_what_is_new_shows_old_against_new_beside_its_terms(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = ask(ana, title="Walk", cadence={"unit": "day"})
    say(ben, habit, "counter", version=1, cadence={"unit": "week", "times": 2})
    for path in ("/today", "/habits"):
        shown = card(page(ana, path), habit["id"])
        assert "Ben suggests a change" in shown
        assert "<dt>You asked</dt><dd><del>every day</del></dd>" in shown
        assert "<dt>Ben suggests</dt><dd><ins>every week, twice</ins></dd>" in shown
        assert '<p class="terms">' in shown
        assert "everything goes on as agreed" not in shown


def test_a_day_gone_by_shows_its_habits_alone(ana: Someone, ben: Someone, couple: str) -> None:
    agree(ana, ben)
    asked, asks = ask(ben, title="Tea")["id"], ask(ana, title="Cake")["id"]
    assert card(page(ana), asked)
    text = page(ana, "/today?day=2026-05-19")
    for habit in (asked, asks):
        assert habit not in text
    assert "invitation" not in text


def test_an_answer_takes_the_card_away(ana: Someone, ben: Someone, couple: str) -> None:
    habit = ask(ben)["id"]
    say(ana, habit, "decline", version=1)
    assert card(page(ana), habit) == ""
    assert "You asked" not in page(ben)


def test_nobody_else_sees_what_is_asked(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    habit = ask(ben, title="mk-title")["id"]
    for stranger in (dev, eva, max_):
        text = page(stranger)
        assert "mk-title" not in text
        assert habit not in text


def test_at_most_one_invitation_stands_beside_the_habits(
    ana: Someone, ben: Someone, couple: str, max_: Someone
) -> None:
    ask(max_, title="Tea")
    text = page(max_)
    assert text.count('id="invitation"') == 1
    assert 'href="/invite"' in text
    assert "It waits here until the two of you are linked." in text
    text = page(ana)
    assert text.count('id="invitation"') == 1
    assert 'href="/library"' in text
    ask(ben)
    assert 'id="invitation"' not in page(ana)
    for number in range(3):
        agree(ana, ben, title=f"Habit {number}")
    assert 'id="invitation"' not in page(ana)


def test_without_a_habit_what_the_other_started_is_on_today_above_the_first_steps(
    ana: Someone, ben: Someone, couple: str
) -> None:
    ana.post("/api/check-ins/agreement", {"every": 1})
    shown = page(ben)
    assert "Ana suggests checking in every week" in shown
    assert shown.index("suggests checking in") < shown.index("Choose a first habit")
    ask(ana, title="Tea")
    shown = page(ben)
    assert "Ana suggests checking in every week" in shown
    assert "Choose a first habit" not in shown


def test_what_goes_on_right_now_stands_before_the_habits_and_what_can_wait_behind(
    ana: Someone, ben: Someone, couple: str
) -> None:
    agree(ana, ben, title="A walk")
    talk = start(ana, minutes=20)
    text = page(ben)
    assert text.count('id="invitation"') == 1
    assert text.index("You two are talking") < text.index("A walk")
    press(ana, talk, "end")
    assert "You two are talking" not in page(ben)


def test_what_is_asked_is_a_line_above_the_habits_and_open_where_there_is_none(
    ana: Someone, ben: Someone, couple: str
) -> None:
    asked = ask(ben, title="Tea")["id"]
    assert f'<details id="asked-{asked}" open>' in card(page(ana), asked)
    agree(ana, ben, title="A walk")
    text = page(ana)
    assert f'<details id="asked-{asked}">' in card(text, asked)
    assert text.index("Tea") < text.index("A walk")


def test_the_first_that_is_asked_is_shown_and_the_others_are_folded(
    ana: Someone, ben: Someone, couple: str
) -> None:
    asked = {ask(ana, title=title)["id"] for title in ("Tea", "Walk", "Read")}
    before, _, after = page(ben).partition("2 more wait for your answer")
    folded = within(after)
    shown = {habit for habit in asked if card(before, habit)}
    assert len(shown) == 1
    assert {habit for habit in asked if card(folded, habit)} == asked - shown
    assert "more-asked" not in page(ana)
