"""What there is to say of one week of a couple, worked out from periods and never stored.

So a tick that comes late is counted when the recap is read next. A week that is long settled costs
one more reading of rows: how far a habit had come until then.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker import streaks
from tracker.models import Habit, Tick
from tracker.services import cloth, settled, standing, tails
from tracker.services.habit_facts import Facts
from tracker.services.noticing import Kept, Run, Week
from tracker.services.seat import Seat
from tracker.services.settled import Ended
from tracker.streaks import Outcome, WeekState

WEEK, LAST_DAY = timedelta(weeks=1), timedelta(days=6)
BACK = 4
"""Weeks before it that are looked at: the one before, and where a way back may begin."""


@dataclass(frozen=True, slots=True)
class Found:
    """A week, whether it is woven, and until when something of it can still be written down."""

    week: Week
    is_woven: bool
    late_until: date | None


def read(
    session: Session, seat: Seat, habits: Sequence[Facts], start: date, now: datetime
) -> Found:
    """Return what is known of the week that begins on `start`; nothing of the habits is due."""
    since, last = start - BACK * WEEK, start + LAST_DAY
    there = [
        facts
        for facts in habits
        if facts.starts_on is not None
        and facts.starts_on <= last
        and (facts.retired_on is None or facts.retired_on >= since)
    ]
    today = seat.today(now)
    found = {facts.id: facts.settled(today) for facts in there}
    states = {key: state for key, state in found.items() if state is not None}
    old = [key for key, state in states.items() if _is_in(state, start)]
    rows = settled.ended(session, states, standing.BEGINNING if old else since, last)
    periods = {
        key: settled.joined(rows[key], tail)
        for key, tail in tails.folded(session, seat, there, now).items()
    }
    bases = {key: state for key, state in states.items() if key not in old}
    kept = []
    was_woven_before = False
    for facts in there:
        base = bases.get(facts.id, streaks.Checkpoint())
        after = base.through or standing.BEGINNING
        run = _run([one for one in periods[facts.id] if after < one.end <= last], base, start)
        was_woven_before = was_woven_before or run.best > 0
        those = [one for one in _within(periods[facts.id], start, last) if _is_kept(one)]
        if those:
            days = [one.end for one in those if one.start == one.end]
            kept.append(Kept(facts.id, facts.title, len(those), days, run))
    places = _days(periods, since, seat.latest(now))
    week = Week(
        days=places[7 * BACK :],
        before=places[: 7 * BACK],
        kept=kept,
        words=_words(session, seat, start, last),
        was_woven_before=was_woven_before,
    )
    within = {key: _within(some, start, last) for key, some in periods.items()}
    waits = [one.end for some in within.values() for one in some if one.outcome == Outcome.PENDING]
    late = max(waits) + timedelta(days=seat.backfill_days) if waits else None
    return Found(week, _is_woven(within.values(), start, seat, now), late)


def _is_in(state: streaks.Checkpoint, start: date) -> bool:
    """Tell whether a checkpoint has taken in something of the week."""
    return state.through is not None and state.through >= start


def _is_kept(one: Ended) -> bool:
    return one.outcome == Outcome.KEPT


def _within(periods: Iterable[Ended], first: date, last: date) -> list[Ended]:
    return [one for one in periods if first <= one.end <= last]


def _run(periods: Iterable[Ended], base: streaks.Checkpoint, start: date) -> Run:
    """Return how a run went up to a week and within it: the fold's rule for kept and missed."""
    current, best, before, reached = base.current, base.best, base.current, 0
    for one in periods:
        if one.outcome == Outcome.MISSED:
            current = 0
        elif _is_kept(one):
            current += 1
        if one.end < start:
            before, best = current, max(best, current)
        elif _is_kept(one):
            reached = max(reached, current)
    return Run(before, best, reached)


def _days(periods: Mapping[str, Iterable[Ended]], since: date, latest: date) -> list[cloth.Place]:
    outcomes: dict[date, Counter[Outcome]] = defaultdict(Counter)
    for some in periods.values():
        for one in some:
            outcomes[one.end][one.outcome] += 1
    return cloth.days(outcomes, since, latest, BACK + 1)


@dataclass(frozen=True, slots=True)
class _Listed:
    """A habit's periods of a week."""

    periods: Sequence[Ended]


def _is_woven(within: Iterable[Sequence[Ended]], start: date, seat: Seat, now: datetime) -> bool:
    latest = seat.latest(now)
    weeks = (streaks.week_of(latest, seat.week_start) - start).days // 7 + 1
    judged = streaks.couple_weeks(
        map(_Listed, within),
        today=seat.today(now),
        latest=latest,
        week_start=seat.week_start,
        weeks=weeks,
    )
    return any(week.start == start and week.state == WeekState.WOVEN for week in judged.weeks)


def _words(session: Session, seat: Seat, first: date, last: date) -> int:
    query = (
        select(func.count())
        .select_from(Tick)
        .join(Habit, Habit.id == Tick.habit_id)
        .where(
            Habit.couple_id == seat.couple_id,
            Tick.date.between(first, last),
            Tick.done,
            Tick.note.is_not(None),
        )
    )
    return session.scalar(query) or 0
