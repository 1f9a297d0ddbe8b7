"""A line of words with a tick, and when this one is to be."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from tests.support.habits import agreed
from tests.support.people import Someone, link
from tests.web.pages.today import page, row, send

NOW = datetime(2026, 5, 20, 18, 30, tzinfo=UTC)
TODAY = date(2026, 5, 20)
"""A Wednesday."""
MONDAY = date(2026, 5, 18)
DAY = timedelta(days=1)
MARK = "mk-along-the-river"


@pytest.fixture(autouse=True)
def _evening(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def habit(ana: Someone, ben: Someone, couple: str) -> str:
    return agreed(ana, couple, TODAY - 9 * DAY)


@pytest.fixture
def weekly(ana: Someone, ben: Someone, couple: str) -> str:
    return agreed(ana, couple, MONDAY, title="Evening", mode="together", unit="week")


def words(person: Someone, habit: str, note: str, **fields: object):
    given = {"habit": habit, "date": TODAY, "slot": 0, "note": note, **fields}
    return send(person, "/today/words", **given)


def occasion(person: Someone, habit: str, **fields: object):
    return send(
        person, f"/habits/{habit}/occasion", **{"period": MONDAY, "next": "/today", **fields}
    )


def test_a_line_is_offered_with_a_tick_and_read_by_both(
    ana: Someone, ben: Someone, habit: str
) -> None:
    assert "Add a line" not in row(page(ana), habit)
    ana.put(f"/api/habits/{habit}/ticks/{TODAY}")
    assert "Add a line" in row(page(ana), habit)
    before = len(ben.stream())
    assert words(ana, habit, f"{MARK} & <on>\nthe long way").status_code == 303
    assert re.search(
        rf"You:</bdi> <span[^>]*>{MARK} & <on>\nthe long way</span>", row(page(ana), habit)
    )
    assert f'Ana:</bdi> <span class="line" dir="auto">{MARK} & <on>' in row(page(ben), habit)
    assert "&lt;on&gt;" in page(ben)
    assert "Change your line" in row(page(ana), habit)
    assert "Add a line" not in row(page(ben), habit)
    (item,) = ben.stream()[before:]
    assert item["data"]["has_note"] is True
    assert MARK not in str(item)


def test_a_line_can_be_changed_and_taken_back(ana: Someone, ben: Someone, habit: str) -> None:
    words(ana, habit, MARK)
    words(ana, habit, "Something else")
    assert MARK not in page(ben)
    assert "Something else" in page(ben)
    assert words(ana, habit, " ").status_code == 303
    assert "Something else" not in page(ben)
    assert 'aria-pressed="true"' in row(page(ana), habit)


def test_a_line_that_is_too_long_is_kept_in_its_field(ana: Someone, habit: str) -> None:
    ana.put(f"/api/habits/{habit}/ticks/{TODAY - DAY}")
    response = words(ana, habit, "x" * 501, date=TODAY - DAY)
    assert response.status_code == 422
    shown = row(response.text, habit)
    assert "<h1>Yesterday</h1>" in response.text
    assert re.search(r'<details id="words-[^"]*" open>', shown)
    assert "x" * 501 in shown
    assert f'aria-describedby="note-{habit}-hint note-{habit}-wrong"' in shown
    assert 'role="alert"' in response.text


def test_a_line_for_a_day_that_is_past_is_refused_in_words(ana: Someone, habit: str) -> None:
    response = words(ana, habit, MARK, date=TODAY - 8 * DAY)
    assert response.status_code == 422
    assert "too long ago" in response.text
    assert ana.get(f"/api/habits/{habit}/ticks").get_json()["items"] == []


def test_the_other_s_line_of_an_earlier_day_of_this_week_is_read_too(
    ana: Someone, ben: Someone, weekly: str
) -> None:
    ben.put(f"/api/habits/{weekly}/ticks/{MONDAY}", {"note": MARK})
    assert f'Ben, Monday:</bdi> <span class="line" dir="auto">{MARK}' in row(page(ana), weekly)


def test_nobody_else_reads_or_writes_a_line(
    ana: Someone, habit: str, dev: Someone, eva: Someone, max_: Someone
) -> None:
    words(ana, habit, MARK)
    before = ana.stream()
    for stranger in (dev, eva, max_):
        assert MARK not in page(stranger)
        assert words(stranger, habit, "mine").status_code == 404
        assert occasion(stranger, habit, day=TODAY).status_code == 404
    assert ana.stream() == before
    assert dev.stream() == eva.stream() == max_.stream() == []


def test_when_this_one_is_to_be_is_said_by_either_and_seen_by_both(
    ana: Someone, ben: Someone, weekly: str
) -> None:
    assert "Set a day" in row(page(ana), weekly)
    assert "Any day this week." in row(page(ana), weekly)
    fields = {"day": "2026-05-22", "time": "20:30", "words": "After the film"}
    assert occasion(ana, weekly, **fields).status_code == 303
    shown = row(page(ben), weekly)
    assert "<strong>Friday, 20:30</strong>" in shown
    assert "After the film" in shown
    assert "Move it" in shown
    assert "Any day" not in shown
    assert occasion(ben, weekly, day="2026-05-21", time="", words="").status_code == 303
    shown = row(page(ana), weekly)
    assert "<strong>Tomorrow</strong>" in shown
    assert "After the film" not in shown
    assert occasion(ana, weekly, day="2026-05-21", clear="true").status_code == 303
    assert "Set a day" in row(page(ben), weekly)
    assert occasion(ana, weekly, day="", clear="true").status_code == 303


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"day": ""}, "day", "Choose the day."),
        ({"day": "Friday"}, "day", "A date as"),
        ({"day": "2026-05-22", "time": "25:00"}, "time", "A time as HH:MM."),
        ({"day": "2026-05-22", "words": "x" * 501}, "occasion", "500"),
        ({"day": "2029-05-22"}, "day", "far from this period"),
    ],
)
def test_what_is_wrong_with_an_occasion_stands_beside_its_field(
    ana: Someone, weekly: str, fields: dict[str, str], field: str, said: str
) -> None:
    response = occasion(ana, weekly, **fields)
    assert response.status_code == 422
    shown = row(response.text, weekly)
    assert re.search(r'<details id="when-[^"]*" open>', shown)
    beside = re.search(rf'id="{field}-{weekly}-wrong">([^<]*)<', shown)
    assert beside is not None
    assert said in beside[1]


def test_who_is_on_another_day_stays_there(ana: Someone, weekly: str) -> None:
    response = occasion(ana, weekly, day="2026-05-22", next="/today?day=2026-05-19")
    assert response.location == "/today?day=2026-05-19&said=occasion"


def test_a_period_that_is_none_is_not_there(ana: Someone, weekly: str) -> None:
    response = send(ana, f"/habits/{weekly}/occasion", period=TODAY, day=TODAY)
    assert response.status_code == 404


def test_after_leaving_nothing_of_it_is_read(ana: Someone, ben: Someone, habit: str) -> None:
    words(ana, habit, MARK)
    ana.post("/api/couple/unlink")
    assert MARK not in page(ben)
    assert words(ben, habit, "still").status_code == 410
    link(ana, ben)
    assert MARK not in page(ben)


def test_of_several_places_the_one_with_a_line_is_written_on(ana: Someone, couple: str) -> None:
    habit = agreed(ana, couple, TODAY - 9 * DAY, title="Tea", times=3)
    words(ana, habit, MARK, slot=0)
    ana.put(f"/api/habits/{habit}/ticks/{TODAY}", {"slot": 1})
    shown = row(page(ana), habit)
    assert "Change your line" in shown
    assert 'name="slot" value="0"' in shown
    assert shown.count(MARK) == 2  # as it is read, and in its field
    assert '<p class="note mine" data-slot="0">' in shown


def test_an_occasion_is_chosen_among_the_days_of_its_period(ana: Someone, weekly: str) -> None:
    assert re.search(
        r'name="day" type="date"[^>]* min="2026-05-20" max="2026-05-24"', row(page(ana), weekly)
    )


def test_an_occasion_that_is_past_may_stay_where_it_is(ana: Someone, weekly: str) -> None:
    assert occasion(ana, weekly, day=MONDAY).status_code == 303
    assert re.search(
        r'value="2026-05-18" min="2026-05-18" max="2026-05-24"', row(page(ana), weekly)
    )


def test_a_line_in_another_script_keeps_its_own_direction(ana: Someone, habit: str) -> None:
    words(ana, habit, "\u05d0\u05d1")
    shown = row(page(ana), habit)
    assert '<span class="line" dir="auto">\u05d0\u05d1</span>' in shown
    assert '<a dir="auto" href="/habits/' in shown
    assert re.search(r'<textarea [^>]*dir="auto"', shown)
