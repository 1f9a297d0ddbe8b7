"""Cloth: what became of the days of all habits, or of the periods of one, over the last weeks.

It draws the pair and not the absentee: a place that is over is woven or plain ground, and a single
thread is there only while its period can still be kept. What is settled is read from rows, the
rest is the fold of the few weeks after it; nothing here grows with history.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker import streaks
from tracker.extensions import db
from tracker.services import checkpoints, habit_rows, settled, standing, tails
from tracker.services.errors import Gone
from tracker.services.places import Place as Whereabouts
from tracker.services.seat import Seat
from tracker.services.standing import Facts
from tracker.streaks import Outcome

WEEKS = 18
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
        """Return how many days each way back took: from a first plain place to the next woven one.

        One that is not found yet is not among them.
        """
        found, left = [], None
        for place in self.places:
            if place.ground == Ground.PLAIN:
                left = left or place.end
            elif place.ground == Ground.WOVEN:
                if left is not None:
                    found.append((place.end - left).days)
                left = None
        return found


def of_couple(person_id: str, now: datetime, weeks: int = WEEKS) -> Cloth:
    """Return the cloth of all habits, the week that contains *latest* included.

    Raises NotFound while the person is not linked.
    """
    seat, habits = tails.take(person_id, now)
    latest = seat.latest(now)
    first = _first(latest, seat.week_start, weeks)
    session = db.session()
    there = [facts for facts in habits if facts.retired_on is None or facts.retired_on >= first]
    outcomes: dict[date, Counter[Outcome]] = defaultdict(Counter)
    resumed = [facts.id for facts in there if facts.settled(seat.today(now)) is not None]
    for end, outcome, count in settled.outcomes(session, resumed, first):
        outcomes[end][outcome] += count
    for progress in tails.folded(session, seat, there, now).values():
        for period in progress.periods:
            if period.end >= first:
                outcomes[period.end][period.outcome] += 1
    return Cloth(True, days(outcomes, first, latest, weeks), latest, seat.today(now))


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


def of_habit(person_id: str, habit_id: str, now: datetime, weeks: int = WEEKS) -> Cloth:
    """Return the cloth of one habit: a daily one by weeks, any other period by period.

    That of a habit that ended lasts up to its last day.
    Raises NotFound, or Gone for a habit of a couple that ended.
    """
    session = db.session()
    access = habit_rows.fetch(session, person_id, habit_id)
    seat: Whereabouts = access.place
    ended_on, latest, today = access.habit.retired_on, seat.latest(now), seat.today(now)
    if ended_on is not None:
        latest = min(latest, ended_on)
    first = _first(latest, seat.week_start, weeks)
    if not isinstance(seat, Seat):
        return Cloth(False, (), latest, today)
    facts = standing.facts_of(session.connection(), seat.couple_id, habit_id)
    if facts is not None and checkpoints.is_due(facts, seat, now):
        seat = tails.settle(person_id, now)
        facts = standing.facts_of(db.session.connection(), seat.couple_id, habit_id)
    if facts is None:
        raise Gone
    session = db.session()
    resume = facts.settled(seat.today(now))
    progress = standing.fold(session.connection(), seat, facts, now, resume=resume)
    periods = [period for period in progress.periods if period.end >= first]
    if resume is not None:
        periods = settled.periods(session, seat, habit_id, first, latest) + periods
    places = [_place(period, seat.pair) for period in periods]
    if _is_daily(facts, latest) and all(place.start == place.end for place in places):
        places = _by_weeks(places, first, weeks)
        return Cloth(True, places, latest, today, ended_on is not None)
    return Cloth(False, places, latest, today, ended_on is not None)


def _is_daily(facts: Facts, latest: date) -> bool:
    if not facts.terms:
        return False
    cadence = (facts.terms_on(latest) or facts.terms[0]).cadence
    return cadence.unit == "day" and cadence.every == 1


def _place(period: streaks.Period, pair: tuple[str, str]) -> Place:
    outcome = period.outcome
    if outcome in _UNDECIDED:
        # Where both are in, it is kept: at most one thread stands alone.
        down, across = (period.done_by[person] >= period.target for person in pair)
        return Place(period.start, period.end, Ground.OPEN, down, across)
    if outcome not in _JUDGED:
        return Place(period.start, period.end, Ground.EMPTY)
    ground = Ground.WOVEN if outcome == Outcome.KEPT else Ground.PLAIN
    return Place(period.start, period.end, ground)


def _by_weeks(places: Iterable[Place], first: date, weeks: int) -> list[Place]:
    known = {place.start: place for place in places}
    dates = (first + timedelta(days=number) for number in range(7 * weeks))
    return [known.get(day) or Place(day, day, Ground.EMPTY) for day in dates]


def _first(latest: date, week_start: int, weeks: int) -> date:
    return streaks.week_of(latest, week_start) - timedelta(weeks=weeks - 1)
