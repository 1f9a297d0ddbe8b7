"""What a couple has agreed on, as days: for calendar programs, without what came of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select

from tracker import streaks
from tracker.extensions import db
from tracker.models import Habit, Occasion
from tracker.services import habit_facts, standing
from tracker.services import seat as seats
from tracker.services.habit_facts import Facts
from tracker.services.habit_views import OccasionView
from tracker.services.seat import Seat
from tracker.services.spans import DAYS_OF

DAY = timedelta(days=1)
BACK, AHEAD = timedelta(days=30), timedelta(days=365)
"""How much of it a calendar shows, before whole months are made of it."""


@dataclass(frozen=True, slots=True)
class Step:
    """How a series goes on from its first stretch: every so many days or weeks."""

    unit: Literal["day", "week"]
    every: int
    weekdays: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Equally long stretches of days, each to be done in; without `step` there is one alone."""

    key: str
    habit: str
    title: str
    emoji: str | None
    cadence: streaks.Cadence
    first: date
    days: int
    """How long each of them is."""
    step: Step | None
    last: date
    """First day of the last of them."""
    skipped: Sequence[date]
    """First days of those in between that are off, or have an appointment of their own."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """When the two mean to do it this time."""

    key: str
    habit: str
    title: str
    emoji: str | None
    at: OccasionView


@dataclass(frozen=True, slots=True)
class Agreed:
    """All of it, with the clock of the person it is for."""

    timezone: str
    local_date: date
    first: date
    last: date
    series: Sequence[Series]
    appointments: Sequence[Appointment]


def read(person_id: str, now: datetime) -> Agreed:
    """Return what the person's couple agreed on, from a month ago to a year ahead.

    In whole months: what is read on two days of a month differs only where something was agreed.
    Raises NotFound while they are not linked.
    """
    session = db.session()
    seat = seats.take(session, person_id)
    today = seat.me.local_date(now)
    first, last = (today - BACK).replace(day=1), _month_end(today + AHEAD)
    connection = session.connection()
    facts = [
        each
        for each in habit_facts.all_facts(connection, seat.couple_id)
        if each.terms and (each.retired_on is None or each.retired_on >= first)
    ]
    ids = [each.id for each in facts]
    rows = session.execute(select(Habit.id, Habit.emoji).where(Habit.id.in_(ids)))
    emojis = {row.id: row.emoji for row in rows}
    occasions = _occasions(ids)
    rests = standing.pauses_of(connection, seat.couple_id, first - DAY) if ids else ()
    series: list[Series] = []
    appointments: list[Appointment] = []
    for each in facts:
        periods = _periods(each, seat, rests, first, last)
        planned = {
            period.start: occasions[each.id][period.start]
            for period in periods
            if period.start in occasions[each.id] and period.outcome is not streaks.Outcome.PAUSED
        }
        emoji = emojis.get(each.id)
        series += _series(each, emoji, [one for one in periods if one.end >= first], planned)
        appointments += [
            Appointment(f"{each.id}-{start}-occasion", each.id, each.title, emoji, view)
            for start, view in sorted(planned.items())
            if first <= view.day <= last
        ]
    return Agreed(seat.me.timezone, today, first, last, series, appointments)


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - DAY


def _occasions(habit_ids: Sequence[str]) -> Mapping[str, dict[date, OccasionView]]:
    found: dict[str, dict[date, OccasionView]] = defaultdict(dict)
    for row in db.session.scalars(select(Occasion).where(Occasion.habit_id.in_(habit_ids))):
        found[row.habit_id][row.period_start] = OccasionView(row.day, row.time, row.words)
    return found


def _periods(
    facts: Facts, seat: Seat, rests: Iterable[Any], first: date, last: date
) -> Sequence[streaks.Period]:
    """Return the periods from `first` to `last`, as if nobody did anything: the paused ones show.

    All of them lie before the engine's "today"; whether one is paused is its own rule.
    """
    longest = max(DAYS_OF[each.cadence.unit] * each.cadence.every for each in facts.terms)
    progress = streaks.evaluate(
        facts.terms,
        (),
        [
            streaks.Pause(rest.first, rest.last)
            for rest in rests
            if rest.habit_id in (None, facts.id)
        ],
        partners=seat.pair,
        week_start=seat.week_start,
        today=last + timedelta(days=longest),
        resume=streaks.Checkpoint(through=first - timedelta(days=longest)),
    )
    return [period for period in progress.periods if period.start <= last]


def _series(
    facts: Facts,
    emoji: str | None,
    periods: Sequence[streaks.Period],
    planned: Mapping[date, OccasionView],
) -> Iterator[Series]:
    """Put the periods of each terms into as few series as tell the same.

    What is due once in a period and has an appointment there is told by that alone.
    """
    for terms in facts.terms:
        cadence = terms.cadence
        step, length = _step(cadence)
        mine = [one for one in periods if facts.terms_on(one.start) is terms]
        whole = [one for one in mine if (one.end - one.start).days == length - 1]
        live = [
            one
            for one in mine
            if one.outcome is not streaks.Outcome.PAUSED
            and not (cadence.times == 1 and one.start in planned)
        ]
        kept, known = {one.start for one in live}, {one.start for one in whole}
        regular = sorted(kept & known)
        if regular:
            yield Series(
                key=f"{facts.id}-{terms.starts_on}",
                habit=facts.id,
                title=facts.title,
                emoji=emoji,
                cadence=cadence,
                first=regular[0],
                days=length,
                step=step,
                last=regular[-1],
                skipped=[day for day in sorted(known - kept) if regular[0] < day < regular[-1]],
            )
        for one in live:
            if one.start not in known:
                yield Series(
                    key=f"{facts.id}-{one.start}-once",
                    habit=facts.id,
                    title=facts.title,
                    emoji=emoji,
                    cadence=cadence,
                    first=one.start,
                    days=(one.end - one.start).days + 1,
                    step=None,
                    last=one.start,
                    skipped=(),
                )


def _step(cadence: streaks.Cadence) -> tuple[Step | None, int]:
    """Return how periods follow each other, and their length; months are of no one length."""
    if cadence.unit == "month":
        return None, 0
    if cadence.unit == "week":
        return Step("week", cadence.every), 7 * cadence.every
    if cadence.weekdays is not None:
        return Step("week", 1, cadence.weekdays), 1
    return Step("day", cadence.every), cadence.every
