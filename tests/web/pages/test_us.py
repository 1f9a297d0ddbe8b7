"""Us: one sentence leads, the pair is drawn, and nobody reads who did not."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.support.agreeing import ask
from tests.support.habits import agreed
from tests.support.people import Someone
from tests.support.us import DAY, NOW, TODAY, heading, keep, page, part, words
from tracker.extensions import db
from tracker.services import breaks


@pytest.fixture(autouse=True)
def _evening(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


# Before there is anything


def test_who_is_alone_is_led_to_the_invitation(max_: Someone) -> None:
    text = page(max_)
    assert 'href="/invite"' in text
    loom = text.partition('<svg class="cloth')[2].partition("</svg>")[0]
    assert 'class="to-come"' in loom  # the other's thread
    assert 'class="across"' not in loom


def test_what_is_asked_already_is_told_before_anything_new(
    ana: Someone, ben: Someone, couple: str
) -> None:
    ask(ana, title="Tea")
    ask(ana, title="Walk")
    mine, theirs = words(page(ana)), words(page(ben))
    assert "2 habits wait for an answer of Ben." in mine
    assert "2 habits wait for your answer." in theirs
    for person in (ana, ben):
        assert 'class="button" href="/habits"' in page(person)
        assert 'href="/library"' not in page(person)


def test_without_a_habit_it_leads_to_the_library(ana: Someone, couple: str) -> None:
    text = page(ana)
    assert heading(text) == "Your cloth begins here"
    assert 'href="/library"' in text


def test_without_a_habit_the_two_may_talk_play_and_check_in(ana: Someone, couple: str) -> None:
    _, _, doors = page(ana).partition('aria-labelledby="doors-title"')
    for address in ("/talk", "/cards", "/check-in", "/jar", "/recap"):
        assert f'<a href="{address}">' in doors


def test_on_the_first_day_there_is_a_loom_and_no_number(ana: Someone, couple: str) -> None:
    agreed(ana, couple, TODAY)
    text = page(ana)
    assert heading(text) == "Your cloth begins here"
    assert "Your first weeks are on the loom" in part(text, "weeks-title")
    assert "Since 20 May" in part(text, "cloth-title")
    assert "Woven this week" not in text


def test_who_is_not_signed_in_is_led_to_the_door(app: Flask) -> None:
    response = app.test_client().get("/us")
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/sign-in")


# What is drawn


def test_the_week_says_each_day_in_words(ana: Someone, couple: str, time_machine: Any) -> None:
    habit = agreed(ana, couple, TODAY - 9 * DAY, mode="together")
    keep(ana, habit, 2, now=NOW, time_machine=time_machine)
    said = part(page(ana), "week-title")
    assert "Monday, 18 May: woven" in said
    assert "Tuesday, 19 May: not written down yet" in said
    assert "Wednesday, 20 May: still running" in said
    assert said.count("to come") == 4


def test_today_is_that_of_who_reads(ana: Someone, ben: Someone, couple: str) -> None:
    ben.patch("/api/me", {"timezone": "Asia/Tokyo"})  # where it is Thursday
    agreed(ana, couple, TODAY - 9 * DAY)
    for person, day in ((ana, "Wednesday"), (ben, "Thursday")):
        (said,) = re.findall(r'aria-current="date".*?class="sr">(\w+),', page(person), re.S)
        assert said == day


def test_the_cloth_has_a_label_and_a_table_that_says_the_same(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 9 * DAY, mode="together")
    keep(ana, habit, 2, 7, 8, now=NOW, time_machine=time_machine)
    text = page(ana)
    label = "3 of 7 days woven since 11 May"
    assert f'role="img" aria-label="{label}"' in text
    assert f'<caption class="sr">{label}</caption>' in text
    said = part(text, "cloth-title")
    assert "18 May Mon Tue, Wed" in said
    assert "11 May Tue, Wed Mon, Thu, Fri, Sat Sun" in said
    assert not re.search(r"Ana|Ben", said)


def test_the_legend_says_whose_thread_is_which_to_both(
    ana: Someone, ben: Someone, couple: str
) -> None:
    agreed(ana, couple, TODAY)
    for person in (ana, ben):
        assert "Ana, down" in page(person)
        assert "Ben, across" in page(person)


def test_woven_weeks_in_a_row_are_told(ana: Someone, couple: str, time_machine: Any) -> None:
    habit = agreed(ana, couple, TODAY - 23 * DAY, mode="together")
    keep(ana, habit, *range(3, 24), now=NOW, time_machine=time_machine)
    said = part(page(ana), "weeks-title")
    assert "3 weeks in a row" in said
    assert "still running" in said
    assert said.count(" woven ") >= 3


def test_strength_is_a_word_alone_under_five_times(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    young = agreed(ana, couple, TODAY - 3 * DAY, mode="together", title="Tea")
    keep(ana, young, 0, 1, 2, 3, now=NOW, time_machine=time_machine)
    said = part(page(ana), "strength-title")
    assert "Tea new 4 in a row" in said
    assert "%" not in said
    time_machine.move_to(NOW + DAY, tick=False)
    ana.put(f"/api/habits/{young}/ticks/{TODAY + DAY}")
    assert re.search(r"Tea new, \d+% 5 in a row", part(page(ana), "strength-title"))


def test_a_strength_of_nought_is_a_word_alone_too(ana: Someone, couple: str) -> None:
    agreed(ana, couple, TODAY - 9 * DAY)
    said = part(page(ana), "strength-title")
    assert "new" in said
    assert "%" not in said


def test_of_many_habits_eight_are_shown_and_the_others_are_folded(
    ana: Someone, couple: str
) -> None:
    for number in range(10):
        agreed(ana, couple, TODAY - 3 * DAY, title=f"Habit {number}")
    shown, _, folded = part(page(ana), "strength-title").partition("2 more")
    assert len(set(re.findall(r"Habit \d", shown))) == 8
    assert len(set(re.findall(r"Habit \d", folded))) == 2


def test_a_habit_of_months_has_a_figure_once_five_months_have_counted(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, date(2025, 1, 1), mode="together", unit="month")
    keep(ana, habit, *range(0, 480, 30), now=NOW, time_machine=time_machine)
    text = page(ana)
    assert re.search(r", \d+%", part(text, "strength-title"))
    assert f'href="/habits/{habit}"' in text


# What is left today


def test_left_today_says_who_is_in_and_never_who_is_not(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = agreed(ana, couple, TODAY, title="One appreciation")
    agreed(ana, couple, TODAY, title="Weekly date", mode="together", unit="week")
    ben.put(f"/api/habits/{habit}/ticks/{TODAY}")
    said = part(page(ana), "left-title")
    assert "One appreciation Ben is in" in said
    assert "Weekly date together, until Sunday" in said
    assert "One appreciation You are in" in part(page(ben), "left-title")
    ana.put(f"/api/habits/{habit}/ticks/{TODAY}")
    said = part(page(ana), "left-title")
    assert "One appreciation" not in said
    assert said.startswith(" Still open")


def test_what_rests_is_not_left_today(ana: Someone, ben: Someone, couple: str) -> None:
    kept = agreed(ana, couple, TODAY - 3 * DAY, title="Tea")
    agreed(ana, couple, TODAY - 3 * DAY, title="Walk")
    agreed(ana, couple, TODAY - 3 * DAY, title="Letters", unit="week")
    with ana.app.app_context():
        breaks.hard_week(ana.id, kept, NOW)
    for person in (ana, ben):
        said = part(page(person), "left-title")
        assert "Tea" in said
        assert "Walk" not in said
        assert "Letters" not in said
    for person in (ana, ben):
        person.put(f"/api/habits/{kept}/ticks/{TODAY}")
    assert "Nothing more today: what is open rests." in part(page(ana), "left-title")


def test_many_that_are_left_are_folded_after_five(ana: Someone, couple: str) -> None:
    for number in range(5):
        agreed(ana, couple, TODAY, title=f"Habit {number}")
    assert "more-left" not in page(ana)
    for number in range(5, 8):
        agreed(ana, couple, TODAY, title=f"Habit {number}")
    _, _, rest = page(ana).partition('<details id="more-left">')
    folded = rest.partition("</details>")[0]
    assert "3 more" in folded
    assert len(set(re.findall(r"Habit \d", folded))) == 3


def test_when_all_is_done_it_says_so(ana: Someone, couple: str) -> None:
    habit = agreed(ana, couple, TODAY, mode="together")
    ana.put(f"/api/habits/{habit}/ticks/{TODAY}")
    assert "All done for today." in part(page(ana), "left-title")


def test_what_is_left_is_left_of_one_s_own_day(ana: Someone, ben: Someone, couple: str) -> None:
    ben.patch("/api/me", {"timezone": "Asia/Tokyo"})  # where it is Thursday
    habit = agreed(ana, couple, TODAY - 3 * DAY, mode="together", title="Tea")
    ana.put(f"/api/habits/{habit}/ticks/{TODAY}")
    assert "Tea" not in part(page(ana), "left-title")
    assert "Tea" in part(page(ben), "left-title")


# What was reached, and what else there is


def test_what_was_reached_lately_is_told_with_a_sentence_and_the_rest_is_folded(
    ana: Someone, ben: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 9 * DAY, mode="together", title="Tea")
    assert "smiles-title" not in page(ana)
    keep(ana, habit, *range(10), now=NOW, time_machine=time_machine)
    for person in (ana, ben):
        said = part(page(person), "smiles-title")
        assert "Ten in a row: Tea Ten times in a row you made room for it. today" in said
        assert "Your first crossing: Tea" in said
        assert not re.search(r"Ana|Ben", said)
    ana.delete(f"/api/habits/{habit}/ticks/{TODAY}")
    assert "Ten in a row" not in page(ben)


def test_while_nothing_is_new_one_looks_back_to_how_it_began(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 40 * DAY, mode="together", title="Tea")
    keep(ana, habit, *range(30, 41), now=NOW, time_machine=time_machine)
    text = page(ana)
    shown, _, folded = part(text, "smiles-title").partition("All you have reached")
    assert "Ten in a row: Tea" in shown
    assert "Your first crossing: Tea" in folded


def test_what_was_reached_long_ago_waits_in_the_fold(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 75 * DAY, mode="together", title="Tea")
    keep(ana, habit, 75, now=NOW, time_machine=time_machine)
    shown, _, folded = part(page(ana), "smiles-title").partition("All you have reached")
    assert "Your first crossing" not in shown
    assert "Your first crossing: Tea" in folded


def test_a_study_is_named_where_something_was_kept_66_times(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    habit = agreed(ana, couple, TODAY - 65 * DAY, mode="together", title="Tea")
    keep(ana, habit, *range(66), now=NOW, time_machine=time_machine)
    said = part(page(ana), "smiles-title")
    assert "Kept 66 times: Tea" in said
    assert "(Lally and others, 2010)" in said


def test_many_at_once_are_three_and_the_others_are_folded(
    ana: Someone, couple: str, time_machine: Any
) -> None:
    for number in range(4):
        habit = agreed(ana, couple, TODAY - 9 * DAY, mode="together", title=f"Tea {number}")
        keep(ana, habit, *range(10), now=NOW, time_machine=time_machine)
    shown, _, folded = part(page(ana), "smiles-title").partition("What came before")
    assert shown.count("Ten times in a row") == 3
    assert folded.count("Ten in a row") == 1


def test_doors_lead_to_what_the_two_may_do_together(ana: Someone, couple: str) -> None:
    agreed(ana, couple, TODAY)
    text = page(ana)
    _, _, doors = text.partition('aria-labelledby="doors-title"')
    # The newest week to look back on is often not the last one, and at first there is none.
    assert "Look back" in doors
    assert "Last week" not in doors
    for address in ("/talk", "/cards", "/check-in", "/jar", "/recap"):
        assert f'<a href="{address}">' in doors
    assert text.index("week-title") < text.index("left-title") < text.index("doors-title")
    assert 'href="/settings/wall"' in text


def test_the_cloth_leads_further_back(ana: Someone, couple: str) -> None:
    agreed(ana, couple, TODAY - 3 * DAY)
    assert 'href="/us/cloth"' in page(ana)
    further = ana.get("/us/cloth").get_data(as_text=True)
    assert '<a href="/us" aria-current="true">' in further


# How it is served


def test_it_follows_what_changes_and_needs_no_script(ana: Someone, couple: str) -> None:
    agreed(ana, couple, TODAY)
    text = page(ana)
    assert re.search(r"<body[^>]* data-follow", text)
    assert not re.search(r"\s(style|on[a-z]+)=", text)
    fragment = page(ana, **{"X-Woven-Fragment": "main"})
    assert fragment.lstrip().startswith("<main")
    assert "week-title" in fragment


def test_it_asks_the_same_number_of_questions_for_many_habits(
    app: Flask, ana: Someone, couple: str
) -> None:
    counts: list[int] = []
    for _ in range(4):
        agreed(ana, couple, TODAY - 300 * DAY)
        page(ana)  # settles what is due
        asked: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any, to=asked) -> None:
            to.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        page(ana)
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts
    assert counts[0] < 25


def test_strangers_see_nothing_of_it(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    habit = agreed(ana, couple, TODAY, title="Only between us")
    ana.put(f"/api/habits/{habit}/ticks/{TODAY}")
    for person in (dev, eva, max_):
        text = page(person)
        for private in ("Only between us", habit, "Ana", "Ben"):
            assert private not in text
    assert dev.stream() == eva.stream() == max_.stream() == []


def test_after_parting_it_is_the_page_of_who_is_alone(
    ana: Someone, ben: Someone, couple: str
) -> None:
    agreed(ana, couple, TODAY, title="Only between us")
    assert ana.post("/api/couple/unlink").status_code == 204
    for person in (ana, ben):
        text = page(person)
        assert "Only between us" not in text
        assert "You two are not linked any more" in text
        for way in ("/settings/data", "/reading", "/invite"):
            assert f'href="{way}"' in text
