"""Cloth: what became of the days of all habits, or of the periods of one, over weeks or years.

It draws the pair and not the absentee: a place that is over is woven or plain ground, and a single
thread is there only while its period can still be kept. What is settled is read from rows, the
rest is the fold of the few weeks after it; nothing here grows with more than the range.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker import streaks
from tracker.extensions import db
from tracker.services import checkpoints, habit_facts, habit_rows, ranges, settled, standing, tails
from tracker.services.errors import Gone
from tracker.services.habit_facts import Facts
from tracker.services.places import Place as Whereabouts
from tracker.services.ranges import Range
from tracker.services.seat import Seat
from tracker.streaks import Outcome

WEEKS = 18
MOST_DAYS = 7 * 105
"""Two years and a bit are looked at in one go."""
OFF = 7
"""So many days in a row without anything planned are a rest: no way back leads through one."""
_JUDGED = frozenset({Outcome.KEPT, Outcome.GRACED, Outcome.MISSED})
_UNDECIDED = frozenset({Outcome.OPEN, Outcome.PENDING})


class Ground(StrEnum):
    """Name what a place of the cloth shows."""

    WOVEN = "woven"
    PLAIN = "plain"
    OPEN = "open"
    """Not decided: it can still be written down."""
    EMPTY = "empty"
    """To come, taken off, or without anything that was agreed."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place: a day, or a period of several, `start` to `end` inclusive.

    `down` and `across` tell whose single thread is drawn while it is open: that of side 0, of 1.
    """

    start: date
    end: date
    ground: Ground
    down: bool = False
    across: bool = False


@dataclass(frozen=True, slots=True)
class Cloth:
    """Places, oldest first. By weeks: seven a week, from a first day of a week on."""

    by_weeks: bool
    places: Sequence[Place]
    latest: date
    """The later of the two local dates, or the last day of what ended: nothing lies after it."""
    today: date
    """The couple's date: what ends before it is over."""
    is_over: bool = False
    """Of a habit that ended: nothing is to come."""

    @property
    def weeks(self) -> list[Sequence[Place]]:
        """Return the places week by week; of no use where they do not go by weeks."""
        return [self.places[at : at + 7] for at in range(0, len(self.places), 7)]

    def count(self, ground: Ground) -> int:
        """Return how many places show this ground."""
        return sum(place.ground == ground for place in self.places)

    def returns(self) -> list[int]:
        """Return how many days each way back took."""
        return [days for days, _place in ways_back(self.places)]

    def last(self, weeks: int) -> "Cloth":
        """Return the last weeks of a cloth that goes by weeks."""
        return replace(self, places=self.places[-7 * weeks :])


def ways_back(places: Iterable[Place]) -> Iterator[tuple[int, Place]]:
    """Yield how many days each way back took, and where it led to.

    One leads from a first plain place to the next woven one. What is not found yet is none, nor
    is one with a rest on it: what both took off is no way.
    """
    left, seen = None, None
    for place in places:
        if place.ground == Ground.EMPTY:
            continue
        if seen is not None and (place.start - seen).days > OFF:
            left = None
        seen = place.end
        if place.ground == Ground.PLAIN:
            left = left or place.end
        elif place.ground == Ground.WOVEN:
            if left is not None:
                yield (place.end - left).days, place
            left = None


def of_couple(
    person_id: str, now: datetime, weeks: int = WEEKS, *, only: Range | None = None
) -> Cloth:
    """Return the cloth of all habits: the last weeks, this one included, or `only` a range.

    Raises NotFound while the person is not linked, Invalid (bad_range).
    """
    return of_all(*tails.take(person_id, now), now, weeks, only=only)


def of_all(
    seat: Seat,
    habits: Sequence[Facts],
    now: datetime,
    weeks: int = WEEKS,
    *,
    only: Range | None = None,
) -> Cloth:
    """Return what `of_couple` does, of a seat and all habits of which nothing is due."""
    latest = seat.latest(now)
    first, last = _chosen(only, latest, seat.week_start, weeks)
    session = db.session()
    there = [
        facts
        for facts in habits
        if (facts.retired_on is None or facts.retired_on >= first)
        and (facts.starts_on is None or facts.starts_on <= last)
    ]
    outcomes: dict[date, Counter[Outcome]] = defaultdict(Counter)
    resumed = [facts.id for facts in there if facts.settled(seat.today(now)) is not None]
    for end, outcome, count in settled.outcomes(session, resumed, first, last):
        outcomes[end][outcome] += count
    for progress in tails.folded(session, seat, there, now).values():
        for period in progress.periods:
            if first <= period.end <= last:
                outcomes[period.end][period.outcome] += 1
    begin = streaks.week_of(first, seat.week_start)
    places = days(outcomes, begin, latest, _weeks(begin, last))
    return Cloth(True, places, latest, seat.today(now))


