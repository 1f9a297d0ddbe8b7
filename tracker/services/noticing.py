"""The one thing to notice about a week: the first of these rules that is true of it.

Pure. It is about the two of them together or about a habit, never about one of the two, and what
it counts is what is there.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tracker.services.cloth import Ground, Place, ways_back

WAY_BACK = 2
"""Days from the first plain one to the next woven one: a single plain day is no way."""
ROUND = (10, 25, 50, 66, 100, 150, 200, 250, 300, 365)
"""Runs that are worth a word, beside one that goes further than all before it."""


class Kind(StrEnum):
    """Name what is noticed, in the order in which it is looked for."""

    WAY_BACK = "way_back"
    FIRST_CROSSING = "first_crossing"
    BEST_RUN = "best_run"
    WEEKDAY = "weekday"
    MORE_WOVEN = "more_woven"
    WORDS = "words"
    QUIET = "quiet"
    WOVEN = "woven"
    BEGINNING = "beginning"


@dataclass(frozen=True, slots=True)
class Run:
    """How many of a habit were kept in a row before the week and by its end, and the longest."""

    before: int = 0
    best: int = 0
    """The longest before the week."""
    reached: int = 0
    """The longest within it, what it brought along included."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A habit that was kept in the week: how often, and the days of single-day promises."""

    habit: str
    title: str
    times: int
    days: Sequence[date]
    run: Run


@dataclass(frozen=True, slots=True)
class Week:
    """What is known of a week; places are days, oldest first."""

    days: Sequence[Place]
    before: Sequence[Place]
    """The days of the weeks before it, as far as they are looked at."""
    kept: Sequence[Kept] = ()
    words: int = 0
    """Lines that the two wrote, both together."""
    was_woven_before: bool = False
    """Something was kept before this week."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is noticed; which of the others are there depends on its kind."""

    kind: Kind
    habit: str | None = None
    title: str | None = field(default=None, compare=False)
    day: date | None = None
    number: int | None = None


def choose(week: Week) -> Notice:
    """Return the one thing to notice about a week."""
    return next(_true_of(week))


def _true_of(week: Week) -> Iterator[Notice]:
    back = _way_back(week)
    if back is not None:
        yield Notice(Kind.WAY_BACK, day=back)
    for one in week.kept:
        if one.run.best == 0:
            yield Notice(Kind.FIRST_CROSSING, one.habit, one.title)
    for one in sorted(week.kept, key=lambda one: -one.run.reached):
        if _is_worth_a_word(one.run):
            yield Notice(Kind.BEST_RUN, one.habit, one.title, number=one.run.reached)
    fullest = _fullest(week)
    if fullest is not None:
        yield Notice(Kind.WEEKDAY, day=fullest)
    woven, before = _woven(week.days), _woven(week.before[-7:])
    if woven > before > 0:
        yield Notice(Kind.MORE_WOVEN, number=woven)
    if week.words:
        yield Notice(Kind.WORDS, number=week.words)
    if week.kept:
        yield Notice(Kind.WOVEN)
    yield Notice(Kind.QUIET if week.was_woven_before else Kind.BEGINNING)


def _way_back(week: Week) -> date | None:
    """Return the day on which the longest way back of this week ended."""
    first = week.days[0].start
    ways = ways_back((*week.before, *week.days))
    found = [(days, place.end) for days, place in ways if place.end >= first]
    days, day = max(found, default=(0, None))
    return day if days >= WAY_BACK else None


def _fullest(week: Week) -> date | None:
    """Return the day on which most promises of single days were kept, if it is one and several."""
    counts = Counter(day for one in week.kept for day in one.days)
    most = max(counts.values(), default=0)
    days = [day for day, count in counts.items() if count == most]
    return days[0] if most > 1 and len(days) == 1 else None


def _is_worth_a_word(run: Run) -> bool:
    """Tell whether a run came to a round number, or went further than an older one had gone."""
    if run.reached <= run.best:
        return False
    return run.best > run.before or any(run.best < number <= run.reached for number in ROUND)


def _woven(places: Sequence[Place]) -> int:
    return sum(place.ground == Ground.WOVEN for place in places)
