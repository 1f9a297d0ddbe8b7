"""What a coach may read of a couple, worked out anew and plainly from a fold of everything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import Any

from sqlalchemy.orm import Session

from tracker import streaks
from tracker.services import habit_facts, standing
from tracker.services.habit_facts import Facts
from tracker.services.seat import Seat

COUNTED = ("kept", "graced", "missed")
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)

Share = tuple[int, int, float | None]


@dataclass
class Plain:
    """A couple's habits, folded from their first day on, and the last settled day."""

    seat: Seat
    today: date
    latest: date
    through: date
    facts: Sequence[Facts]
    folds: Mapping[str, streaks.Progress]

    @cached_property
    def settled(self) -> dict[str, list[streaks.Period]]:
        """Return what counts of each habit and ended on a settled day."""
        return {
            habit: [
                one for one in fold.periods if one.outcome in COUNTED and one.end <= self.through
            ]
            for habit, fold in self.folds.items()
        }

    def counted(self, habit: str, first: date, last: date) -> list[streaks.Period]:
        """Return what counts of a habit and ended within a range."""
        return [one for one in self.settled[habit] if first <= one.end <= last]

    def in_whole_weeks(self, habit: str, first: date, last: date) -> list[streaks.Period]:
        """Return the same of a range that was chosen: of turns what its whole weeks tell."""
        those = self.counted(habit, first, last)
        weeks = [self.week_of(one.end) for one in those if one.mode == "turns"]
        whole = [
            week
            for week in weeks
            if weeks.count(week) > 1
            and first <= week
            and (week + WEEK - DAY <= last or last == self.through)
        ]
        return [one for one in those if one.mode != "turns" or self.week_of(one.end) in whole]

    def total(self, first: date, last: date, *, chosen: bool = False) -> Share:
        """Return the sum over habits, its rate the mean of the engine's own adherence."""
        of = self.in_whole_weeks if chosen else self.counted
        habits = [of(habit, first, last) for habit in self.folds]
        rates = [self.rate(those, first, last) for those in habits if those]
        every = [one for those in habits for one in those]
        if [one.mode for one in every] == ["turns"]:
            return 0, 0, None
        kept = sum(one.outcome == "kept" for one in every)
        known = [rate for rate in rates if rate is not None]
        return kept, len(every), sum(known) / len(known) if len(every) >= 5 else None

    def rate(self, periods: Sequence[streaks.Period], first: date, last: date) -> float | None:
        """Return the engine's adherence over settled days: nothing that runs."""
        couple, _own = streaks.adherence(
            periods,
            first,
            min(last, self.through),
            today=self.today,
            partners=self.seat.pair,
        )
        return couple

    def shares(
        self,
        habits: Sequence[str],
        first: date,
        last: date,
        *,
        chosen: bool = False,
        page: bool = False,
    ) -> dict[str, Share | None]:
        """Return sums by habit, None where one would tell of a single turn, or a second one.

        `page`: of the client page, on which a habit of turns has none of less than two at all.
        """
        turns = set()
        found: dict[str, Share | None] = {}
        for habit in habits:
            those = (self.in_whole_weeks if chosen else self.counted)(habit, first, last)
            modes = [one.mode for one in those]
            kept = sum(one.outcome == "kept" for one in those)
            rate = self.rate(those, first, last) if len(those) >= 5 else None
            few = page and self.takes_turns(habit) and len(those) < 2
            single = few or modes.count("turns") == 1
            if "turns" in modes:
                turns.add(habit)
            found[habit] = None if single else (kept, len(those), rate)
        hidden = [habit for habit, share in found.items() if share is None]
        told = {habit: share for habit, share in found.items() if share is not None and share[1]}
        if len(hidden) == 1 and told:
            least = min(told, key=lambda habit: (habit not in turns, told[habit][1], habit))
            found[least] = None
        return found

    def takes_turns(self, habit: str) -> bool:
        """Tell whether there are turns on any day of the 26 weeks."""
        (facts,) = (each for each in self.facts if each.id == habit)
        first = self.starts()[0]
        days = (first + timedelta(days=number) for number in range((self.through - first).days + 1))
        for day in days:
            terms = facts.terms_on(day)
            over = facts.retired_on is not None and day > facts.retired_on
            if terms is not None and terms.mode == "turns" and not over:
                return True
        return False

    def starts(self) -> list[date]:
        """Return the first days of 26 weeks."""
        last = self.week_of(self.through)
        return [last - WEEK * number for number in range(25, -1, -1)]

    def week_of(self, day: date) -> date:
        """Return the first day of the couple's week that a day lies in."""
        while day.isoweekday() != self.seat.week_start:
            day -= DAY
        return day

    def week(self, start: date, *habits: str) -> list[list[streaks.Period]]:
        """Return what of a week counts, by habit, without single turns."""
        found = []
        for habit in habits or self.folds:
            those = self.counted(habit, start, start + WEEK - DAY)
            turns = [one for one in those if one.mode == "turns"]
            found.append([one for one in those if one.mode != "turns" or len(turns) > 1])
        return found

    def cell(self, start: date, *habits: str) -> dict[str, Any]:
        """Return a week's sum."""
        every = [one for those in self.week(start, *habits) for one in those]
        kept = sum(one.outcome == "kept" for one in every)
        return {"start": str(start), "kept": kept, "counted": len(every)}

    def progress(self, start: date) -> float | None:
        """Return the mean over habits of what was kept of a week."""
        rates = [
            sum(one.outcome == "kept" for one in those) / len(those)
            for those in self.week(start)
            if those
        ]
        return sum(rates) / len(rates) if rates else None

    @cached_property
    def weeks(self) -> list[streaks.CoupleWeek]:
        """Return the couple's settled weeks as the engine judges them."""
        found = streaks.couple_weeks(
            self.folds.values(),
            today=self.today,
            latest=self.latest,
            week_start=self.seat.week_start,
            weeks=60,
        ).weeks
        return [week for week in found if week.start + WEEK - DAY <= self.through]

    def streak(self) -> int:
        """Return the woven weeks in a row, quiet ones passed over."""
        run = 0
        for week in self.weeks:
            run = run + 1 if week.state == "woven" else 0 if week.state == "loose" else run
        return run

    def last_woven(self) -> str | None:
        """Return the first day of the last woven week."""
        woven = [str(week.start) for week in self.weeks if week.state == "woven"]
        return woven[-1] if woven else None

    def ways_back(self, first: date, last: date, since: date) -> list[int]:
        """Return the days of ways back: from a first plain day to the next woven one."""
        found, left, seen = [], None, None
        for number in range((min(last, self.through) - since).days + 1):
            day = since + timedelta(days=number)
            those = [one for habit in self.folds for one in self.counted(habit, day, day)]
            if not those or [one.mode for one in those] == ["turns"]:
                continue
            if seen is not None and (day - seen).days > 7:
                left = None
            seen = day
            if 2 * sum(one.outcome == "kept" for one in those) < len(those):
                left = left or day
            else:
                if left is not None and first <= day:
                    found.append((day - left).days)
                left = None
        return found

    @property
    def begun(self) -> list[date]:
        """Return when each habit began."""
        return [each.terms[0].starts_on for each in self.facts]

    def silent_days(self) -> int | None:
        """Return for how long nothing was kept, where more was counted since than one turn."""
        every = [one for habit in self.folds for one in self.counted(habit, date.min, date.max)]
        kept = [one.end for one in every if one.outcome == "kept"]
        last = max(kept) if kept else None
        if last is None and every:
            last = min(self.begun) - DAY
        if last is None or [one.mode for one in every if one.end > last] in ([], ["turns"]):
            return None
        return (self.through - last).days

    def back(self) -> dict[str, Any] | None:
        """Return the longest gap with more missed in it than one turn, of the last 14 days."""
        every = [one for habit in self.folds for one in self.counted(habit, date.min, date.max)]
        kept = sorted({one.end for one in every if one.outcome == "kept"})
        gaps = [
            ((after - before).days, after)
            for before, after in pairwise(kept)
            if after > self.through - timedelta(days=14)
            and [one.mode for one in every if before < one.end < after] not in ([], ["turns"])
        ]
        if not gaps:
            return None
        days, on = max(gaps)
        return {"days": days, "on": str(on)}

    def figures(self) -> dict[str, Any]:
        """Return what a roster has of them, as JSON has it."""
        d28, earlier = self._days(28), self.total(self._ago(55), self._ago(28))
        change = None if d28[2] is None or earlier[2] is None else d28[2] - earlier[2]
        starts = self.starts()
        is_over = starts[-1] + WEEK - DAY <= self.through
        states = {week.start: str(week.state) for week in self.weeks}
        ways = self.ways_back(starts[0], self.through, starts[0])
        began = [day for day in self.begun if day <= self.today]
        return {
            "as_of": str(self.today),
            "through": str(self.through),
            "adherence": {
                name: dict(zip(("kept", "counted", "rate"), self._days(days), strict=True))
                for name, days in (("d7", 7), ("d28", 28), ("d90", 90))
            },
            "change_28": change,
            "streak": self.streak(),
            "week": {
                "start": str(starts[-1]),
                "progress": self.progress(starts[-1]),
                "state": states[starts[-1]] if is_over else "running",
            },
            "return_days": median(ways) if ways else None,
            "last_kept_week": self.last_woven(),
            "weeks": [self.cell(start) for start in starts],
            "began_on": str(min(began)) if began else None,
            "silent_days": self.silent_days(),
            "back": self.back(),
            "habits_in_force": sum(map(self._is_in_force, self.facts)),
        }

    def habits(self) -> dict[str, dict[str, Any]]:
        """Return what a client page has of each habit, by id."""
        listed = [
            each.id
            for each in self.facts
            if self._is_in_force(each) or self.counted(each.id, self._ago(89), self.through)
        ]
        shares = {
            f"d{days}": self.shares(listed, self._ago(days - 1), self.through, page=True)
            for days in (28, 90)
        }
        return {
            habit: {
                **{
                    name: None
                    if own[habit] is None
                    else dict(zip(("kept", "counted", "rate"), own[habit] or (), strict=True))
                    for name, own in shares.items()
                },
                "weeks": None
                if self.takes_turns(habit)
                else [self.cell(start, habit) for start in self.starts()],
            }
            for habit in listed
        }

    def _is_in_force(self, facts: Facts) -> bool:
        over = facts.retired_on is not None and facts.retired_on < self.today
        return facts.terms[0].starts_on <= self.today and not over

    def _ago(self, days: int) -> date:
        return self.through - timedelta(days=days)

    def _days(self, days: int) -> Share:
        return self.total(self._ago(days - 1), self.through)


def plainly(session: Session, seat: Seat, now: datetime) -> Plain:
    """Fold all of a couple's habits from their first day on."""
    connection = session.connection()
    facts = habit_facts.all_facts(connection, seat.couple_id)
    folds = {each.id: standing.fold(connection, seat, each, now, resume=None) for each in facts}
    today = seat.today(now)
    through = today - timedelta(days=seat.backfill_days + 1)
    return Plain(seat, today, seat.latest(now), through, facts, folds)
