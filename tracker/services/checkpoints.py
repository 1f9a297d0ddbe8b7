"""Settle what nothing can reach any more, once a week, so that no fold grows with history.

All checkpoints of a couple are taken at the same `before`, the first day of one of their weeks;
the periods and weeks that ended before it are kept as rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from tracker import streaks
from tracker.models import (
    Checkpoint,
    CoupleCheckpoint,
    Habit,
    RecentCheckpoint,
    SettledPeriod,
    SettledWeek,
)
from tracker.services import habit_facts, settled, standing
from tracker.services.habit_facts import REACH, Facts
from tracker.services.seat import Seat
from tracker.store import AnySession

SLACK = timedelta(days=3)
"""Journeys move a couple's today back by up to two days; this much must not cost a checkpoint."""


def cut(today: date, week_start: int) -> date:
    """Return the `before` of checkpoints taken today."""
    return streaks.week_of(today - REACH - SLACK, week_start)


def is_due(facts: Facts, seat: Seat, now: datetime) -> bool:
    """Tell whether a habit has periods to settle: its couple is then settled as a whole."""
    if facts.starts_on is None:
        return False
    today = seat.today(now)
    before = cut(today, seat.week_start)
    taken = facts.checkpoint
    if taken is not None and taken.before > today - REACH:
        return True  # a clock was set back by days: the checkpoint can be reached
    if taken is None:
        return facts.starts_on < before
    # A habit that ended before its checkpoint has nothing left to settle.
    ended = facts.retired_on is not None and facts.retired_on < taken.before
    return taken.before < before and not ended


@dataclass(frozen=True, slots=True)
class _Listed:
    """A habit's periods after the couple's last checkpoint."""

    periods: Sequence[Any]


def settle(session: AnySession, seat: Seat, now: datetime) -> None:
    """Move all checkpoints of a couple on to where they can be today.

    Called with the couple locked.
    """
    connection = session.connection()
    today, latest = seat.today(now), seat.latest(now)
    before = cut(today, seat.week_start)
    drop_unsettled(session, seat.couple_id, today)
    in_force = habit_facts.all_facts(connection, seat.couple_id)
    habits = [facts for facts in in_force if is_due(facts, seat, now)]
    if not habits:
        return
    pauses = standing.pauses_of(connection, seat.couple_id)
    listed = []
    for facts in habits:
        resume = facts.settled(today)
        progress = standing.fold(connection, seat, facts, now, resume=resume, pauses=pauses)
        listed.append(_Listed([period for period in progress.periods if period.end < before]))
        _store_habit(session, seat, facts, progress, before, listed[-1].periods)
    _store_weeks(session, seat, listed, before, today, latest)


def rebuild(session: AnySession, seat: Seat, habit_id: str, now: datetime) -> None:
    """Judge a habit anew from its first day on, and with it every week of the couple.

    For days of long ago that come in late (`imported`). Called with the couple locked.
    """
    before = cut(seat.today(now), seat.week_start)
    habits = select(Habit.id).where(Habit.couple_id == seat.couple_id).scalar_subquery()
    theirs = Checkpoint.habit_id.in_(habits)
    ahead = select(Checkpoint.habit_id).where(theirs, Checkpoint.before > before).limit(1)
    # Where a clock went back over a week's end the others stand further on: all are judged anew.
    all_of_them = session.scalar(ahead) is not None
    for table in (Checkpoint, SettledPeriod):
        one = table.habit_id == habit_id
        session.execute(delete(table).where(table.habit_id.in_(habits) if all_of_them else one))
    settle(session, seat, now)
    drop_weeks(session, seat.couple_id)
    if session.scalar(select(Checkpoint.habit_id).where(theirs).limit(1)) is not None:
        rows = session.execute(select(Habit.id).where(Habit.couple_id == seat.couple_id))
        ids = [row.id for row in rows]
        periods = settled.ended(session, ids, standing.BEGINNING, before - timedelta(days=1))
        listed = [_Listed(periods[each]) for each in ids if each in periods]
        _store_weeks(session, seat, listed, before, seat.today(now), seat.latest(now))


