"""What a couple agreed on, as days: what a calendar draws is what the engine counts."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.support import ics as program
from tests.support.agreeing import agree
from tests.support.habits import agreed
from tests.support.people import Someone
from tracker import streaks
from tracker.extensions import db
from tracker.models import Habit, Pause, Terms
from tracker.services import agreed_days, habit_rows, transaction
from tracker.services.agreed_days import Agreed, Series
from tracker.services.errors import NotFound
from tracker.web.pages import ics

NOW = datetime(2026, 5, 20, 18, tzinfo=UTC)  # a Wednesday
FIRST, LAST = date(2026, 4, 1), date(2027, 5, 31)
DAY = timedelta(days=1)
CADENCES: list[dict[str, Any]] = [
    {},
    {"times": 3},
    {"weekdays": "1,3,5"},
    {"weekdays": "7"},
    {"every": 2},
    {"every": 9},
    {"every": 90},
    {"unit": "week"},
    {"unit": "week", "times": 3},
    {"unit": "week", "every": 3},
    {"unit": "week", "every": 12, "times": 5},
    {"unit": "month"},
    {"unit": "month", "every": 2, "times": 4},
    {"unit": "month", "every": 12},
]


def read(person: Someone, now: datetime = NOW) -> Agreed:
    with person.app.app_context():
        return agreed_days.read(person.id, now)


def drawn(person: Someone, title: str) -> list[tuple[date, date]]:
    """Every stretch of days that a calendar program draws of a habit, but appointments."""
    with person.app.test_request_context():
        body = ics.write(agreed_days.read(person.id, NOW))
    events = program.events(program.parsed(body), title)
    return sorted(day for one in events if "DURATION" not in one for day in program.days(one))


def pause(person: Someone, couple: str, first: date, last: date | None, habit: Any = None) -> None:
    with person.app.app_context(), transaction.writing() as session:
        session.add(
            Pause(
                couple_id=couple,
                habit_id=habit,
                by_id=person.id,
                first=first,
                last=last,
                created_at=NOW,
            )
        )


def expected(app: Flask, habit: str, couple: str, pair: tuple[str, str]) -> list[Any]:
    """What the engine lists in the range and does not call paused, folded from the first day."""
    with app.app_context():
        rows = habit_rows.terms_rows(db.session(), habit)
        retired = db.session.get_one(Habit, habit).retired_on
        rests = db.session.scalars(db.select(Pause).filter_by(couple_id=couple)).all()
        periods = streaks.evaluate(
            habit_rows.terms(rows, retired),
            (),
            [streaks.Pause(r.first, r.last) for r in rests if r.habit_id in (None, habit)],
            partners=pair,
            week_start=1,
            today=LAST + timedelta(days=400),
        ).periods
    return [
        (one.start, one.end)
        for one in periods
        if one.outcome != "paused" and one.end >= FIRST and one.start <= LAST
    ]


def test_every_cadence_is_drawn_as_the_engine_counts_it(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    habits = {
        f"h{number}": agreed(ana, couple, date(2026, 3, 5), title=f"h{number}", **cadence)
        for number, cadence in enumerate(CADENCES)
    }
    began = {"later": agreed(ana, couple, date(2026, 8, 13), title="later", unit="week", every=2)}
    for first, days, habit in (
        (date(2026, 5, 4), 11, None),
        (date(2026, 7, 1), 1, None),
        (date(2026, 7, 20), 40, habits["h0"]),
        (date(2026, 12, 30), 4, None),
        (date(2027, 2, 1), 27, habits["h8"]),
    ):
        pause(ana, couple, first, first + (days - 1) * DAY, habit)
    pause(ana, couple, date(2027, 3, 3), None, habits["h5"])
    for title, habit in {**habits, **began}.items():
        assert drawn(ana, title) == expected(app, habit, couple, (ana.id, ben.id)), title


def test_a_change_of_terms_ends_the_old_days_and_retiring_ends_all(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    habit = agreed(ana, couple, date(2026, 1, 7), title="walk", unit="week", every=2)
    ended = agreed(ana, couple, date(2026, 1, 7), title="ended", unit="week")
    gone = agreed(ana, couple, date(2026, 1, 7), title="gone")
    with app.app_context(), transaction.writing() as session:
        for starts_on, cadence in (
            (date(2026, 6, 12), {"unit": "day", "every": 3}),
            (date(2026, 9, 2), {"unit": "day", "every": 1, "weekdays": "2,6"}),
            (date(2026, 11, 11), {"unit": "month", "every": 1}),
        ):
            session.add(
                Terms(
                    habit_id=habit,
                    starts_on=starts_on,
                    version=2,
                    mode="each",
                    grace=True,
                    **{"times": 1, "weekdays": None, **cadence},
                )
            )
        for one, day in ((ended, date(2026, 5, 13)), (gone, date(2026, 3, 31))):
            row = session.get_one(Habit, one)
            row.state, row.retired_on = "retired", day
    assert drawn(ana, "walk") == expected(app, habit, couple, (ana.id, ben.id))
    assert drawn(ana, "ended") == expected(app, ended, couple, (ana.id, ben.id))
    assert max(last for _, last in drawn(ana, "ended")) == date(2026, 5, 13)
    assert drawn(ana, "gone") == []


def test_an_appointment_tells_its_period_where_that_has_one_alone(
    app: Flask,
    ana: Someone,
    ben: Someone,
    couple: str,
    time_machine: time_machine.TimeMachineFixture,
) -> None:
    time_machine.move_to(NOW, tick=False)
    night = agree(ana, ben, title="Date night", cadence={"unit": "week"}, emoji="🌙")
    sport = agree(ana, ben, title="Sport", cadence={"unit": "week", "times": 2})
    monday = "2026-05-25"
    for habit in (night, sport):
        path = f"/api/habits/{habit['id']}/occasions/{monday}"
        body = {"day": "2026-05-29", "time": "19:00", "words": "Sitter: Mum"}
        assert ben.put(path, body).status_code == 200
    found = read(ana)
    assert {(one.title, one.emoji, one.at.time) for one in found.appointments} == {
        ("Date night", "🌙", "19:00"),
        ("Sport", None, "19:00"),
    }
    skipped = {one.title: one.skipped for one in found.series if one.step}
    assert skipped == {"Date night": [], "Sport": []}  # the first whole week is the one planned
    assert date(2026, 5, 25) not in [first for first, _ in drawn(ana, "🌙 Date night")]
    assert date(2026, 5, 25) in [first for first, _ in drawn(ana, "Sport")]
    pause(ana, couple, date(2026, 5, 25), date(2026, 5, 31))
    assert read(ana).appointments == []
    path = f"/api/habits/{night['id']}/occasions/2026-06-08"
    ben.put(path, {"day": "2026-06-09"})
    (series,) = [one for one in read(ana).series if one.title == "Date night" and one.step]
    assert series.first == date(2026, 6, 1)
    assert series.skipped == [date(2026, 6, 8)]


def test_what_is_asked_declined_or_of_others_is_not_in_it(
    ana: Someone, ben: Someone, couple: str, dev: Someone, eva: Someone
) -> None:
    agree(dev, eva, title="theirs")
    ana.post("/api/habits", {"title": "asked", "cadence": {"unit": "day"}, "mode": "each"})
    assert (read(ana).series, read(ana).appointments) == ([], [])
    assert [one.title for one in read(dev).series] == ["theirs"]


def test_the_two_get_their_own_zone_and_date(app: Flask, couple: str, ana: Someone) -> None:
    zoe = Someone(app, "zoe", "Pacific/Kiritimati")
    with pytest.raises(NotFound):
        read(zoe)
    assert read(ana).timezone == "UTC"
    ana.patch("/api/me", {"timezone": "Pacific/Auckland"})
    assert read(ana).timezone == "Pacific/Auckland"
    assert read(ana).local_date == date(2026, 5, 21)


def test_it_reaches_from_a_month_ago_to_a_year_ahead_in_whole_months(
    ana: Someone, couple: str
) -> None:
    agreed(ana, couple, date(2016, 1, 1), title="old")
    found = read(ana)
    assert (found.first, found.last) == (FIRST, LAST)
    (one,) = found.series
    assert isinstance(one, Series)
    assert (one.first, one.last) == (FIRST, LAST)
    same = read(ana, NOW + 7 * DAY)
    assert same.series == found.series