def days(
    outcomes: Mapping[date, Mapping[Outcome, int]], first: date, latest: date, weeks: int
) -> list[Place]:
    """Return one place a day, from how many of the periods that ended on it came to what."""
    dates = (first + timedelta(days=number) for number in range(7 * weeks))
    return [
        Place(day, day, Ground.EMPTY if day > latest else _ground(outcomes.get(day, {})))
        for day in dates
    ]


def _ground(outcomes: Mapping[Outcome, int]) -> Ground:
    # Paused and void periods count for nothing, as everywhere in the rules of streaks.
    undecided = sum(outcomes.get(outcome, 0) for outcome in _UNDECIDED)
    judged = sum(outcomes.get(outcome, 0) for outcome in _JUDGED)
    if not undecided + judged:
        return Ground.EMPTY
    if 2 * outcomes.get(Outcome.KEPT, 0) >= undecided + judged:
        return Ground.WOVEN
    return Ground.OPEN if undecided else Ground.PLAIN


def of_habit(
    person_id: str,
    habit_id: str,
    now: datetime,
    weeks: int = WEEKS,
    *,
    only: Range | None = None,
) -> Cloth:
    """Return the cloth of one habit: a daily one by weeks, any other period by period.

    That of a habit that ended lasts up to its last day.
    Raises NotFound, Gone for a habit of a couple that ended, Invalid (bad_range).
    """
    session = db.session()
    access = habit_rows.fetch(session, person_id, habit_id)
    seat: Whereabouts = access.place
    ended_on, latest, today = access.habit.retired_on, seat.latest(now), seat.today(now)
    newest = latest
    if ended_on is not None:
        latest = min(latest, ended_on)
    first, last = _chosen(only, latest if only is None else newest, seat.week_start, weeks)
    if not isinstance(seat, Seat):
        return Cloth(False, (), latest, today)
    facts = habit_facts.facts_of(session.connection(), seat.couple_id, habit_id)
    if facts is not None and checkpoints.is_due(facts, seat, now):
        seat = tails.settle(person_id, now)
        facts = habit_facts.facts_of(db.session.connection(), seat.couple_id, habit_id)
    if facts is None:
        raise Gone
    session = db.session()
    resume = facts.settled(seat.today(now))
    progress = standing.fold(session.connection(), seat, facts, now, resume=resume)
    periods = [
        period for period in progress.periods if period.end >= first and period.start <= last
    ]
    if resume is not None:
        periods = settled.periods(session, seat, habit_id, first, last) + periods
    places = [_place(period, seat.pair) for period in periods]
    if _is_daily(facts, latest) and all(place.start == place.end for place in places):
        begin = streaks.week_of(first, seat.week_start)
        places = by_weeks(places, begin, _weeks(begin, last))
        return Cloth(True, places, latest, today, ended_on is not None)
    return Cloth(False, places, latest, today, ended_on is not None)


def ground_of(outcome: Outcome) -> Ground:
    """Return what a place shows of a period of which this has become."""
    if outcome in _UNDECIDED:
        return Ground.OPEN
    if outcome not in _JUDGED:
        return Ground.EMPTY
    return Ground.WOVEN if outcome == Outcome.KEPT else Ground.PLAIN


def _is_daily(facts: Facts, latest: date) -> bool:
    if not facts.terms:
        return False
    cadence = (facts.terms_on(latest) or facts.terms[0]).cadence
    return cadence.unit == "day" and cadence.every == 1


def _place(period: streaks.Period, pair: tuple[str, str]) -> Place:
    ground = ground_of(period.outcome)
    if ground != Ground.OPEN:
        return Place(period.start, period.end, ground)
    # Where both are in, it is kept: at most one thread stands alone.
    down, across = (period.done_by[person] >= period.target for person in pair)
    return Place(period.start, period.end, ground, down, across)


def by_weeks(places: Iterable[Place], first: date, weeks: int) -> list[Place]:
    """Return a place for each day of some weeks, from their first day on; empty where none is."""
    known = {place.start: place for place in places}
    dates = (first + timedelta(days=number) for number in range(7 * weeks))
    return [known.get(day) or Place(day, day, Ground.EMPTY) for day in dates]


def _chosen(only: Range | None, latest: date, week_start: int, weeks: int) -> tuple[date, date]:
    """Return the first and the last day to show; by default whole weeks up to the running one."""
    if only is not None:
        return ranges.chosen(*only, latest, most=MOST_DAYS)
    this_week = streaks.week_of(latest, week_start)
    return this_week - timedelta(weeks=weeks - 1), this_week + timedelta(days=6)


def _weeks(begin: date, last: date) -> int:
    return (last - begin).days // 7 + 1
