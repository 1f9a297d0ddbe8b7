"""What of a client a coach may want to see first: facts of settled days, with their numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from tracker.services.coaching.figure_kinds import Summary

Kind = Literal["fell", "silent", "back", "new", "paused", "lapsing"]
FELL_POINTS, SILENT_DAYS = 20, 10
"""From where on a fall or a silence is flagged, unless a coach says otherwise."""
NEW = timedelta(weeks=4)
"""So long a couple has just started."""
_NEARLY = 1e-9


class PauseFact(NamedTuple):
    """A pause that runs; `all`: of all habits."""

    first: date
    last: date | None
    all: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag, and the numbers behind it: those of its kind, the others None.

    fell: points (percentage points), before, now (rates). silent: days. back: days, on.
    new: since. paused: since, until (None while open), all. lapsing: until.
    """

    kind: Kind
    points: int | None = None
    before: float | None = None
    now: float | None = None
    days: int | None = None
    on: date | None = None
    since: date | None = None
    until: date | None = None
    all: bool | None = None


def flags(
    summary: Summary,
    *,
    pause: PauseFact | None,
    asked_again_until: date | None,
    fell_points: int,
    silent_days: int,
) -> list[Flag]:
    """Return a client's flags, always in the same order."""
    return [
        *_fell(summary, fell_points),
        *_silent(summary, pause, silent_days),
        *_back(summary, silent_days),
        *_new(summary),
        *_paused(pause),
        *_lapsing(asked_again_until),
    ]


def _fell(summary: Summary, points: int) -> Iterator[Flag]:
    change, now = summary.change_28, summary.d28.rate
    if change is not None and now is not None and -100 * change >= points - _NEARLY:
        yield Flag("fell", points=round(-100 * change), before=now - change, now=now)


def _silent(summary: Summary, pause: PauseFact | None, days: int) -> Iterator[Flag]:
    # While everything rests nobody is silent.
    rests = pause is not None and pause.all
    if summary.silent_days is not None and summary.silent_days >= days and not rests:
        yield Flag("silent", days=summary.silent_days)


def _back(summary: Summary, days: int) -> Iterator[Flag]:
    if summary.back is not None and summary.back.days >= days:
        yield Flag("back", days=summary.back.days, on=summary.back.on)


def _new(summary: Summary) -> Iterator[Flag]:
    if summary.began_on is not None and summary.as_of - summary.began_on < NEW:
        yield Flag("new", since=summary.began_on)


def _paused(pause: PauseFact | None) -> Iterator[Flag]:
    if pause is not None:
        yield Flag("paused", since=pause.first, until=pause.last, all=pause.all)


def _lapsing(until: date | None) -> Iterator[Flag]:
    if until is not None:
        yield Flag("lapsing", until=until)
