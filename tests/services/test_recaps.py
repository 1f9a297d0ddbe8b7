"""Looking back on a week: counted when it is read, ready on its day, seen by oneself alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event

from tests.services.test_progress import SEEDS, START, Life
from tests.support.agreeing import agree
from tests.support.habits import agreed
from tests.support.people import Someone
from tracker import clock
from tracker.extensions import db
from tracker.services import deck, errors, habits, recaps, ticks
from tracker.services.cloth import Ground
from tracker.services.habit_facts import Facts
from tracker.services.noticing import Kind, Notice
from tracker.services.recaps import Recap

MONDAY = date(2026, 5, 11)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
READY = datetime(2026, 5, 20, 8, tzinfo=UTC)
"""The Wednesday after."""


@pytest.fixture(autouse=True)
def _monday(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(datetime(2026, 5, 11, 8, tzinfo=UTC), tick=False)


@pytest.fixture
def habit(ana: Someone, couple: str) -> str:
    return agreed(ana, couple, MONDAY, mode="together")


def tick(person: Someone, habit: str, *days: int, note: str | None = None, late: int = 0) -> None:
    for number in days:
        day = MONDAY + number * DAY
        at = datetime.combine(day + late * DAY, time(20), UTC)
        with person.app.app_context():
            ticks.tick(person.id, habit, day, at, note=note, carries_note=note is not None)


def read(person: Someone, start: date | None = MONDAY, now: datetime = READY) -> Recap:
    with person.app.app_context():
        found = recaps.of_week(person.id, start, now)
        assert found is not None
        return found


# What it says


def test_it_counts_what_was_kept_and_what_was_written(
    ana: Someone, ben: Someone, couple: str, habit: str
) -> None:
    tea = agreed(ana, couple, MONDAY, title="Tea", mode="each")
    agreed(ana, couple, MONDAY, title="Never", mode="each")
    tick(ana, habit, 0, 1, 3, note="With the heron")
    tick(ben, habit, 5)
    tick(ana, tea, 2)
    tick(ben, tea, 2, 4, note="Mint")
    for reader in (ana, ben):
        recap = read(reader)
        assert (recap.start, recap.end) == (MONDAY, MONDAY + 6 * DAY)
        assert {(one.title, one.times) for one in recap.kept} == {
            ("Walk after dinner", 4),
            ("Tea", 1),
        }
        assert recap.words == 5
        assert recap.notice == Notice(Kind.FIRST_CROSSING, recap.kept[0].habit)
        assert recap.question == deck.of_week(couple, MONDAY)
        assert not recap.is_woven


def test_its_days_are_those_of_the_cloth(ana: Someone, habit: str) -> None:
    tick(ana, habit, 0, 1, 3, 5)
    recap = read(ana, now=READY + 5 * DAY)
    marks = {Ground.WOVEN: "x", Ground.PLAIN: ".", Ground.OPEN: "o", Ground.EMPTY: " "}
    assert "".join(marks[place.ground] for place in recap.days) == "xx.x.x."
    assert recap.days_woven == 4


def test_what_comes_late_is_counted_when_it_comes(ana: Someone, habit: str) -> None:
    tick(ana, habit, *range(6))
    recap = read(ana)
    assert recap.late_until == date(2026, 5, 20)
    assert recap.days[6].ground == Ground.OPEN
    tick(ana, habit, 6, late=3)
    recap = read(ana, now=READY + 13 * timedelta(hours=1))
    assert (recap.kept[0].times, recap.late_until, recap.is_woven) == (7, None, True)
    assert read(ana, now=READY + DAY).late_until is None


def test_a_pause_and_a_habit_that_ended_leave_nothing_to_regret(
    ana: Someone, ben: Someone, habit: str
) -> None:
    tick(ana, habit, 0)
    with ana.app.app_context():
        assert habits.get(ana.id, habit, clock.now()).state == "active"
    ana.post(f"/api/habits/{habit}/retire")
    recap = read(ben, now=READY)
    assert [one.times for one in recap.kept] == [1]
    assert recap.is_woven
    later = read(ben, MONDAY + WEEK, READY + WEEK)
    assert (later.kept, later.notice.kind) == ([], Kind.QUIET)


# When it is ready


def test_it_is_ready_on_the_third_day_after_it_for_both(
    ana: Someone, ben: Someone, dev: Someone, eva: Someone, max_: Someone, habit: str
) -> None:
    early = datetime(2026, 5, 19, 23, 59, tzinfo=UTC)
    with ana.app.app_context():
        for person in (ana, ben):
            assert recaps.of_week(person.id, None, early) is None
            assert recaps.first_ready(person.id, early) == date(2026, 5, 20)
            with pytest.raises(errors.NotFound):
                recaps.of_week(person.id, MONDAY, early)
        with pytest.raises(errors.NotFound):
            recaps.of_week(max_.id, None, READY)
    assert read(ana, None).start == read(ben, None).start == MONDAY
    assert read(dev).kept == read(eva).kept == []


def test_a_day_begins_for_the_couple_when_it_has_begun_for_both(
    ana: Someone, ben: Someone, habit: str
) -> None:
    ben.patch("/api/me", {"timezone": "America/Los_Angeles"})
    with ana.app.app_context():
        assert recaps.of_week(ana.id, None, READY - timedelta(hours=2)) is None
        assert recaps.of_week(ana.id, None, READY - timedelta(hours=1)) is not None


@pytest.mark.parametrize(
    "start", [MONDAY + DAY, MONDAY - WEEK, MONDAY + WEEK, date.min, date.max, date(1970, 1, 5)]
)
def test_what_is_no_week_of_theirs_is_not_there(ana: Someone, habit: str, start: date) -> None:
    with ana.app.app_context(), pytest.raises(errors.NotFound):
        recaps.of_week(ana.id, start, READY)


def test_weeks_lead_from_one_to_the_next_up_to_where_the_couple_began(
    ana: Someone, habit: str
) -> None:
    now = READY + 2 * WEEK
    newest = read(ana, None, now)
    middle, first = (read(ana, MONDAY + number * WEEK, now) for number in (1, 0))
    assert (newest.start, newest.later, newest.earlier) == (MONDAY + 2 * WEEK, None, middle.start)
    assert (middle.later, middle.earlier) == (newest.start, first.start)
    assert (first.later, first.earlier) == (middle.start, None)
    with ana.app.app_context():
        page = recaps.listed(ana.id, now, after=None, limit=2)
        assert [span.start for span in page.items] == [newest.start, middle.start]
        rest = recaps.listed(ana.id, now, after=page.next, limit=2)
        assert [span.start for span in rest.items] == [first.start]
        assert rest.next is None
        for odd in (date.min, date.max, MONDAY):
            assert len(recaps.listed(ana.id, now, after=(odd,), limit=5).items) in (0, 3)


def test_a_habit_that_began_before_the_two_were_linked_has_its_week(
    ana: Someone, ben: Someone, couple: str
) -> None:
    agree(ana, ben, starts_on="2026-05-09")
    assert read(ana, now=READY).earlier == MONDAY - WEEK


# The same, however it is read


@pytest.mark.postgres_takes(seed=SEEDS[-1])
@pytest.mark.parametrize("seed", SEEDS[-4:])
def test_settled_or_folded_it_is_the_same(
    app: Flask,
    ana: Someone,
    ben: Someone,
    couple: str,
    seed: int,
    time_machine: time_machine.TimeMachineFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    time_machine.move_to(START, tick=False)
    life = Life(app, ana, ben, couple, 2000 + seed, time_machine)
    life.agree()
    for _number in range(120):
        life.step()
    with app.app_context():
        now = clock.now()
        week: date | None = None
        read: dict[date, Recap] = {}
        while found := recaps.of_week(ana.id, week, now):
            read[found.start], week = found, found.earlier
            if week is None:
                break
        monkeypatch.setattr(Facts, "settled", lambda _facts, _today: None)
        db.session.rollback()
        for start, settled in read.items():
            assert recaps.of_week(ben.id, start, now) == settled


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    with app.app_context():
        said: list[str] = []

        def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            said.append(statement)

        event.listen(db.engine, "before_cursor_execute", hear)
        yield said
        event.remove(db.engine, "before_cursor_execute", hear)


@pytest.mark.store("sqlite")
def test_it_asks_as_often_for_ten_habits_as_for_one(
    app: Flask, ana: Someone, couple: str, habit: str
) -> None:
    tick(ana, habit, 0)
    with counted(app) as one:
        recaps.of_week(ana.id, MONDAY, READY)
    for number in range(9):
        tick(ana, agreed(ana, couple, MONDAY, title=f"Habit {number}", mode="together"), 1, 2)
    with counted(app) as ten:
        assert len(recaps.of_week(ana.id, MONDAY, READY).kept) == 10  # type: ignore[union-attr]
    assert len(ten) == len(one) <= 8


# Who has seen it


def test_it_is_unseen_until_somebody_looks_and_then_for_the_other_alone(
    ana: Someone, ben: Someone, habit: str
) -> None:
    def unseen(person: Someone, now: datetime = READY) -> date | None:
        return recaps.unseen(person.id, [habit], now.date(), 1)

    with ana.app.app_context():
        assert unseen(ana) is None  # nothing is in it
    tick(ben, habit, 2)
    before = len(ben.stream())
    with ana.app.app_context():
        assert unseen(ana) == unseen(ben) == MONDAY
        assert unseen(ana, READY - DAY) is None
        recaps.see(ana.id, MONDAY, READY)
        recaps.see(ana.id, MONDAY, READY)
        assert (unseen(ana), unseen(ben)) == (None, MONDAY)
    assert len(ben.stream()) == before
    tick(ben, habit, 7)
    with ana.app.app_context():
        assert unseen(ana, READY + WEEK) == MONDAY + WEEK
        recaps.see(ana.id, MONDAY, READY + WEEK)  # an older one tells nothing of the newest
        assert unseen(ana, READY + WEEK) == MONDAY + WEEK
        recaps.see(ana.id, MONDAY + WEEK, READY + WEEK)
        assert unseen(ana, READY + WEEK) is None
        assert unseen(ana, READY + 2 * WEEK) is None  # the next one holds nothing
