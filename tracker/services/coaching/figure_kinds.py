"""What a coach's figures are made of: whole days that are over and settled, never single marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tracker.streaks import WeekState

WEEKS = 26
"""So many calendar weeks of the couple are shown, up to the one that holds the last settled day."""
FEW = 5
"""Under so many counted periods a share is no rate yet."""


class Share(NamedTuple):
    """How many of the counted periods were kept, over all habits or of one.

    `rate`, 0.0–1.0, is the mean over the habits, None under FEW counted.
    """

    kept: int
    counted: int
    rate: float | None


class WeekFigure(NamedTuple):
    """A calendar week of the couple, by its first day."""

    start: date
    kept: int
    counted: int


class WeekStands(NamedTuple):
    """The week that holds the last settled day; running while a day of it is not settled."""

    start: date
    progress: float | None
    state: WeekState


class Back(NamedTuple):
    """A gap of so many days, and the day on which something was kept again."""

    days: int
    on: date


class HabitFigures(NamedTuple):
    """A habit's part, without its title. `weeks` is None where the two took turns.

    So are `d28` and `d90` there while they would tell of a single period.
    """

    habit_id: str
    d28: Share | None
    d90: Share | None
    weeks: Sequence[WeekFigure] | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What the roster shows of a couple, as of a day of theirs."""

    as_of: date
    """The couple's today when it was worked out."""
    through: date
    """The last settled day: nothing after it is in any figure."""
    d7: Share
    d28: Share
    d90: Share
    change_28: float | None
    """The rate of 28 days less that of the 28 before, -1.0 to 1.0."""
    streak: int
    """Woven weeks in a row, settled ones alone."""
    week: WeekStands
    return_days: float | None
    """The median of the days that ways back took in these weeks."""
    last_kept_week: date | None
    """First day of the last woven week."""
    weeks: Sequence[WeekFigure]
    """WEEKS of them, oldest first."""
    began_on: date | None
    """The first day anything was agreed for; None while that is to come."""
    silent_days: int | None
    """Days since something was kept, where anything was counted since."""
    back: Back | None
    """The longest gap that ended within the last settled days."""
    habits: int
    """How many are in force."""


class Counted(NamedTuple):
    """A settled period that counts."""

    end: date
    kept: bool
    turns: bool


class Recent(NamedTuple):
    """What of a habit could still change, as it was that day: its periods after settled rows.

    `since` is the day before which rows have them, None where there are none.
    """

    since: date | None
    periods: Sequence[Counted]


@dataclass(frozen=True, slots=True)
class Figures:
    """A couple's figures of a day: over all habits, and habit by habit in the order of agreement.

    Ranges are summed from `recent`, by habit, so that they too move once a day.
    """

    summary: Summary
    habits: Sequence[HabitFigures]
    recent: Mapping[str, Recent]


@dataclass(frozen=True, slots=True)
class RangeFigures:
    """The figures of a range of settled days, both ends included."""

    first: date
    last: date
    total: Share
    habits: Mapping[str, Share | None]
    """By id, of those of which anything counts; None where it would tell of a single turn."""
    returns: Sequence[int]
    """How many days each way back took."""
