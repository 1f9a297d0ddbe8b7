"""The last days, late ticks, rests, and two people whose dates differ."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from tests.support.agreeing import agree
from tests.support.habits import agreed
from tests.support.people import Someone, link
from tests.web.pages.today import button, page, row, send, threads

Travel = time_machine.TimeMachineFixture

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)
"""A Wednesday."""
LAST_MONDAY = date(2026, 5, 11)
DAY = timedelta(days=1)
LATE = "We did it late: count it for last week"


@pytest.fixture(autouse=True)
def _evening(time_machine: Travel) -> None:
    time_machine.move_to(NOW, tick=False)


def shown_days(text: str) -> list[str]:
    return re.findall(r"<strong>(\d+)</strong>", text)


def test_each_day_that_can_still_be_written_down_is_one_tap_away(ana: Someone, couple: str) -> None:
    agreed(ana, couple, TODAY - 9 * DAY)
    text = page(ana)
    assert shown_days(text) == ["17", "18", "19", "20"]
    assert 'href="/today" title="Wednesday, 20 May" aria-current="date"' in text
    text = page(ana, "/today?day=2026-05-19")
    assert "<h1>Yesterday</h1>" in text
    assert 'href="/today?day=2026-05-19" title="Tuesday, 19 May" aria-current="date"' in text
    assert "<h1>Monday</h1>" in page(ana, "/today?day=2026-05-18")


def test_a_long_window_unfolds_its_older_days(ana: Someone, couple: str) -> None:
    agreed(ana, couple, TODAY - 40 * DAY)
    ana.patch("/api/couple", {"backfill_days": 30})
    text = page(ana)
    assert len(shown_days(text)) == 31
    assert re.search(r'<details id="earlier">', text)
    assert re.search(r'<details id="earlier" open>', page(ana, "/today?day=2026-05-01"))


@pytest.mark.parametrize("day", ["2026-05-16", "2026-05-21", "2026-02-30", "1", "9999-12-31"])
def test_a_day_beyond_the_window_leads_to_today(ana: Someone, couple: str, day: str) -> None:
    response = ana.get(f"/today?day={day}")
    if response.status_code == 303:
        assert response.headers["Location"] == "/today"
    else:
        assert "<h1>Today</h1>" in response.text


def test_ticking_yesterday_stays_on_yesterday(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agreed(ana, couple, TODAY - 9 * DAY)
    there = "/today?day=2026-05-19"
    text = page(ana, there)
    assert "Not written down yet." in row(text, habit)
    assert f'name="next" value="{there}"' in text
    yesterday = TODAY - DAY
    sent = send(ana, "/today/ticks", habit=habit, date=yesterday, done="true", next=there)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{there}#habit-{habit}")
    assert 'aria-pressed="true"' in button(page(ana, there), habit)
    assert "You are in." in row(page(ana, there), habit)
    assert 'aria-pressed="false"' in button(page(ana), habit)
    (tick,) = ben.get(f"/api/habits/{habit}/ticks").get_json()["items"]
    assert tick["date"] == "2026-05-19"


def test_last_week_can_be_written_down_late(
    ana: Someone, ben: Someone, couple: str, time_machine: Travel
) -> None:
    habit = agreed(ana, couple, LAST_MONDAY, mode="together", unit="week")
    shown = row(page(ana), habit)
    assert "Last week is not written down yet." in shown
    assert LATE in shown
    offered = re.search(r'<div class="elsewhere">.*?name="date" value="([-0-9]+)"', shown, re.S)
    assert offered is not None
    assert offered[1] == "2026-05-17"
    assert send(ana, "/today/ticks", habit=habit, date=offered[1], done="true").status_code == 303
    for person in (ana, ben):
        shown = row(page(person), habit)
        assert LATE not in shown
        assert "Any day this week. 1 in a row" in shown


def test_a_week_that_is_over_for_good_is_not_offered(
    ana: Someone, couple: str, time_machine: Travel
) -> None:
    habit = agreed(ana, couple, LAST_MONDAY, mode="together", unit="week")
    time_machine.move_to(NOW + DAY, tick=False)
    assert LATE not in row(page(ana), habit)
    assert "written down" not in row(page(ana), habit)


def test_each_is_offered_only_their_own_late_tick(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agreed(ana, couple, LAST_MONDAY, mode="each", unit="week")
    ana.put(f"/api/habits/{habit}/ticks/2026-05-17")
    assert "Last week" not in row(page(ana), habit)
    assert "I did it late: count it for last week" in row(page(ben), habit)


def test_more_than_the_days_left_could_hold_is_not_offered(ana: Someone, couple: str) -> None:
    habit = agreed(ana, couple, LAST_MONDAY, mode="together", unit="week", times=2)
    assert LATE not in row(page(ana), habit)
    ana.put(f"/api/habits/{habit}/ticks/2026-05-17")
    assert LATE not in row(page(ana), habit)


def test_a_single_thread_is_drawn_while_it_can_still_be_written_down(
    ana: Someone, ben: Someone, couple: str
) -> None:
    habit = agreed(ana, couple, TODAY - 9 * DAY)
    ben.put(f"/api/habits/{habit}/ticks/2026-05-19")
    text = page(ana, "/today?day=2026-05-19")
    assert threads(text, habit) == {"across"}
    assert "Ben is in." in row(text, habit)


def test_a_rest_says_until_when(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agreed(ana, couple, TODAY - 9 * DAY)
    other = agreed(ana, couple, TODAY - 9 * DAY, title="Tea")
    ana.post("/api/pauses", {"habit": habit, "first": str(TODAY), "last": str(TODAY + 2 * DAY)})
    text = page(ben)
    assert "Resting until Friday." in row(text, habit)
    assert "resting" in button(text, habit)
    assert "Resting" not in row(text, other)
    assert "Resting" not in row(page(ben, "/today?day=2026-05-19"), habit)
    ana.post("/api/pauses", {"first": str(TODAY)})
    for each in (habit, other):
        assert "Resting for now." in row(page(ana), each)


def test_a_weekday_s_habit_is_not_pressed_on_another_day(ana: Someone, couple: str) -> None:
    habit = agreed(ana, couple, TODAY - 9 * DAY, weekdays="1,3")
    assert "<button" in row(page(ana), habit)
    shown = row(page(ana, "/today?day=2026-05-19"), habit)
    assert "Not on this day." in shown
    assert "<button" not in shown


def test_what_begins_later_rests_until_then(ana: Someone, ben: Someone, couple: str) -> None:
    habit = agree(ana, ben, starts_on="2026-05-22")["id"]
    shown = row(page(ana), habit)
    assert "Begins Friday." in shown
    assert "<button" not in shown


@pytest.fixture
def apart(app: Flask, time_machine: Travel) -> tuple[Someone, Someone, str]:
    """Return tara in Tokyo and noah in New York, at 08:30 and 19:30 of two dates."""
    time_machine.move_to(datetime(2026, 5, 20, 23, 30, tzinfo=UTC), tick=False)
    tara, noah = Someone(app, "tara", "Asia/Tokyo"), Someone(app, "noah", "America/New_York")
    couple = link(tara, noah)
    return tara, noah, agreed(tara, couple, date(2026, 5, 11), mode="together")


def test_each_of_two_far_apart_has_their_own_today(
    apart: tuple[Someone, Someone, str],
) -> None:
    tara, noah, habit = apart
    assert "Thursday, 21 May" in page(tara)
    assert "Wednesday, 20 May" in page(noah)
    assert 'data-date="2026-05-21"' in button(page(tara), habit)
    assert 'data-date="2026-05-20"' in button(page(noah), habit)


def test_the_same_one_is_written_under_the_other_s_date(
    apart: tuple[Someone, Someone, str],
) -> None:
    tara, noah, habit = apart
    assert "The same one" not in page(tara)
    noah.put(f"/api/habits/{habit}/ticks/2026-05-20")
    shown = row(page(tara), habit)
    assert "Noah has one under Wednesday, 20 May. Was it this one?" in shown
    assert re.search(r'name="date" value="2026-05-20">\s*<button[^>]*>The same one<', shown)
    assert (
        send(tara, "/today/ticks", habit=habit, date="2026-05-20", done="true").status_code == 303
    )
    text = page(tara)
    assert "The same one" not in text
    assert 'aria-pressed="false"' in button(text, habit)
    ticks = noah.get(f"/api/habits/{habit}/ticks").get_json()["items"]
    assert {tick["date"] for tick in ticks} == {"2026-05-20"}


def test_a_date_that_has_not_come_is_only_told(apart: tuple[Someone, Someone, str]) -> None:
    tara, noah, habit = apart
    tara.put(f"/api/habits/{habit}/ticks/2026-05-21")
    shown = row(page(noah), habit)
    assert "Tara has one under Thursday, 21 May. It counts for you both." in shown
    assert "The same one" not in shown


def test_what_was_ticked_already_is_not_asked_about(
    apart: tuple[Someone, Someone, str],
) -> None:
    tara, noah, habit = apart
    tara.put(f"/api/habits/{habit}/ticks/2026-05-21")
    noah.put(f"/api/habits/{habit}/ticks/2026-05-20")
    assert "Noah has one" not in page(tara)


def test_across_midnight_it_may_be_the_same_one_and_in_the_morning_not(
    ana: Someone, ben: Someone, couple: str, time_machine: Travel
) -> None:
    habit = agreed(ana, couple, TODAY - 9 * DAY, mode="together")
    each = agreed(ana, couple, TODAY - 9 * DAY, title="Tea", mode="each")
    for one in (habit, each):
        ben.put(f"/api/habits/{one}/ticks/{TODAY}")
    time_machine.move_to(datetime(2026, 5, 21, 0, 20, tzinfo=UTC), tick=False)
    text = page(ana)
    assert "The same one" in row(text, habit)
    assert "The same one" not in row(text, each)
    assert "The same one" not in page(ben)
    time_machine.move_to(datetime(2026, 5, 21, 7, 0, tzinfo=UTC), tick=False)
    assert "The same one" not in page(ana)


def test_the_page_knows_when_its_day_is_over(
    apart: tuple[Someone, Someone, str],
) -> None:
    tara, noah, _habit = apart
    assert f'data-turns-in="{int(15.5 * 3600)}"' in page(tara)
    assert f'data-turns-in="{int(4.5 * 3600)}"' in page(noah)


def test_words_are_about_the_day_that_is_shown(ana: Someone, ben: Someone, couple: str) -> None:
    tea = agreed(ana, couple, TODAY - 9 * DAY, title="Tea", times=5)
    swim = agreed(ana, couple, LAST_MONDAY, title="Swim", mode="together", unit="week", times=3)
    for habit, day in ((tea, TODAY - DAY), (swim, LAST_MONDAY + 6 * DAY), (swim, TODAY - DAY)):
        ana.put(f"/api/habits/{habit}/ticks/{day}")
    yesterday, sunday = page(ana, "/today?day=2026-05-19"), page(ana, "/today?day=2026-05-17")
    assert "1 of 5 for you that day." in row(yesterday, tea)
    assert "1 of 3 this week." in row(yesterday, swim)
    assert "1 of 3 that week." in row(sunday, swim)
    assert "5 times today." in row(page(ana), tea)
    for text in (yesterday, sunday):
        assert "today" not in "".join(row(text, habit) for habit in (tea, swim)).replace(
            "/today", ""
        )


def test_woven_is_today_s_only_for_whose_today_it_is(
    apart: tuple[Someone, Someone, str],
) -> None:
    tara, noah, habit = apart
    noah.put(f"/api/habits/{habit}/ticks/2026-05-20")
    assert "Woven today." in row(page(noah), habit)
    shown = row(page(tara, "/today?day=2026-05-20"), habit)
    assert "Woven." in shown
    assert "Woven today." not in shown


def test_what_rests_stands_last_and_outside_the_count(
    ana: Someone, ben: Someone, couple: str
) -> None:
    resting = agreed(ana, couple, TODAY - 9 * DAY, title="Tea", mode="together", unit="week")
    awake = agreed(ana, couple, TODAY - 9 * DAY)
    other = agreed(ana, couple, TODAY - 9 * DAY, title="Swim")
    ana.put(f"/api/habits/{resting}/occasions/2026-05-18", {"day": "2026-05-22", "time": "20:00"})
    assert "Move it" in row(page(ana), resting)
    for habit in (resting, other):
        ana.post("/api/pauses", {"habit": habit, "first": str(TODAY)})
    text = page(ana)
    assert text.index(f"habit-{awake}") < text.index("Not today</h2>")
    for habit in (resting, other):
        assert text.index(f'id="habit-{habit}"') > text.index("Not today</h2>")
        assert "Move it" not in row(text, habit)
        assert " resting" in button(text, habit)
    for person in (ana, ben):
        person.put(f"/api/habits/{awake}/ticks/{TODAY}")
    assert "1 of 1 woven" in page(ana)
    assert "Everything for today is woven." in page(ana)


def test_the_same_one_is_not_asked_of_what_rests(apart: tuple[Someone, Someone, str]) -> None:
    tara, noah, habit = apart
    noah.put(f"/api/habits/{habit}/ticks/2026-05-20")
    assert "The same one" in row(page(tara), habit)
    tara.post("/api/pauses", {"habit": habit, "first": "2026-05-21"})
    assert "The same one" not in row(page(tara), habit)
