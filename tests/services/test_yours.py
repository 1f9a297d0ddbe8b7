"""Habits that have become one's own: when, who is asked, and how often."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from tests.support.agreeing import say
from tests.support.habits import agreed
from tests.support.people import Someone
from tracker import streaks
from tracker.services import amendments, breaks, ticks, yours
from tracker.services import day as days
from tracker.services.errors import Conflict, NotFound
from tracker.services.yours import Asked

DAY = timedelta(days=1)
MONDAY = date(2026, 5, 25)
NOW = datetime(2026, 5, 25, 18, tzinfo=UTC)
DAILY = streaks.Cadence("day")


@pytest.mark.parametrize(
    ("cadence", "count"),
    [
        (DAILY, 66),
        (streaks.Cadence("day", weekdays=(1, 3)), 66),
        (streaks.Cadence("day", every=3), 26),
        (streaks.Cadence("week", times=3), 26),
        (streaks.Cadence("month"), 12),
    ],
)
def test_a_habit_is_settled_after_so_many_and_only_where_it_is_strong(
    cadence: streaks.Cadence, count: int
) -> None:
    assert yours.is_settled(cadence, 2 / 3, count)
    assert not yours.is_settled(cadence, 2 / 3, count - 1)
    assert not yours.is_settled(cadence, 0.66, count + 500)


def test_after_an_answer_and_after_other_terms_half_a_year_is_quiet() -> None:
    half = timedelta(days=182)
    assert not yours.is_quiet(None, None, MONDAY)
    for kept, changed in ((MONDAY - half + DAY, None), (None, MONDAY - half + DAY)):
        assert yours.is_quiet(kept, changed, MONDAY)
    assert not yours.is_quiet(MONDAY - half, MONDAY - half, MONDAY)


def lived(ana: Someone, couple: str, count: int, title: str = "Walk") -> str:
    """Let the two keep a daily habit so many days, up to this Monday."""
    habit = agreed(ana, couple, MONDAY - (count - 1) * DAY, title=title, mode="together")
    with ana.app.app_context():
        for number in range(count):
            on = MONDAY - (count - 1 - number) * DAY
            ticks.tick(ana.id, habit, on, NOW - (MONDAY - on))
    return habit


def asked(person: Someone, now: datetime = NOW) -> Asked | None:
    with person.app.app_context():
        return yours.asked(days.read(person.id, None, now))


def keep(person: Someone, habit: str, now: datetime = NOW) -> None:
    with person.app.app_context():
        yours.keep_counting(person.id, habit, now)


def test_each_is_asked_on_the_first_day_of_a_week_until_they_keep_counting(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    habit = lived(ana, couple, 66)
    assert asked(ana) == asked(ben) == Asked(habit, "Walk")
    assert asked(ana, NOW + DAY) is None
    assert asked(dev) is asked(eva) is None
    keep(ana, habit)
    assert asked(ana) is None
    assert asked(ben) == Asked(habit, "Walk")
    assert ben.stream()[-1]["kind"] == "tick"  # and nothing of what ana said for herself
    assert len(ben.stream()) == 66


def test_what_is_not_settled_is_not_asked_about(ana: Someone, couple: str) -> None:
    lived(ana, couple, 65)
    assert asked(ana) is None


def test_of_several_another_one_is_asked_about_each_week(ana: Someone, couple: str) -> None:
    with_rows = {lived(ana, couple, 140, title) for title in ("Walk", "Thanks")}
    first, second = asked(ana), asked(ana, NOW + 7 * DAY)
    assert first is not None
    assert second is not None
    assert {first.id, second.id} == with_rows


def test_after_an_answer_about_one_the_other_waits_for_two_weeks(
    ana: Someone, ben: Someone, couple: str
) -> None:
    walk, thanks = (lived(ana, couple, 140, title) for title in ("Walk", "Thanks"))
    keep(ana, walk, NOW - 13 * DAY)
    assert asked(ana) is None
    keep(ana, walk, NOW - 14 * DAY)
    assert asked(ana) == Asked(thanks, "Thanks")
    assert asked(ben) is not None  # who answered nothing
    with ana.app.app_context():
        amendments.retire(ana.id, walk, NOW, lives_on=True)
    assert asked(ben) is None


def test_in_a_hard_week_nobody_is_asked(ana: Someone, ben: Someone, couple: str) -> None:
    walk = lived(ana, couple, 66)
    agreed(ana, couple, MONDAY, title="Letters")
    assert asked(ben) == Asked(walk, "Walk")
    with ana.app.app_context():
        breaks.hard_week(ana.id, walk, NOW)
    assert asked(ana) is asked(ben) is None


def test_what_is_being_changed_is_not_asked_about(ana: Someone, ben: Someone, couple: str) -> None:
    walk = lived(ana, couple, 66)
    say(ana, walk, "amend", title="Long walk")
    assert asked(ana) is asked(ben) is None


def test_only_what_is_in_force_is_counted_on_and_only_by_the_two(
    app: Flask, ana: Someone, couple: str, dev: Someone
) -> None:
    habit = agreed(ana, couple, MONDAY)
    with pytest.raises(NotFound):
        keep(dev, habit)
    ana.post(f"/api/habits/{habit}/retire", {"lives_on": True})
    with pytest.raises(Conflict):
        keep(ana, habit)
