"""Read what is settled: the rows that `checkpoints` has written."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from tracker import streaks
from tracker.models import CoupleCheckpoint, SettledPeriod, SettledWeek
from tracker.services.habit_facts import REACH
from tracker.services.seat import Seat
from tracker.store import AnySession


def weeks_checkpoint(session: AnySession, couple_id: str) -> streaks.WeeksCheckpoint | None:
    """Return the couple's streak over the weeks that are settled, None while none is."""
    row = session.execute(
        select(CoupleCheckpoint.before, CoupleCheckpoint.streak).where(
            CoupleCheckpoint.couple_id == couple_id
        )
    ).first()
    if row is None:
        return None
    return streaks.WeeksCheckpoint(row.before - timedelta(days=1), row.streak)


def weeks_resume(
    session: AnySession, couple_id: str, today: date
) -> streaks.WeeksCheckpoint | None:
    """Return from where on weeks are judged; None from the beginning.

    That is so while nothing is settled, or where a clock was set back past it, as in Facts.settled.
    """
    taken = weeks_checkpoint(session, couple_id)
    if taken is None or taken.through is None or taken.through >= today - REACH:
        return None
    return taken


def periods(
    session: AnySession, seat: Seat, habit_id: str, first: date, last: date
) -> list[streaks.Period]:
    """Return the settled periods that overlap a range of dates, oldest first."""
    one, other = seat.pair
    rows = session.execute(
        select(SettledPeriod.__table__)
        .where(
            SettledPeriod.habit_id == habit_id,
            SettledPeriod.end >= first,
            SettledPeriod.start <= last,
        )
        .order_by(SettledPeriod.end)
    )
    return [
        streaks.Period(
            row.start,
            row.end,
            row.mode,
            row.target,
            row.done,
            {one: row.done_by_0, other: row.done_by_1},
            row.fraction,
            streaks.Outcome(row.outcome),
            row.turn,
            row.partial,
        )
        for row in rows
    ]


def outcomes(
    session: AnySession, habit_ids: Collection[str], first: date, last: date
) -> list[tuple[date, streaks.Outcome, int]]:
    """Return how many settled periods ended on each day of a range, by outcome."""
    if not habit_ids:
        return []
    rows = session.execute(
        select(SettledPeriod.end, SettledPeriod.outcome, func.count().label("number"))
        .where(SettledPeriod.habit_id.in_(habit_ids), SettledPeriod.end.between(first, last))
        .group_by(SettledPeriod.end, SettledPeriod.outcome)
    )
    return [(row.end, streaks.Outcome(row.outcome), row.number) for row in rows]


class Ended(NamedTuple):
    """A period, as far as one looks at it from afar."""

    start: date
    end: date
    outcome: streaks.Outcome


def ended(
    session: AnySession, habit_ids: Collection[str], first: date, last: date
) -> dict[str, list[Ended]]:
    """Return the settled periods that ended on the days of a range, by habit, oldest first."""
    query = (
        select(*_OF_ENDED)
        .where(SettledPeriod.habit_id.in_(habit_ids), SettledPeriod.end.between(first, last))
        .order_by(SettledPeriod.habit_id, SettledPeriod.end)
    )
    return _by_habit(session, habit_ids, query)


def newest(session: AnySession, habit_ids: Collection[str], most: int) -> dict[str, list[Ended]]:
    """Return at most so many of the last settled periods, by habit, oldest first."""
    behind = (
        func.row_number()
        .over(partition_by=SettledPeriod.habit_id, order_by=SettledPeriod.end.desc())
        .label("behind")
    )
    inner = select(*_OF_ENDED, behind).where(SettledPeriod.habit_id.in_(habit_ids)).subquery()
    return _by_habit(
        session, habit_ids, select(inner).where(inner.c.behind <= most).order_by(inner.c.end)
    )


def joined(before: Sequence[Ended], progress: streaks.Progress | None) -> list[Ended]:
    """Return a habit's settled periods, and after them those that its fold lists."""
    after = () if progress is None else progress.periods
    return [*before, *(Ended(each.start, each.end, each.outcome) for each in after)]


_OF_ENDED = SettledPeriod.habit_id, SettledPeriod.start, SettledPeriod.end, SettledPeriod.outcome


def _by_habit(
    session: AnySession, habit_ids: Collection[str], query: Select[*tuple[Any, ...]]
) -> dict[str, list[Ended]]:
    found: dict[str, list[Ended]] = defaultdict(list)
    for row in session.execute(query) if habit_ids else ():
        found[row.habit_id].append(Ended(row.start, row.end, streaks.Outcome(row.outcome)))
    return found


def counted(session: AnySession, habit_ids: Collection[str]) -> list[tuple[str, int]]:
    """Return how many settled periods of these habits were kept or not, by id where any was."""
    if not habit_ids:
        return []
    rows = session.execute(
        select(SettledPeriod.habit_id, func.count().label("number"))
        .where(
            SettledPeriod.habit_id.in_(habit_ids),
            SettledPeriod.outcome.in_(("kept", "graced", "missed")),
        )
        .group_by(SettledPeriod.habit_id)
    )
    return [(row.habit_id, row.number) for row in rows]


@dataclass(frozen=True, slots=True)
class Kept:
    """What of a habit is settled and was kept: how many periods, and when the first of them was."""

    count: int
    start: date
    end: date


def kept(session: AnySession, habit_ids: Collection[str]) -> dict[str, Kept]:
    """Return what of these habits was kept, by id where any was."""
    if not habit_ids:
        return {}
    rows = session.execute(
        select(
            SettledPeriod.habit_id,
            func.count().label("number"),
            func.min(SettledPeriod.start).label("start"),
            func.min(SettledPeriod.end).label("end"),
        )
        .where(SettledPeriod.habit_id.in_(habit_ids), SettledPeriod.outcome == "kept")
        .group_by(SettledPeriod.habit_id)
    )
    return {row.habit_id: Kept(row.number, row.start, row.end) for row in rows}


def woven_weeks(session: AnySession, couple_id: str) -> int:
    """Return how many settled weeks of a couple are woven."""
    query = select(func.count()).where(
        SettledWeek.couple_id == couple_id, SettledWeek.state == "woven"
    )
    return session.scalar(query) or 0


def weeks(session: AnySession, couple_id: str, first: date) -> list[streaks.CoupleWeek]:
    """Return the settled weeks that start on `first` or later, oldest first."""
    rows = session.execute(
        select(SettledWeek.start, SettledWeek.progress, SettledWeek.state)
        .where(SettledWeek.couple_id == couple_id, SettledWeek.start >= first)
        .order_by(SettledWeek.start)
    )
    return [
        streaks.CoupleWeek(row.start, row.progress, streaks.WeekState(row.state)) for row in rows
    ]
