"""How a habit stands on a day, in the words of the screen.

Nothing here says who did not: while a period runs it says who is in, afterwards what is woven.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from tracker.services.day import DayHabit, DayView, Written
from tracker.services.habit_views import HabitView
from tracker.streaks import Cadence, Outcome, Period
from tracker.web.pages import today_words, warm_words
from tracker.web.pages.warm_words import Answer
from tracker.web.words import dates, standing

DAY = timedelta(days=1)
FEW_WORDS = 80
"""So long may a reason be that stands under a title; a longer one is read with the habit."""


@dataclass(frozen=True, slots=True)
class Place:
    """One of a day's places to tick, and which threads are drawn in it."""

    slot: int
    label: str
    mine: bool
    theirs: bool
    kept: bool
    down: bool
    across: bool


@dataclass(frozen=True, slots=True)
class Said:
    """Words that somebody wrote with a tick; `day` is None on the day that is shown."""

    slot: int
    name: str
    is_mine: bool
    day: str | None
    note: str
    date: date
    answers: Sequence[Answer]
    """Ways to answer the other's words; what was chosen, or else one of them, comes first."""
    answered: Answer | None
    """How the other answered one's own."""


@dataclass(frozen=True, slots=True)
class Words:
    """Where one's own line of words goes, and what it says so far."""

    slot: int
    note: str | None
    is_thanks: bool
    """Of a habit of saying thank you."""


@dataclass(frozen=True, slots=True)
class When:
    """When this one is to be: what was said, and from when to when it may be moved."""

    start: date
    first: date
    last: date
    said: str | None
    words: str | None
    day: str
    time: str


@dataclass(frozen=True, slots=True)
class How:
    """What was agreed on how to do it: the plan, and the small version that counts too."""

    plan: str | None
    small: str | None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A tick under another date than the one shown, with what it means."""

    date: date
    said: str
    label: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A habit as the page shows it; without places there is nothing to tick that day."""

    id: str
    title: str
    emoji: str | None
    mode: str
    current: int
    is_kept: bool
    is_resting: bool
    is_due: bool
    """For oneself, and on this day: its period ends, or it was said to be then."""
    said: Sequence[str]
    places: Sequence[Place]
    notes: Sequence[Said]
    words: Words | None
    when: When | None
    how: How | None
    elsewhere: Sequence[Elsewhere]

    @property
    def is_off(self) -> bool:
        """Tell whether nothing is to be done that day; a rest can be ticked all the same.

        What is woven stays where it is, and rests no more.
        """
        return not self.places or (self.is_resting and not self.is_kept)


