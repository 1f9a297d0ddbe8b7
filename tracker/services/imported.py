"""Days that came with a proposal: kept while it waits, turned into ticks by the other's yes.

The one place where ticks of long ago are written (docs/decisions/imports.md). They are their
person's own; where something was said in Woven of a day already, that stands.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from tracker.models import Habit, Import, ImportedDay, Pause, Terms, Tick
from tracker.services import checkpoints, habit_rows, history
from tracker.services.cell import NOBODY, Cell
from tracker.services.cell_rows import TOLD, Place
from tracker.services.importing.found import DoneDay
from tracker.services.instants import micros
from tracker.services.seat import Seat

DAY = timedelta(days=1)
AHEAD = timedelta(hours=14)
"""How far the first zone to see a day is ahead of UTC."""


def keep(session: Session, habit_id: str, person_id: str, days: Sequence[DoneDay]) -> None:
    """Keep days, oldest first, until the proposal of their habit is answered."""
    notes = sum(day.note is not None for day in days)
    first, last = days[0].date, days[-1].date
    session.add(
        Import(
            habit_id=habit_id,
            person_id=person_id,
            first=first,
            last=last,
            days=len(days),
            notes=notes,
        )
    )
    session.flush()
    session.execute(
        insert(ImportedDay),
        [
            {"habit_id": habit_id, "date": day.date, "times": day.times, "note": day.note}
            for day in days
        ],
    )


def drop(session: Session, habits: ColumnElement[bool]) -> None:
    """Forget what waits with these habits; `habits` says which, as a condition on `Import`."""
    ids = select(Import.habit_id).where(habits).scalar_subquery()
    for table in (ImportedDay, Import):
        session.execute(
            delete(table).where(table.habit_id.in_(ids)),
            execution_options={"synchronize_session": False},
        )


def comes_from(session: Session, habit_id: str, starts_on: date | None) -> bool:
    """Tell whether days come with a first agreement that is to begin on a day."""
    last = session.scalar(select(Import.last).where(Import.habit_id == habit_id))
    return last is not None and starts_on is not None and starts_on <= last


def enter(session: Session, seat: Seat, habit: Habit, now: datetime, *, is_new: bool) -> bool:
    """Make ticks of what waited with a habit that is agreed on now; False where nothing did.

    Runs in the transaction of the yes, with the couple locked. Of a new habit the days before its
    first one stay out; one that ran already begins earlier, under the terms it began with.
    """
    brought = session.get(Import, habit.id)
    if brought is None:
        return False
    query = select(ImportedDay).where(ImportedDay.habit_id == habit.id).order_by(ImportedDay.date)
    days = [DoneDay(row.date, row.times, row.note) for row in session.scalars(query)]
    begins = habit_rows.terms_rows(session, habit.id)[0]
    was = begins.starts_on
    if is_new:
        days = [day for day in days if day.date >= was]
    elif days[0].date < was:
        _begin_earlier(session, begins, days[0].date)
    person_id = brought.person_id
    drop(session, Import.habit_id == habit.id)
    session.expire_all()
    if not days:
        return True
    _write(session, habit.id, person_id, days)
    _rest(session, seat, habit.id, person_id, days, was, now, is_new=is_new)
    checkpoints.rebuild(session, seat, habit.id, now)
    history.note(
        session,
        seat.couple_id,
        history.BROUGHT,
        by=person_id,
        day=seat.today(now),
        habit_id=habit.id,
        first=days[0].date,
        last=days[-1].date,
        days=len(days),
    )
    return True


def _begin_earlier(session: Session, begins: Terms, first: date) -> None:
    """Put the terms it began with before themselves: their own periods stay cut as they were."""
    names = ("habit_id", "version", "unit", "every", "times", "weekdays", "mode", "first_turn")
    copied = {name: getattr(begins, name) for name in (*names, "grace")}
    session.add(Terms(starts_on=first, **copied))
    session.flush()


def _write(session: Session, habit_id: str, person_id: str, days: Iterable[DoneDay]) -> None:
    said = {
        (row.date, row.slot)
        for row in session.execute(
            select(Tick.date, Tick.slot).where(
                Tick.habit_id == habit_id, Tick.person_id == person_id
            )
        )
    }
    terms = habit_rows.terms(habit_rows.terms_rows(session, habit_id))
    op = str(uuid.uuid4())
    cells: dict[Place, Cell] = {}
    for day in days:
        held = [each for each in terms if each.starts_on <= day.date][-1]
        slots = min(day.times, held.cadence.times) if held.cadence.has_slots else 1
        # Nobody knows at which hour; whatever is said in Woven of that day is a newer word, also
        # where it begins first.
        eff = micros(datetime.combine(day.date, time(), UTC) - AHEAD)
        for slot in range(slots):
            if (day.date, slot) in said:
                continue
            note = day.note if slot == 0 else None
            spoken = (eff, op) if note is not None else (0, NOBODY)
            cells[(habit_id, day.date, slot)] = Cell(True, eff, op, note, *spoken)
    TOLD.write(session.connection(), person_id, cells, ())


def _rest(
    session: Session,
    seat: Seat,
    habit_id: str,
    person_id: str,
    days: Sequence[DoneDay],
    was: date,
    now: datetime,
    *,
    is_new: bool,
) -> None:
    """Let the days rest that nobody could write down: after the last one, until one can here."""
    until = seat.today(now) - timedelta(days=seat.backfill_days) if is_new else was
    before = [day.date for day in days if day.date < until]
    if not before or before[-1] + DAY >= until:
        return
    session.add(
        Pause(
            couple_id=seat.couple_id,
            habit_id=habit_id,
            by_id=person_id,
            first=before[-1] + DAY,
            last=until - DAY,
            created_at=now,
        )
    )
    session.flush()
