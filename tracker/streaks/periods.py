"""Lay the blocks of a cadence on the calendar, by arithmetic and from any point on.

Days are ordinals (date.toordinal) in here. Nothing walks from `starts_on`, so that listing the
last weeks of a habit costs the same after ten years as after ten days.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

from tracker.streaks.terms import Stretch

#: start, end (ordinals, inclusive), partial, number of the turn (even: the first one's).
Block = tuple[int, int, bool, int]


def blocks(stretch: Stretch, *, after: int, until: int, week_start: int) -> Iterator[Block]:
    """List the periods of one stretch that start after `after` and not after `until`."""
    cadence = stretch.terms.cadence
    until = min(until, stretch.last)
    if after >= until or stretch.first > until:
        return iter(())
    if cadence.unit == "week":
        return _weeks(stretch, cadence.every * 7, after, until, week_start)
    if cadence.unit == "month":
        return _months(stretch, cadence.every, after, until)
    if cadence.weekdays is not None:
        return _weekdays(stretch.first, cadence.weekdays, after, until)
    if cadence.every == 1:
        return _days(stretch.first, after, until)
    return _runs_of_days(stretch, cadence.every, after, until)


def week_of(day: int, week_start: int) -> int:
    """Give the first day of the week that `day` lies in."""
    # Ordinal 1 is a Monday, so an ordinal modulo 7 is its ISO weekday (Sunday 0).
    return day - (day - week_start) % 7


def _days(first: int, after: int, until: int) -> Iterator[Block]:
    for day in range(max(first, after + 1), until + 1):
        yield day, day, False, day - first


def _weekdays(first: int, weekdays: tuple[int, ...], after: int, until: int) -> Iterator[Block]:
    offsets = sorted((weekday - first) % 7 for weekday in weekdays)
    week, into = divmod(max(first, after + 1) - first, 7)
    number = week * len(offsets) + bisect_left(offsets, into)
    while True:
        week, place = divmod(number, len(offsets))
        day = first + 7 * week + offsets[place]
        if day > until:
            return
        yield day, day, False, number
        number += 1


def _runs_of_days(stretch: Stretch, length: int, after: int, until: int) -> Iterator[Block]:
    first, last = stretch.first, stretch.last
    number = (after - first) // length + 1 if after >= first else 0
    for start in range(first + number * length, until + 1, length):
        end = start + length - 1
        yield start, min(end, last), end > last, number
        number += 1


def _weeks(
    stretch: Stretch, length: int, after: int, until: int, week_start: int
) -> Iterator[Block]:
    first, last = stretch.first, stretch.last
    origin = week_of(first, week_start)
    number = (after - origin) // length + 1 if after >= first else 0
    late = int(origin < first)
    for start in range(origin + number * length, until + 1, length):
        end = start + length - 1
        partial = start < first or end > last
        yield max(start, first), min(end, last), partial, max(0, number - late)
        number += 1


def _months(stretch: Stretch, length: int, after: int, until: int) -> Iterator[Block]:
    first, last = stretch.first, stretch.last
    origin = _month_number(first)
    number = (_month_number(after) - origin) // length + 1 if after >= first else 0
    late = int(_month_start(origin) < first)
    start = _month_start(origin + number * length)
    while start <= until:
        following = _month_start(origin + (number + 1) * length)
        partial = start < first or following - 1 > last
        yield max(start, first), min(following - 1, last), partial, max(0, number - late)
        start = following
        number += 1


def _month_number(day: int) -> int:
    when = date.fromordinal(day)
    return when.year * 12 + when.month - 1


def _month_start(number: int) -> int:
    year, month = divmod(number, 12)
    return date(year, month + 1, 1).toordinal()
