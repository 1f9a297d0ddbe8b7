"""When a check-in can be answered: rounds of one or two weeks of the couple, without a gap."""

from dataclasses import dataclass
from datetime import date, timedelta

from tracker.streaks import week_of

WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
ROOM = timedelta(days=3)
"""Less than this is too short for a first round."""


@dataclass(frozen=True, slots=True)
class Round:
    """The days in which one check-in can be answered, both inclusive."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every so many weeks, counted from a day."""

    every: int
    starts_on: date
    before: int | None = None
    """Weeks of the round that ends the day before: it ran on when the rhythm changed."""

    def at(self, today: date) -> Round | None:
        """Return the round that a day lies in, None before the first one."""
        length = self.every * WEEK
        if today >= self.starts_on:
            start = self.starts_on + (today - self.starts_on) // length * length
            return Round(start, start + length - DAY)
        if self.before is not None and today >= self.starts_on - self.before * WEEK:
            return Round(self.starts_on - self.before * WEEK, self.starts_on - DAY)
        return None


def begun(every: int, today: date, week_start: int, floor: date | None) -> Rhythm:
    """Return the rhythm that two agree on today.

    The first round is that of the running week, or where too little of it is left the next one. It
    begins on `floor` at the earliest: what was put away when they stopped is not opened again.
    """
    start = week_of(today, week_start)
    if start + every * WEEK - today < ROOM:
        start += WEEK
    return Rhythm(every, start if floor is None else max(start, floor))


def changed(rhythm: Rhythm, every: int, today: date) -> Rhythm:
    """Return the rhythm after a change: the round that runs is not touched."""
    running = rhythm.at(today)
    if running is None:
        return Rhythm(every, rhythm.starts_on)
    return Rhythm(every, running.end + DAY, (running.end + DAY - running.start) // WEEK)


def after(rhythm: Rhythm, today: date) -> date:
    """Return the first day on which a round may begin again once the two have stopped."""
    running = rhythm.at(today)
    return rhythm.starts_on if running is None else running.end + DAY
