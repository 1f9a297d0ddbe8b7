"""Milestones worth a smile: worked out anew each time from what is kept, and written nowhere.

So a tick that is taken back quietly takes its milestone along. All of them are about the two
together, whoever of them ticked. When one was reached is told where the periods of the last weeks
show it; of what lies further back rows hold the sums alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker import streaks
from tracker.extensions import db
from tracker.services import cloth, settled, tails
from tracker.services.habit_facts import Facts
from tracker.services.seat import Seat
from tracker.store import AnySession
from tracker.streaks import Outcome, Period, Progress, WeekState

IN_A_ROW, KEPT, MONTH = 10, 66, 4
"""So many in a row; so many kept (Lally 2010: about so many days); so many woven weeks."""
LATELY = timedelta(days=14)
AWAY = 3
"""Days: who was away for less has hardly left."""
SEEN = 9
"""So many weeks back nothing is settled yet, and every period is at hand."""


class Kind(StrEnum):
    """Name what was reached."""

    FIRST_CROSSING = "first_crossing"
    IN_A_ROW = "in_a_row"
    MONTH = "month"
    KEPT = "kept"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Milestone:
    """What the two have reached, with a habit or, without one, over all of them."""

    kind: Kind
    habit: str | None = None
    title: str | None = None
    start: date | None = None
    """The period with which it was reached, None where that is too long ago to be told."""
    end: date | None = None
    is_new: bool = False
    """It was reached lately."""


def of_couple(person_id: str, now: datetime) -> list[Milestone]:
    """Return what a couple has reached: the newest first, then what is too long ago to date.

    Raises NotFound while the person is not linked.
    """
    seat, habits = tails.take(person_id, now)
    today, latest = seat.today(now), seat.latest(now)
    session = db.session()
    progresses = tails.folded(session, seat, habits, now)
    resumed = {facts.id: facts.settled(today) for facts in habits}
    before = settled.kept(session, [each for each, state in resumed.items() if state is not None])
    reached = [
        *_first_crossing(habits, progresses, before),
        *_of_habits(habits, progresses, resumed, before),
        *_month(session, seat, progresses, now),
        *_back(seat, progresses, now),
    ]
    return sorted((_dated(each, latest) for each in reached), key=_newest_first)


def _newest_first(each: Milestone) -> tuple[bool, int]:
    return (each.start is None, 0 if each.end is None else -each.end.toordinal())


def _dated(each: Milestone, latest: date) -> Milestone:
    if each.start is None or each.end is None:
        return each
    # A period may be kept before it is over: nothing is reached on a day to come.
    end = min(each.end, latest)
    return replace(each, end=end, is_new=latest - end < LATELY)


def _first_crossing(
    habits: Sequence[Facts],
    progresses: Mapping[str, Progress],
    before: Mapping[str, settled.Kept],
) -> Iterator[Milestone]:
    found: list[tuple[date, date, Facts]] = []
    for facts in habits:
        first = before.get(facts.id) or next(_kept(progresses[facts.id].periods), None)
        if first is not None:
            found.append((first.end, first.start, facts))
    if found:
        end, start, facts = min(found, key=lambda each: each[:2])
        yield Milestone(Kind.FIRST_CROSSING, facts.id, facts.title, start, end)


def _of_habits(
    habits: Sequence[Facts],
    progresses: Mapping[str, Progress],
    resumed: Mapping[str, streaks.Checkpoint | None],
    before: Mapping[str, settled.Kept],
) -> Iterator[Milestone]:
    for facts in habits:
        state = resumed[facts.id] or streaks.Checkpoint()
        periods = progresses[facts.id].periods
        if state.best >= IN_A_ROW:
            yield Milestone(Kind.IN_A_ROW, facts.id, facts.title)
        elif period := _reaching_a_row(periods, state.current):
            yield Milestone(Kind.IN_A_ROW, facts.id, facts.title, period.start, period.end)
        count = before[facts.id].count if facts.id in before else 0
        kept = list(_kept(periods))
        if count >= KEPT:
            yield Milestone(Kind.KEPT, facts.id, facts.title)
        elif count + len(kept) >= KEPT:
            period = kept[KEPT - count - 1]
            yield Milestone(Kind.KEPT, facts.id, facts.title, period.start, period.end)


def _reaching_a_row(periods: Sequence[Period], current: int) -> Period | None:
    for period in periods:
        if period.outcome == Outcome.KEPT:
            current += 1
        elif period.outcome == Outcome.MISSED:
            current = 0
        if current == IN_A_ROW:
            return period
    return None


def _kept(periods: Sequence[Period]) -> Iterator[Period]:
    return (period for period in periods if period.outcome == Outcome.KEPT)


def _month(
    session: AnySession, seat: Seat, progresses: Mapping[str, Progress], now: datetime
) -> Iterator[Milestone]:
    """Yield four woven weeks, whatever lies between them."""
    today, latest = seat.today(now), seat.latest(now)
    resume = settled.weeks_resume(session, seat.couple_id, today)
    count = 0 if resume is None else settled.woven_weeks(session, seat.couple_id)
    if count >= MONTH:
        yield Milestone(Kind.MONTH)
        return
    ends = (period.end for progress in progresses.values() for period in progress.periods)
    weeks = streaks.couple_weeks(
        progresses.values(),
        today=today,
        latest=latest,
        week_start=seat.week_start,
        weeks=(latest - min(ends, default=latest)).days // 7 + 2,
        resume=resume,
    ).weeks
    woven = [week.start for week in weeks if week.state == WeekState.WOVEN]
    if count + len(woven) >= MONTH:
        start = woven[MONTH - count - 1]
        yield Milestone(Kind.MONTH, start=start, end=start + timedelta(days=6))


def _back(seat: Seat, progresses: Mapping[str, Progress], now: datetime) -> Iterator[Milestone]:
    """Yield the newest way back of some days."""
    latest = seat.latest(now)
    begin = streaks.week_of(latest, seat.week_start) - timedelta(weeks=SEEN - 1)
    outcomes: dict[date, Counter[Outcome]] = defaultdict(Counter)
    for progress in progresses.values():
        for period in progress.periods:
            if period.end >= begin:
                outcomes[period.end][period.outcome] += 1
    ways = cloth.ways_back(cloth.days(outcomes, begin, latest, SEEN))
    found = [place for days, place in ways if days >= AWAY]
    if found:
        yield Milestone(Kind.BACK, start=found[-1].start, end=found[-1].end)
