"""One day of a couple, as one of the two reads it: each habit's period, and what both wrote down.

A day can be read as long as its reader may still tick it. What they said themselves is in it at
once, also what nobody else is told yet.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import bindparam, select

from tracker import streaks
from tracker.extensions import db
from tracker.models import Tick, WarmMark
from tracker.prepared import PreparedAmong
from tracker.services import appreciations, standing, tails, untold
from tracker.services.errors import NotFound
from tracker.services.habit_facts import Facts
from tracker.services.seat import Partner, Seat

DAY = timedelta(days=1)
AFTER_MIDNIGHT = timedelta(hours=3)
"""How long what the other wrote down yesterday may well be what one has just done together."""


@dataclass(frozen=True, slots=True)
class Written:
    """A tick, with the words that came with it and the mark that answers them."""

    person: str
    date: date
    slot: int
    note: str | None
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """The period before, which is over and can still be kept: by a tick on `date`."""

    start: date
    unit: str
    date: date


@dataclass(frozen=True, slots=True)
class Rest:
    """A pause that takes the day off; without `last` its end is open."""

    last: date | None


@dataclass(frozen=True, slots=True)
class SameOne:
    """What the other wrote down under a date of theirs, and may be what the two have just done."""

    date: date
    is_mine_to_tick: bool
    """Whether that date has come for the reader as well."""


@dataclass(frozen=True, slots=True)
class DayHabit:
    """A habit on a day. `terms` and `period` are None on a day that has none."""

    id: str
    terms: streaks.Terms | None
    starts_on: date
    current: int
    best: int
    strength: float
    kept: int
    """How many were kept since what is settled ends."""
    period: streaks.Period | None
    written: Sequence[Written]
    """Of both: in this period, on days that can still be written down."""
    rest: Rest | None
    late: Late | None
    same_one: SameOne | None


@dataclass(frozen=True, slots=True)
class DayView:
    """A day, and how far back its reader may go from their `local_date`."""

    couple: str
    day: date
    local_date: date
    first: date
    today: date
    latest: date
    week_start: int
    pair: tuple[str, str]
    me: Partner
    partner: Partner
    turns_in: int
    """Seconds until the reader's next day begins."""
    habits: Mapping[str, DayHabit]


def read(person_id: str, day: date | None, now: datetime, *, ahead: int = 0) -> DayView:
    """Return a day of the person's couple; None stands for their local date.

    `ahead`: as it will be read when so many more of their days have begun, if nobody does anything
    until then. Raises NotFound while they are not linked, and for a day that they may not tick.
    """
    seat, facts = tails.take(person_id, now)
    if ahead:  # only from here on: nothing is settled before its time
        now = seat.me.begin_of(seat.me.local_date(now) + ahead * DAY)
    local_date = seat.me.local_date(now)
    first = local_date - seat.backfill_days * DAY
    day = local_date if day is None else day
    if not first <= day <= local_date:
        raise NotFound
    active = [each for each in facts if each.state == "active" and each.terms]
    session = db.session()
    progresses = tails.folded(session, seat, active, now, own=True)
    rests: Sequence[Any] = ()
    if any(each.pauses for each in active):
        rests = standing.pauses_of(session.connection(), seat.couple_id, day - DAY)
    written = _written(seat, [each.id for each in active], first, seat.latest(now))
    reader = _Reader(seat, day, now, rests)
    return DayView(
        couple=seat.couple_id,
        day=day,
        local_date=local_date,
        first=first,
        today=seat.today(now),
        latest=seat.latest(now),
        week_start=seat.week_start,
        pair=seat.pair,
        me=seat.me,
        partner=seat.partner,
        turns_in=ceil((seat.me.begin_of(local_date + DAY) - now).total_seconds()),
        habits={
            each.id: reader.habit(each, progresses[each.id], written[each.id]) for each in active
        },
    )


def _written(
    seat: Seat, habit_ids: Sequence[str], first: date, last: date
) -> dict[str, list[Written]]:
    found: dict[str, list[Written]] = defaultdict(list)
    connection = db.session.connection()
    for habit_id, *written in _WRITTEN.rows(connection, seat, habit_ids, first=first, last=last):
        found[habit_id].append(Written(*written))
    return found