class Rows:
    """Put the couple's habits into words, as one of the two reads them."""

    def __init__(self, view: DayView) -> None:
        self.view = view
        self.me, self.other = view.me.id, view.partner

    def row(self, habit: HabitView, on: DayHabit) -> Row:
        """Return one habit's row."""
        period = on.period
        kept = period is not None and period.outcome == Outcome.KEPT
        places = self._places(habit, on, kept=kept)
        said = [self._state(habit, on), standing.run(on.current, on.best)]
        if not any(said) and habit.why and len(habit.why) <= FEW_WORDS:
            said = [habit.why]
        return Row(
            id=habit.id,
            title=habit.title,
            emoji=habit.emoji,
            mode=on.terms.mode if on.terms else "each",
            current=on.current,
            is_kept=kept,
            is_resting=on.rest is not None,
            is_due=self._is_due(habit, on),
            said=[words for words in said if words],
            places=places,
            notes=self._notes(on.written),
            words=self._words(habit, on.written),
            when=self._when(habit, on, kept=kept) if places and not on.rest else None,
            how=self._how(habit, on, kept=kept) if places and not on.rest else None,
            elsewhere=[*self._late(on), *([] if on.rest else self._same_one(on))],
        )

    def _is_due(self, habit: HabitView, on: DayHabit) -> bool:
        period = on.period
        if period is None or on.rest is not None or period.turn not in (None, self.me):
            return False
        is_planned = habit.occasion is not None and habit.occasion.day == self.view.day
        return is_planned or period.end == self.view.day

    def _places(self, habit: HabitView, on: DayHabit, *, kept: bool) -> list[Place]:
        if on.terms is None or on.period is None:
            return []
        title, cadence = habit.title, on.terms.cadence
        count = cadence.times if cadence.has_slots else 1
        ticked = {(tick.person, tick.slot) for tick in on.written if tick.date == self.view.day}
        places = []
        for slot in range(count):
            label = _("%(title)s, %(slot)s of %(count)s", title=title, slot=slot + 1, count=count)
            down, across = (kept or (person, slot) in ticked for person in self.view.pair)
            places.append(
                Place(
                    slot=slot,
                    label=title if count == 1 else label,
                    mine=(self.me, slot) in ticked,
                    theirs=(self.other.id, slot) in ticked,
                    kept=kept,
                    down=down,
                    across=across,
                )
            )
        return places

    def _state(self, habit: HabitView, on: DayHabit) -> str:
        period, terms = on.period, on.terms
        if terms is None:
            day = dates.near(on.starts_on, self.view.local_date)
            return _("Begins %(day)s.", day=day)
        if period is None:
            return self._next(terms.cadence)
        if period.outcome == Outcome.KEPT:
            return today_words.kept(period, terms.cadence, self.view.local_date)
        if on.rest is not None:
            if on.rest.last is None:
                return _("Resting for now.")
            day = dates.near(on.rest.last, self.view.local_date)
            return _("Resting until %(day)s.", day=day)
        return self._unkept(period, terms.cadence, is_planned=habit.occasion is not None)

    def _next(self, cadence: Cadence) -> str:
        """Return when a habit of certain weekdays comes again."""
        assert cadence.weekdays is not None
        if self.view.day != self.view.local_date:
            return _("Not on this day.")
        days = (self.view.day + number * DAY for number in range(1, 8))
        coming = next(day for day in days if day.isoweekday() in cadence.weekdays)
        return _("Not today. Next: %(day)s.", day=dates.near(coming, self.view.local_date))

    def _unkept(self, period: Period, cadence: Cadence, *, is_planned: bool) -> str:
        name, today = self.other.name, self.view.local_date
        is_over = period.end < self.view.today
        if period.mode == "each":
            mine, theirs = (period.done_by[person] for person in (self.me, self.other.id))
            if mine >= period.target:
                return _("You are in.")
            if theirs >= period.target and not mine:
                return _("%(name)s is in.", name=name)
            if mine:
                return today_words.some(mine, period, cadence, today)
        elif period.done:
            return today_words.some(period.done, period, cadence, today)
        if is_over:
            return _("Not written down yet.")
        if period.mode == "turns":
            return _("Your turn.") if period.turn == self.me else _("%(name)s’s turn.", name=name)
        return "" if is_planned else today_words.open_(period, cadence, today)

    def _notes(self, written: Sequence[Written]) -> list[Said]:
        said = [
            Said(
                slot=tick.slot,
                name=self.view.me.name if tick.person == self.me else self.other.name,
                is_mine=tick.person == self.me,
                day=None if tick.date == self.view.day else self._named(tick.date),
                note=tick.note,
                date=tick.date,
                answers=() if tick.person == self.me else warm_words.answers(tick.mark),
                answered=warm_words.answered(tick.mark, self.other.name)
                if tick.person == self.me
                else None,
            )
            for tick in written
            if tick.note is not None
        ]
        return sorted(said, key=lambda words: words.is_mine)

    def _named(self, day: date) -> str:
        return dates.near(day, self.view.local_date)

    def _words(self, habit: HabitView, written: Sequence[Written]) -> Words | None:
        mine = [tick for tick in written if tick.person == self.me and tick.date == self.view.day]
        best = [tick for tick in mine if tick.note] or mine
        if not best:
            return None
        return Words(best[-1].slot, best[-1].note, warm_words.is_of_thanks(habit.title))

    def _when(self, habit: HabitView, on: DayHabit, *, kept: bool) -> When | None:
        """Return when this one is to be, for what may be done on one of several days."""
        period, occasion = on.period, habit.occasion
        if period is None or not period.start <= self.view.latest <= period.end:
            return None
        if occasion is None and (kept or period.start == period.end):
            return None
        first, last = max(period.start, self.view.local_date), period.end
        return When(
            start=period.start,
            first=first if occasion is None else min(first, occasion.day),
            last=last if occasion is None else max(last, occasion.day),
            said=None if occasion is None else today_words.occasion(occasion, self.view.local_date),
            words=None if occasion is None else occasion.words,
            day="" if occasion is None else occasion.day.isoformat(),
            time="" if occasion is None else occasion.time or "",
        )

    def _how(self, habit: HabitView, on: DayHabit, *, kept: bool) -> How | None:
        """Return how it is to be done, as long as there is something left for the reader to do."""
        mine = on.period is not None and on.period.done_by[self.me] >= on.period.target
        if kept or mine or not (habit.plan or habit.two_minute):
            return None
        return How(habit.plan, habit.two_minute)

    def _late(self, on: DayHabit) -> list[Elsewhere]:
        if on.late is None or on.terms is None:
            return []
        said, label = today_words.late(on.late.unit, on.terms.mode)
        return [Elsewhere(on.late.date, said, label)]

    def _same_one(self, on: DayHabit) -> list[Elsewhere]:
        if on.same_one is None:
            return []
        day, name = dates.full(on.same_one.date), self.other.name
        if not on.same_one.is_mine_to_tick:
            said = _("%(name)s has one under %(day)s. It counts for you both.", name=name, day=day)
            return [Elsewhere(on.same_one.date, said, None)]
        said = _("%(name)s has one under %(day)s. Was it this one?", name=name, day=day)
        return [Elsewhere(on.same_one.date, said, _("The same one"))]
