"""Sum settled periods into a coach's figures: plain values in, plain values out.

Where the two take turns, a single period tells whose it was to whoever knows how they began. The
sums over all habits are the contract's, with every period; what is told beside them, of weeks and
of single habits, holds no turn that is alone there. Ranges that are chosen leave out the turns of
weeks they cut, too: two of them, a day apart, would tell of any one.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from statistics import median

from tracker import streaks
from tracker.services import cloth
from tracker.services.coaching.figure_kinds import (
    FEW,
    WEEKS,
    Back,
    Counted,
    HabitFigures,
    Share,
    WeekFigure,
)
from tracker.streaks import Outcome

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
BACK_WITHIN = 14
"""In so many settled days somebody has come back."""
_END = attrgetter("end")
NOTHING = Share(0, 0, None)


@dataclass(frozen=True, slots=True)
class HabitPeriods:
    """A habit's counted periods, oldest first; `takes_turns` in any of the weeks shown."""

    id: str
    periods: Sequence[Counted]
    takes_turns: bool = False

    def within(self, first: date, last: date) -> Sequence[Counted]:
        """Return those that ended on the days of a range, both ends included."""
        low = bisect_left(self.periods, first, key=_END)
        return self.periods[low : bisect_right(self.periods, last, low, key=_END)]


def total(habits: Iterable[HabitPeriods], first: date, last: date) -> Share:
    """Return the sum over all habits; its rate is the mean over those that count.

    One turn that is all there is to sum says nothing.
    """
    kept = counted = turns = 0
    rates = []
    for habit in habits:
        found = habit.within(first, last)
        if found:
            own = sum(one.kept for one in found)
            kept += own
            counted += len(found)
            turns += sum(one.turns for one in found)
            rates.append(own / len(found))
    if counted == turns == 1:
        return NOTHING
    return Share(kept, counted, sum(rates) / len(rates) if counted >= FEW else None)


def shares(habits: Iterable[HabitPeriods], first: date, last: date) -> dict[str, Share | None]:
    """Return the sum of each habit by its id, None where it would tell of a single turn.

    What one alone keeps to itself would be left of the sum over all: the least of the others, of
    turns if there is one, keeps its own as well.
    """
    habits = list(habits)
    found = {habit.id: _share(habit, first, last) for habit in habits}
    if list(found.values()).count(None) == 1:
        turning = {
            habit.id for habit in habits if any(one.turns for one in habit.within(first, last))
        }
        others = [
            (key not in turning, share.counted, key)
            for key, share in found.items()
            if share is not None and share.counted
        ]
        if others:
            found[min(others)[2]] = None
    return found


def _share(habit: HabitPeriods, first: date, last: date) -> Share | None:
    found = habit.within(first, last)
    turns = sum(one.turns for one in found)
    if turns == 1 or (habit.takes_turns and len(found) < 2):
        return None
    kept, counted = sum(one.kept for one in found), len(found)
    return Share(kept, counted, kept / counted if counted >= FEW else None)


def in_whole_weeks(
    habit: HabitPeriods, first: date, last: date, through: date, week_start: int
) -> HabitPeriods:
    """Return a habit of a range that was chosen: of turns what the weeks within it tell.

    The week of `through`, the last settled day, is whole as far as it is settled.
    """
    found = habit.within(first, last)
    turns = Counter(streaks.week_of(one.end, week_start) for one in found if one.turns)
    whole = {
        start
        for start, number in turns.items()
        if number > 1 and first <= start and (start + WEEK - DAY <= last or last == through)
    }
    told = [one for one in found if not one.turns or streaks.week_of(one.end, week_start) in whole]
    return HabitPeriods(habit.id, told)


def week_starts(through: date, week_start: int) -> list[date]:
    """Return the first days of the weeks shown, oldest first: the last one holds `through`."""
    last = streaks.week_of(through, week_start)
    return [last - number * WEEK for number in range(WEEKS - 1, -1, -1)]


