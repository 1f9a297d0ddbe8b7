"""One's own days, to be taken along: what one did, with one's words, and what is agreed to come."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import Habit, KeptTick, Membership, Occasion, Person, Tick, UntoldTick
from tracker.services import proving
from tracker.streaks import local_date


@dataclass(frozen=True, slots=True)
class OwnDay:
    """One tick of one's own."""

    habit_id: str
    title: str
    date: date
    slot: int
    note: str | None


@dataclass(frozen=True, slots=True)
class Meant:
    """When the two mean to do one of what they agreed on."""

    habit_id: str
    title: str
    day: date
    time: str | None
    words: str | None


@dataclass(frozen=True, slots=True)
class OwnDays:
    """All of it, oldest first."""

    local_date: date
    ticks: list[OwnDay]
    occasions: list[Meant]


def read(person_id: str, password: str, now: datetime) -> OwnDays:
    """Return what the person did in every couple of theirs, and what is agreed in the one there is.

    Raises Forbidden (wrong_password).
    """
    proving.prove(person_id, password)
    session = db.session()
    told = (
        select(Tick.habit_id, Habit.title, Tick.date, Tick.slot, Tick.note)
        .join(Habit, Habit.id == Tick.habit_id)
        .where(Tick.person_id == person_id, Tick.done)
    )
    untold = (
        select(
            UntoldTick.habit_id,
            Habit.title,
            UntoldTick.date,
            UntoldTick.slot,
            UntoldTick.note,
            UntoldTick.done,
        )
        .join(Habit, Habit.id == UntoldTick.habit_id)
        .where(UntoldTick.person_id == person_id)
    )
    kept = select(
        KeptTick.habit_id, KeptTick.title, KeptTick.date, KeptTick.slot, KeptTick.note
    ).where(KeptTick.person_id == person_id)
    found = {(row.habit_id, row.date, row.slot): OwnDay(*row) for row in session.execute(kept)}
    found |= {(row.habit_id, row.date, row.slot): OwnDay(*row) for row in session.execute(told)}
    for row in session.execute(untold):  # what waits to be told is the newer word
        found.pop((row.habit_id, row.date, row.slot), None)
        if row.done:
            cell = OwnDay(row.habit_id, row.title, row.date, row.slot, row.note)
            found[(row.habit_id, row.date, row.slot)] = cell
    agreed = (
        select(Occasion.habit_id, Habit.title, Occasion.day, Occasion.time, Occasion.words)
        .join(Habit, Habit.id == Occasion.habit_id)
        .join(Membership, Membership.couple_id == Habit.couple_id)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
        .order_by(Occasion.day, Habit.title, Occasion.habit_id)
    )
    clock = session.execute(
        select(Person.timezone, Person.day_ends_at).where(Person.id == person_id)
    ).one()
    return OwnDays(
        local_date(now, clock.timezone, clock.day_ends_at),
        sorted(found.values(), key=lambda day: (day.date, day.title, day.habit_id, day.slot)),
        [Meant(*row) for row in session.execute(agreed)],
    )