def drop_unsettled(session: AnySession, couple_id: str, today: date) -> None:
    """Forget the checkpoints that a change can reach: the couple's today moved back past them.

    They are taken anew, from the first day on, when they are next due.
    """
    drop_recent(session, couple_id)
    reachable = today - REACH
    if not session.scalar(
        select(CoupleCheckpoint.before).where(
            CoupleCheckpoint.couple_id == couple_id, CoupleCheckpoint.before > reachable
        )
    ):
        return
    habits = select(Habit.id).where(Habit.couple_id == couple_id).scalar_subquery()
    for table in (Checkpoint, SettledPeriod):
        session.execute(delete(table).where(table.habit_id.in_(habits)))
    drop_weeks(session, couple_id)


def drop_weeks(session: AnySession, couple_id: str) -> None:
    """Forget the settled weeks of a couple."""
    for weekly in (CoupleCheckpoint, SettledWeek):
        session.execute(delete(weekly).where(weekly.couple_id == couple_id))


def keep_recent(
    session: AnySession, seat: Seat, facts: Facts, progress: streaks.Progress, today: date
) -> None:
    """Keep what no tick that is made today can reach, once a day and habit: a tick starts there.

    `progress` is a fold of everything that is written. `today` is the couple's.
    """
    before = today - timedelta(days=seat.backfill_days)
    _store(session, RecentCheckpoint, facts.id, before, progress.checkpoint(before))


def drop_recent(session: AnySession, couple_id: str) -> None:
    """Forget where a tick starts: a pause may reach behind it."""
    habits = select(Habit.id).where(Habit.couple_id == couple_id).scalar_subquery()
    session.execute(delete(RecentCheckpoint).where(RecentCheckpoint.habit_id.in_(habits)))


def _store(
    session: AnySession,
    table: type[Checkpoint] | type[RecentCheckpoint],
    habit_id: str,
    before: date,
    state: streaks.Checkpoint,
) -> None:
    connection = session.connection()
    connection.execute(delete(table).where(table.habit_id == habit_id))
    connection.execute(
        insert(table),
        {
            "habit_id": habit_id,
            "before": before,
            "through": state.through,
            "current": state.current,
            "best": state.best,
            "toward": state.toward,
            "grace": state.grace,
            "strength": state.strength,
        },
    )


def _store_habit(
    session: AnySession,
    seat: Seat,
    facts: Facts,
    progress: streaks.Progress,
    before: date,
    periods: Sequence[streaks.Period],
) -> None:
    _store(session, Checkpoint, facts.id, before, progress.checkpoint(before))
    if not periods:
        return
    one, other = seat.pair
    session.execute(
        insert(SettledPeriod),
        [
            {
                "habit_id": facts.id,
                "end": period.end,
                "start": period.start,
                "mode": period.mode,
                "target": period.target,
                "done": period.done,
                "done_by_0": period.done_by[one],
                "done_by_1": period.done_by[other],
                "fraction": period.fraction,
                "outcome": str(period.outcome),
                "turn": period.turn,
                "partial": period.partial,
            }
            for period in periods
        ],
    )


def _store_weeks(
    session: AnySession,
    seat: Seat,
    listed: Sequence[_Listed],
    before: date,
    today: date,
    latest: date,
) -> None:
    resume = settled.weeks_checkpoint(session, seat.couple_id)
    if resume is None or resume.through is None:
        first = min((period.end for habit in listed for period in habit.periods), default=before)
    else:
        first = resume.through + timedelta(days=1)
    weeks = streaks.couple_weeks(
        listed,
        today=today,
        latest=latest,
        week_start=seat.week_start,
        weeks=(latest - first).days // 7 + 2,
        resume=resume,
    )
    state = weeks.checkpoint(before)
    session.execute(delete(CoupleCheckpoint).where(CoupleCheckpoint.couple_id == seat.couple_id))
    session.execute(
        insert(CoupleCheckpoint).values(
            couple_id=seat.couple_id, before=before, streak=state.streak
        )
    )
    rows = [
        {
            "couple_id": seat.couple_id,
            "start": week.start,
            "progress": week.progress,
            "state": str(week.state),
        }
        for week in weeks.weeks
        if week.start < before
    ]
    if rows:
        session.execute(insert(SettledWeek), rows)