def weeks(habit: HabitPeriods, starts: Sequence[date]) -> list[WeekFigure]:
    """Return what of each week was kept of a habit; of turns only where a week has several."""
    kept, counted, turns = ([0] * len(starts) for _ in range(3))
    kept_turns = [0] * len(starts)
    begin = starts[0].toordinal()
    for end, was_kept, was_turn in habit.within(starts[0], starts[-1] + WEEK - DAY):
        at = (end.toordinal() - begin) // 7
        counted[at] += 1
        kept[at] += was_kept
        turns[at] += was_turn
        kept_turns[at] += was_turn and was_kept
    for at, single in enumerate(turns):
        if single == 1:
            counted[at] -= 1
            kept[at] -= kept_turns[at]
    return list(map(WeekFigure, starts, kept, counted))


def together(weeks: Sequence[Sequence[WeekFigure]], starts: Sequence[date]) -> list[WeekFigure]:
    """Return the sums over all habits, week by week."""
    return [
        WeekFigure(
            start,
            sum(habit[at].kept for habit in weeks),
            sum(habit[at].counted for habit in weeks),
        )
        for at, start in enumerate(starts)
    ]


def progress(weeks: Iterable[WeekFigure]) -> float | None:
    """Return the mean over habits of what of one week was kept so far."""
    rates = [week.kept / week.counted for week in weeks if week.counted]
    return sum(rates) / len(rates) if rates else None


def of_habits(
    habits: Sequence[HabitPeriods], through: date, cells: Mapping[str, Sequence[WeekFigure]]
) -> list[HabitFigures]:
    """Return each habit's own figures; `cells` are their weeks, by id."""
    d28, d90 = (shares(habits, _days_before(through, days), through) for days in (28, 90))
    return [
        HabitFigures(
            habit.id, d28[habit.id], d90[habit.id], None if habit.takes_turns else cells[habit.id]
        )
        for habit in habits
    ]


def window(habits: Iterable[HabitPeriods], through: date, days: int) -> Share:
    """Return the sum of so many days up to and with `through`."""
    return total(habits, _days_before(through, days), through)


def returns(habits: Iterable[HabitPeriods], first: date, last: date, since: date) -> list[int]:
    """Return how many days each way back took that led into a range; they may begin on `since`.

    A day of which one turn alone is left says nothing here either.
    """
    outcomes: dict[date, dict[Outcome, int]] = defaultdict(lambda: defaultdict(int))
    days: dict[date, list[bool]] = defaultdict(list)
    for habit in habits:
        for one in habit.within(since, last):
            days[one.end].append(one.turns)
            outcomes[one.end][Outcome.KEPT if one.kept else Outcome.MISSED] += 1
    for day, turns in days.items():
        if turns == [True]:
            del outcomes[day]
    places = cloth.days(outcomes, since, last, (last - since).days // 7 + 1)
    return [days for days, place in cloth.ways_back(places) if first <= place.end]


def typical(days: Sequence[int]) -> float | None:
    """Return the median, a whole number as one."""
    middle = median(days) if days else None
    return middle if middle is None or middle % 1 else int(middle)


def silence(
    habits: Sequence[HabitPeriods], through: date, before: date | None, began_on: date | None
) -> int | None:
    """Return for how many days nothing was kept, where more was counted since than a single turn.

    `before`: the day on which something was kept last before the periods that are looked at; where
    nothing ever was, it is counted from the first day on.
    """
    kept = [one.end for habit in habits for one in habit.periods if one.kept]
    last = max(kept, default=before)
    if last is None:
        last = None if began_on is None else began_on - DAY
    if last is None:
        return None
    since = [one.turns for habit in habits for one in habit.within(last + DAY, through)]
    return None if since in ([], [True]) else (through - last).days


def back(habits: Iterable[HabitPeriods], through: date, before: date | None) -> Back | None:
    """Return the longest gap that ended within the last settled days; `before` as in `silence`.

    A gap lies between two days on which something was kept, and more between than a single turn was
    not.
    """
    by_day: Mapping[date, list[Counted]] = defaultdict(list)
    for habit in habits:
        for one in habit.periods:
            by_day[one.end].append(one)
    longest: Back | None = None
    left, missed = before, list[bool]()
    for day in sorted(by_day):
        if not any(one.kept for one in by_day[day]):
            missed += [one.turns for one in by_day[day]]
            continue
        was_missed = missed not in ([], [True])
        if left is not None and was_missed and (through - day).days < BACK_WITHIN:
            gap = Back((day - left).days, day)
            longest = gap if longest is None or gap.days >= longest.days else longest
        left, missed = day, []
    return longest


def _days_before(through: date, days: int) -> date:
    return through - timedelta(days=days - 1)
