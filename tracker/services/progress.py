"""Shared progress, read from settled rows and the fold of the few weeks after them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker import streaks
from tracker.extensions import db
from tracker.services import (
    checkpoints,
    habit_facts,
    habit_order,
    habit_rows,
    ranges,
    settled,
    standing,
    tails,
)
from tracker.services.errors import Gone
from tracker.services.habit_facts import Facts
from tracker.services.seat import Seat

WEEKS = 12
FEW = 5
"""Under so many counted periods strength is no figure yet."""
COUNTED = frozenset({streaks.Outcome.KEPT, streaks.Outcome.GRACED, streaks.Outcome.MISSED})


@dataclass(frozen=True, slots=True)
class Adherence:
    """Shares of the counted periods that were kept, 0.0–1.0, None where none counts.

    `own` maps the asking person's id to their share: nobody reads the other's.
    """

    couple: float | None
    own: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class HabitProgress:
    """Where a habit stands, and its periods and adherence over a range of dates."""

    current: int
    best: int
    grace: int
    strength: float
    period: streaks.Period | None
    own_period: streaks.Period | None
    """The same, as the asking person knows it: with what of theirs is not told yet."""
    periods: Sequence[streaks.Period]
    adherence: Adherence


@dataclass(frozen=True, slots=True)
class HabitStanding:
    """Where one of several habits stands."""

    id: str
    title: str
    mode: str
    current: int
    best: int
    grace: int
    strength: float
    period: streaks.Period | None
    own_period: streaks.Period | None
    """The one that contains the asking person's own date, which may be the day before."""
    counted: int
    """How many periods its strength rests on: counted up to a few, then "at least so many"."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What the couple has woven: their weeks, and where each habit in force stands.

    The habits come in the asking person's own order.
    """

    today: date
    latest: date
    streak: int
    week: streaks.CoupleWeek
    weeks: Sequence[streaks.CoupleWeek]
    habits: Sequence[HabitStanding]


def of_habit(
    person_id: str, habit_id: str, first: date | None, last: date | None, now: datetime
) -> HabitProgress:
    """Return a habit's progress over a range, by default the last twelve weeks.

    Raises NotFound, Gone, Invalid (bad_range).
    """
    access = habit_rows.fetch(db.session(), person_id, habit_id)
    first, last = ranges.chosen(first, last, access.place.latest(now))
    seat = access.place
    if not isinstance(seat, Seat):
        return HabitProgress(0, 0, 1, 0.0, None, None, (), Adherence(None, {person_id: None}))
    facts = habit_facts.facts_of(db.session.connection(), seat.couple_id, habit_id)
    assert facts is not None
    if checkpoints.is_due(facts, seat, now):
        seat = tails.settle(person_id, now)
        facts = habit_facts.facts_of(db.session.connection(), seat.couple_id, habit_id)
        if facts is None:
            raise Gone
    resume = facts.settled(seat.today(now))
    progress = standing.fold(db.session.connection(), seat, facts, now, resume=resume)
    periods = [
        period for period in progress.periods if period.end >= first and period.start <= last
    ]
    if resume is not None:
        before = settled.periods(db.session(), seat, habit_id, first, last)
        periods = before + periods
    couple, own = streaks.adherence(periods, first, last, today=seat.today(now), partners=seat.pair)
    stands = standing.standing(progress, seat.latest(now))
    own_period = stands.period
    if seat.has_untold:
        known = tails.folded(db.session(), seat, [facts], now, own=True)[habit_id]
        own_period = standing.period_with(known.periods, seat.latest(now))
    return HabitProgress(
        stands.current,
        stands.best,
        stands.grace,
        stands.strength,
        stands.period,
        own_period,
        periods,
        Adherence(couple, {person_id: own[person_id]}),
    )


def overview(person_id: str, now: datetime) -> Overview:
    """Return the couple's progress over all habits.

    Raises NotFound while the person is not linked.
    """
    return overview_of(*tails.take(person_id, now), now)


def overview_of(seat: Seat, habits: Sequence[Facts], now: datetime) -> Overview:
    """Return what `overview` does, of a seat and all habits of which nothing is due."""
    today, latest = seat.today(now), seat.latest(now)
    this_week = streaks.week_of(latest, seat.week_start)
    resume = settled.weeks_resume(db.session(), seat.couple_id, today)
    progresses = tails.folded(
        db.session(),
        seat,
        [facts for facts in habits if not _ended_before(facts, resume)],
        now,
        horizon=this_week + timedelta(days=6),
    )
    weeks = streaks.couple_weeks(
        progresses.values(),
        today=today,
        latest=latest,
        week_start=seat.week_start,
        weeks=WEEKS,
        resume=resume,
    )
    oldest = this_week - timedelta(weeks=WEEKS - 1)
    known = {week.start: week for week in weeks.weeks}
    if resume is not None:
        before = settled.weeks(db.session(), seat.couple_id, oldest)
        known |= {week.start: week for week in before}
    starts = [oldest + timedelta(weeks=number) for number in range(WEEKS)]
    listed = [known.get(start) or _quiet(start) for start in starts]
    in_force = [facts for facts in habits if facts.state == "active"]
    active = habit_order.arranged(db.session(), seat.me.id, in_force, lambda facts: facts.id)
    counted = _counted({facts.id: progresses[facts.id] for facts in active})
    return Overview(
        today,
        latest,
        weeks.streak,
        listed[-1],
        listed,
        [
            _habit_standing(facts, progresses[facts.id], counted[facts.id], seat, now)
            for facts in active
        ],
    )


def _ended_before(facts: Facts, resume: streaks.WeeksCheckpoint | None) -> bool:
    if facts.retired_on is None or resume is None or resume.through is None:
        return False
    return facts.retired_on <= resume.through


def _quiet(start: date) -> streaks.CoupleWeek:
    return streaks.CoupleWeek(start, None, streaks.WeekState.QUIET)


def _counted(progresses: Mapping[str, streaks.Progress]) -> dict[str, int]:
    counted = {
        habit_id: sum(period.outcome in COUNTED for period in progress.periods)
        for habit_id, progress in progresses.items()
    }
    # Only of habits of long periods is there a need to look further back, and they have few rows.
    few = [habit_id for habit_id, count in counted.items() if count < FEW]
    for habit_id, count in settled.counted(db.session(), few):
        counted[habit_id] += count
    return counted


def _habit_standing(
    facts: Facts, progress: streaks.Progress, counted: int, seat: Seat, now: datetime
) -> HabitStanding:
    latest = seat.latest(now)
    stands = standing.standing(progress, latest)
    return HabitStanding(
        facts.id,
        facts.title,
        (facts.terms_on(latest) or facts.terms[0]).mode,
        stands.current,
        stands.best,
        stands.grace,
        stands.strength,
        stands.period,
        standing.period_with(progress.periods, seat.me.local_date(now)),
        counted,
    )
