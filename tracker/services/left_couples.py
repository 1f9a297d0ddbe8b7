"""What two people shared, deleted 30 days after one of them left.

What each did and said themselves, ticks with their words and answers of check-ins, stays theirs.

In small steps, each a transaction: nobody waits, and whoever goes on after a crash goes on from
where it broke off. What stays is that the two were linked, from when to when: a phone that still
holds that couple's ticks is to hear `unlinked`, and not that there never was such a couple.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import Executable, delete, func, insert, select, update
from sqlalchemy.orm import Session

from tracker.models import (
    CardState,
    Change,
    CheckinAgreement,
    ClientFigures,
    CoachLink,
    Couple,
    CoupleCheckpoint,
    Habit,
    HistoryEntry,
    KeptTick,
    Membership,
    Pause,
    Person,
    SettledWeek,
    Talk,
    Tick,
    WallLink,
)
from tracker.services import changes, transaction

KEPT = timedelta(days=30)
"""How long after one of them left."""
TICKS = 1000
"""How many ticks are moved at once."""


def purge(now: datetime) -> int:
    """Do one step for the couple that ended first; return 0 where there is nothing to do now."""
    with transaction.writing() as session:
        couple_id = _claim(session, now)
        if couple_id is None:
            return 0
        first = select(Habit.id).where(Habit.couple_id == couple_id).order_by(Habit.id).limit(1)
        habit_id = session.scalar(first)
        if habit_id is None:
            _close(session, couple_id, now)
        else:
            _let_go(session, habit_id)
        return 1


def _claim(session: Session, now: datetime) -> str | None:
    """Lock the couple and its people; None where there is none, or somebody is at it.

    Whoever erases one of them holds that person and comes to the couple last: waiting here for
    the person, with the couple locked, both would wait for ever.
    """
    couple_id = session.scalar(
        select(Couple.id)
        .where(Couple.ended_at <= now - KEPT, Couple.purged_at.is_(None))
        .order_by(Couple.ended_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if couple_id is None:
        return None
    people = session.scalars(select(Membership.person_id).filter_by(couple_id=couple_id)).all()
    locked = session.scalars(
        select(Person.id)
        .where(Person.id.in_(people))
        .order_by(Person.id)
        .with_for_update(key_share=True, skip_locked=True)
    ).all()
    return couple_id if len(locked) == len(people) else None


def _let_go(session: Session, habit_id: str) -> None:
    """Hand a habit's oldest ticks to who made them; with the last ones the habit goes."""
    until = session.scalar(
        select(Tick.date)
        .where(Tick.habit_id == habit_id)
        .order_by(Tick.date)
        .offset(TICKS)
        .limit(1)
    )
    these = Tick.habit_id == habit_id
    if until is not None:
        these &= Tick.date < max(until, _next(session, habit_id))
    _run(
        session,
        insert(KeptTick).from_select(
            ["person_id", "habit_id", "date", "slot", "title", "note"],
            select(Tick.person_id, Tick.habit_id, Tick.date, Tick.slot, Habit.title, Tick.note)
            .join(Habit, Habit.id == Tick.habit_id)
            .where(these, Tick.done),
        ),
    )
    _run(session, delete(Tick).where(these))
    if until is None:
        _run(session, delete(Habit).where(Habit.id == habit_id))


def _next(session: Session, habit_id: str) -> date:
    """Return the day after a habit's first tick: a step takes one whole date at least."""
    first = session.scalar(select(func.min(Tick.date)).where(Tick.habit_id == habit_id))
    assert first is not None
    return first + timedelta(days=1)


def _close(session: Session, couple_id: str, now: datetime) -> None:
    """Delete what belonged to the couple as such, and what the streams said before `unlinked`."""
    for table in (
        Pause,
        CoupleCheckpoint,
        SettledWeek,
        CardState,
        CheckinAgreement,
        ClientFigures,
        CoachLink,
        HistoryEntry,
        Talk,
        WallLink,
    ):
        _run(session, delete(table).where(table.couple_id == couple_id))
    for person_id in session.scalars(
        select(Membership.person_id).filter_by(couple_id=couple_id).order_by(Membership.person_id)
    ).all():
        last = session.scalar(
            select(func.max(Change.seq)).where(
                Change.person_id == person_id,
                Change.kind == "unlinked",
                Change.data.contains(couple_id),
            )
        )
        if last is not None:
            changes.cut(session, person_id, last - 1)
    gone = update(Couple).where(Couple.id == couple_id)
    _run(session, gone.values(title=None, purged_at=now))


def _run(session: Session, statement: Executable) -> None:
    session.execute(statement, execution_options={"synchronize_session": False})
