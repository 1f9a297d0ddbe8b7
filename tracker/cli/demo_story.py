"""Make up what two people agreed and did: by a seed, and looking like life.

Good months and worse ones, misses and recoveries, a holiday, ticks written down a day late.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from tracker.cli import demo_checkins
from tracker.cli.demo_words import (
    ANSWERS,
    CARDS,
    DATES,
    HABITS,
    KEPT_CARDS,
    LET_GO,
    NOTES,
    PEOPLE,
    PLANS,
    WISH,
)
from tracker.services.demo import Plan, Rest, Step, Story
from tracker.services.demo_ticks import Written
from tracker.services.habit_views import OccasionView
from tracker.streaks import Cadence

DAY, WEEK, YEAR = timedelta(days=1), timedelta(weeks=1), 365.25
SHORTEST = 0.25
"""Years: less leaves no room for what a story holds."""
DATE, THANKS, PHONES, LISTEN, WALK, NEW = range(6)
FRIDAY = 5
DAILY, WEEKLY = Cadence("day"), Cadence("week")
CADENCES = (
    WEEKLY,
    DAILY,
    Cadence("day", weekdays=(1, 2, 3, 4, 5)),
    WEEKLY,
    DAILY,
    Cadence("month"),
)
MODES = ("together", "each", "together", "turns", "together", "turns")
EASE = (0.96, 0.97, 0.96, 0.93, 0.94, 0.93)
"""How often each habit is done on a good day."""
THREE_WALKS = Cadence("week", times=3)


def names(seed: int, number: int) -> tuple[str, str]:
    """Return what the two of a couple are called."""
    if number == 0:
        return PEOPLE[0], PEOPLE[1]
    one, other = Random(f"names {seed} {number}").sample(PEOPLE, 2)
    return one, other


def tell(
    seed: int,
    number: int,
    years: float,
    today: date,
    *,
    asking: bool = False,
    steadiness: float | None = None,
) -> Story:
    """Return the story of couple `number` over `years` up to today.

    With `asking` something waits for an answer at its end, and they check in and draw cards.
    `steadiness`, 0–1, says how well it goes; left out, the dice do.
    """
    dice = Random(f"story {seed} {number}")
    drawn = dice.uniform(0.7, 1.0) if number else 0.97
    story = _Teller(dice, years, today, drawn if steadiness is None else steadiness).story(
        asking=asking
    )
    if not asking:
        return story
    checkins = demo_checkins.tell(seed, today)
    return replace(story, checkins=checkins, cards=CARDS, kept_cards=KEPT_CARDS)


@dataclass(frozen=True, slots=True)
class _Day:
    """A day on which something may be done, and how easy it is then, 0–1."""

    date: date
    ease: float


class _Teller:
    """One couple's dice, calendar and moods."""

    def __init__(self, dice: Random, years: float, today: date, steadiness: float) -> None:
        self.dice = dice
        self.warmth = Random(f"warmth {years}")  # dice of their own: the story stays the same
        self.steadiness = steadiness
        self.today = today
        self.days = round(years * YEAR)
        self.began = today - timedelta(days=self.days)
        self.rests = list(self._rests())
        # The two settle on fewer walks on a Sunday: the new terms begin with a week.
        changed = self.began + timedelta(days=max(40, self.days // 4))
        self.changed = changed + timedelta(days=7 - changed.isoweekday())
        self.moods = list(self._moods())

    def story(self, *, asking: bool) -> Story:
        """Tell it."""
        steps = [self._agreement(number) for number in range(len(HABITS))]
        writers = (self._dates, self._thanks, self._phones, self._listening, self._walks, self._new)
        ticks = [list(self._written(number, write())) for number, write in enumerate(writers)]
        if asking:
            steps += [self._let_go(), self._wish()]
            ticks.append(list(self._mornings()))
        monday = self.today - timedelta(days=self.today.isoweekday() - 1)
        friday = OccasionView(monday + (FRIDAY - 1) * DAY, "20:00", self.dice.choice(DATES))
        return Story(self.began, steps, ticks, self.rests, Plan(DATE, monday, friday))

    def _starts(self, number: int) -> date:
        return self.began + number // 2 * WEEK

    def _agreement(self, number: int) -> list[Step]:
        title, why, emoji = HABITS[number]
        asker, on = number % 2, self._starts(number)
        said: dict[str, Any] = {
            "title": title,
            "why": why,
            "emoji": emoji,
            "plan": PLANS[number][0],
            "two_minute": PLANS[number][1],
            "cadence": CADENCES[number],
            "mode": MODES[number],
            "grace": number != NEW,
        }
        yes = Step(on, 1 - asker, "accept", {})
        if number == LISTEN:  # more than the other found they could keep
            more = said | {"cadence": Cadence("week", times=3)}
            less = Step(on, 1 - asker, "counter", {"cadence": WEEKLY})
            yes = Step(on, asker, "accept", {})
            return [Step(on, asker, "propose", more), less, yes]
        steps = [Step(on, asker, "propose", said), yes]
        if number == WALK and self.changed <= self.today:
            fewer = {"cadence": THREE_WALKS, "begins": "next_period"}
            steps.append(Step(self.changed - 2 * DAY, 1, "amend", fewer))
            steps.append(Step(self.changed, 0, "accept", {}))
        return steps

    def _let_go(self) -> list[Step]:
        """Tell of what went by itself after a while, and lives on uncounted."""
        title, why, emoji = LET_GO
        said = {"title": title, "why": why, "emoji": emoji, "cadence": DAILY, "mode": "together"}
        on = self._starts(NEW)
        last = on + self._counted()
        return [
            Step(on, 0, "propose", said),
            Step(on, 1, "accept", {}),
            Step(last, 1, "let live", {}),
        ]

    def _counted(self) -> timedelta:
        return timedelta(days=min(90, self.days // 2))  # a story lasts three months at least

    def _mornings(self) -> Iterator[Written]:
        for number in range(self._counted().days + 1):
            if number % 23 != 20:  # one was left out now and then
                day = self._starts(NEW) + timedelta(days=number)
                yield Written(number % 2, day, datetime.combine(day, time(7, 30)), None)

    def _wish(self) -> list[Step]:
        title, why, emoji = WISH
        said = {"title": title, "why": why, "emoji": emoji, "cadence": WEEKLY, "mode": "turns"}
        return [Step(self.today - 2 * DAY, 1, "propose", said)]

    def _rests(self) -> Iterator[Rest]:
        length = min(YEAR, self.days)
        for year in range(int(self.days // YEAR) + 1):
            holiday = self.began + timedelta(days=round(year * YEAR + 0.55 * length))
            ankle = self.began + timedelta(days=round(year * YEAR + 0.3 * length))
            for habit, first, most in ((None, holiday, 13), (WALK, ankle, 17)):
                last = first + timedelta(days=self.dice.randint(7, most))
                if last < self.today - WEEK:
                    yield Rest(self.dice.randint(0, 1), habit, first, last)

    def _moods(self) -> Iterator[float]:
        """Yield how well each week goes; the last weeks go well."""
        weeks = self.days // 7 + 2
        steady, mood, low, up = self.steadiness, 0.95, 0, 0
        for week in range(weeks):
            mood = min(1.0, max(0.8, mood + self.dice.gauss(0, 0.05)))
            if not low and not up and week < weeks - 8 and self.dice.random() < 0.04:
                low = self.dice.randint(1, 3)
            if low:
                low -= 1
                up = 0 if low else 4  # after a hard time they begin again with care
                yield 0.5 * steady
            elif up or week >= weeks - 5:
                up = max(0, up - 1)
                yield steady
            else:
                yield mood * steady

    def _dates(self) -> Iterator[tuple[date, int]]:
        for week in self._weeks(DATE):
            if self._runs(week) and len(week) <= FRIDAY:
                continue  # it is planned, and still to come
            if self._happens(week[0], DATE):
                weights = [6, 3, 1] if len(week) == 7 else None
                days = [week[4], week[5], week[2]] if len(week) == 7 else week
                yield from self._together(self.dice.choices(days, weights)[0].date, 0.6)

    def _thanks(self) -> Iterator[tuple[date, int]]:
        for day in self._every_day(THANKS):
            if day.date == self.today:
                yield day.date, 1
            elif self._happens(day, THANKS):
                yield from self._together(day.date, 0.97)
            elif self.dice.random() < 0.3 * day.ease:
                yield day.date, self.dice.randint(0, 1)

    def _phones(self) -> Iterator[tuple[date, int]]:
        for day in self._every_day(PHONES):
            if day.date.isoweekday() <= 5 and self._happens(day, PHONES):
                yield from self._together(day.date, 0.35)

    def _listening(self) -> Iterator[tuple[date, int]]:
        for number, week in enumerate(self._weeks(LISTEN)):
            if self._happens(week[0], LISTEN) and not self._runs(week):
                covered = self.dice.random() < 0.1
                yield self.dice.choice(week).date, (number + covered) % 2

    def _walks(self) -> Iterator[tuple[date, int]]:
        for day in self._every_day(WALK):
            # Every day was too much: that is why they changed it.
            if day.date <= self.changed and self._happens(day, WALK, 0.75):
                yield from self._together(day.date, 0.4)
        for week in self._weeks(WALK):
            if week[0].date <= self.changed:
                continue
            times = self.dice.choice((3, 3, 3, 4)) if self._happens(week[0], WALK) else 2
            for place in sorted(self.dice.sample(range(len(week)), min(times, len(week)))):
                yield from self._together(week[place].date, 0.5)

    def _new(self) -> Iterator[tuple[date, int]]:
        months: dict[tuple[int, int], list[_Day]] = {}
        for day in self._every_day(NEW):
            months.setdefault((day.date.year, day.date.month), []).append(day)
        for number, days in enumerate(months.values()):
            if self._happens(days[0], NEW):
                yield self.dice.choice(days).date, number % 2

    def _every_day(self, number: int) -> Iterator[_Day]:
        day = self._starts(number)
        while day <= self.today:
            resting = any(
                rest.first <= day <= (rest.last or day) and rest.habit in (None, number)
                for rest in self.rests
            )
            yield _Day(day, 0.05 if resting else self.moods[(day - self.began).days // 7])
            day += DAY

    def _weeks(self, number: int) -> Iterator[list[_Day]]:
        week: list[_Day] = []
        for day in self._every_day(number):
            if week and day.date.isoweekday() == 1:
                yield week
                week = []
            week.append(day)
        if week:
            yield week

    def _runs(self, week: Sequence[_Day]) -> bool:
        """Tell whether this is the week that today is in."""
        return week[-1].date == self.today

    def _happens(self, day: _Day, number: int, factor: float = 1.0) -> bool:
        return self.dice.random() < day.ease * EASE[number] * factor

    def _together(self, day: date, both: float) -> Iterator[tuple[date, int]]:
        first = self.dice.randint(0, 1)
        yield day, first
        if day < self.today and self.dice.random() < both:
            yield day, 1 - first

    def _written(self, number: int, done: Iterator[tuple[date, int]]) -> Iterator[Written]:
        often, words = NOTES[number]
        for day, side in done:
            late = self.dice.choices((0, 1, 2), (90, 8, 2))[0]
            if day + late * DAY > self.today:
                late = 0
            hour = self.dice.randint(7, 9) if late else self.dice.randint(18, 22)
            at = datetime.combine(day + late * DAY, time(hour, self.dice.randint(0, 59)))
            says = self.dice.random() < often or (number == THANKS and day == self.today)
            note = self._pick(words) if says else None
            yield Written(side, day, at, note, self._answer(day) if says else None)

    def _answer(self, day: date) -> str | None:
        """Return how the other answers words, if they do; today's are left to the visitor."""
        mark = self.warmth.choices((None, *ANSWERS), (11, *ANSWERS.values()))[0]
        return mark if day < self.today else None

    def _pick(self, words: Sequence[str]) -> str:
        return words[self.dice.randrange(len(words))]