def _written_among(tick: type[Tick]) -> PreparedAmong:
    columns = (tick.habit_id, tick.person_id, tick.date, tick.slot, tick.note)
    between = tick.date.between(bindparam("first"), bindparam("last"))
    return PreparedAmong(
        lambda keys: (
            select(*columns, WarmMark.mark)
            .outerjoin(WarmMark, appreciations.holds(tick))
            .where(tick.habit_id.in_(keys), between, tick.done)
            .order_by(tick.date, tick.slot, tick.person_id)
        ),
        Tick.habit_id,
    )


_WRITTEN = untold.AsReadBy(_written_among)


class _Reader:
    """Read one couple's habits on one day."""

    def __init__(self, seat: Seat, day: date, now: datetime, rests: Sequence[Any]) -> None:
        self.seat = seat
        self.day = day
        self.rests = rests
        self.mine, self.theirs = seat.me.local_date(now), seat.partner.local_date(now)
        self.first = self.mine - seat.backfill_days * DAY
        self.is_early = now - seat.me.begin_of(self.mine) < AFTER_MIDNIGHT

    def habit(
        self, facts: Facts, progress: streaks.Progress, written: Sequence[Written]
    ) -> DayHabit:
        period = standing.period_with(progress.periods, self.day)
        terms = facts.terms_on(self.day)
        assert facts.starts_on is not None
        return DayHabit(
            id=facts.id,
            terms=terms,
            starts_on=facts.starts_on,
            current=progress.current,
            best=progress.best,
            strength=progress.strength,
            kept=sum(each.outcome == streaks.Outcome.KEPT for each in progress.periods),
            period=period,
            written=[
                tick
                for tick in written
                if period is not None and period.start <= tick.date <= period.end
            ],
            rest=self._rest(facts.id),
            late=self._late(facts, progress, written),
            same_one=self._same_one(terms, written, facts.starts_on),
        )

    def _rest(self, habit_id: str) -> Rest | None:
        """Return the pause that lasts longest, of those that take the day off."""
        lasts = [
            pause.last
            for pause in self.rests
            if pause.habit_id in (None, habit_id) and pause.first <= self.day
        ]
        if not lasts:
            return None
        return Rest(None if None in lasts else max(lasts))

    def _late(
        self, facts: Facts, progress: streaks.Progress, written: Sequence[Written]
    ) -> Late | None:
        if self.day != self.mine:
            return None
        over = [period for period in progress.periods if period.end < self.day]
        if not over or over[-1].start == over[-1].end:
            return None
        period = over[-1]
        terms = facts.terms_on(period.start)
        still = period.outcome in (streaks.Outcome.PENDING, streaks.Outcome.VOID)
        if terms is None or not still or period.end < self.first:
            return None
        mine_alone = period.mode == "each"
        taken = {tick.date for tick in written if not mine_alone or tick.person == self.seat.me.id}
        start = max(period.start, self.first)
        days = [start + number * DAY for number in range((period.end - start).days + 1)]
        free = [day for day in days if day not in taken]
        done = period.done_by[self.seat.me.id] if mine_alone else period.done
        if not 0 < period.target - done <= len(free):
            return None
        return Late(period.start, terms.cadence.unit, free[-1])

    def _same_one(
        self, terms: streaks.Terms | None, written: Sequence[Written], starts_on: date
    ) -> SameOne | None:
        """Return what the other wrote down under another date than the reader would.

        Only while their dates differ, or shortly after midnight: later it is another day's.
        """
        if terms is None or terms.mode != "together" or self.day != self.mine:
            return None
        dates = {
            person: {tick.date for tick in written if tick.person == person}
            for person in self.seat.pair
        }
        mine, theirs = dates[self.seat.me.id], dates[self.seat.partner.id]
        other = self.theirs if self.theirs != self.mine else self.mine - DAY
        if self.theirs == self.mine and not self.is_early:
            return None
        if other not in theirs or other in mine or self.mine in mine | theirs:
            return None
        if other < max(self.first, starts_on):
            return None
        return SameOne(other, other <= self.mine)
