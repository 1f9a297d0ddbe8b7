"""Warm marks: how somebody answers the words that their partner wrote with a tick.

A mark belongs to exactly the words it was put to: when these change or go, it is gone with them.
That nothing was answered looks like nothing: whether words were read is for nobody to know.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from tracker.models import Tick, WarmMark
from tracker.services import changes, habit_rows, transaction
from tracker.services.errors import Forbidden, NotFound
from tracker.services.seat import Seat

MARKS = ("heart", "smile", "thanks", "keep")
"""It warmed me; it made me smile; thank you; I will keep this."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Whose words they are, where they stand, and how they were answered."""

    person: str
    date: date
    slot: int
    mark: str


def holds(tick: type[Tick] = Tick) -> ColumnElement[bool]:
    """Return what ties a mark to the words of a tick, for an outer join of the two."""
    return and_(
        WarmMark.habit_id == tick.habit_id,
        WarmMark.date == tick.date,
        WarmMark.person_id == tick.person_id,
        WarmMark.slot == tick.slot,
        WarmMark.note_op == tick.note_op,
    )


def mark(
    person_id: str,
    habit_id: str,
    day: date,
    slot: int,
    answer: str,
    now: datetime,
    *,
    whose: str | None = None,
) -> Marked:
    """Put one of MARKS to words, in the place of the one that was there.

    `whose` words they are: None stands for the partner. Raises NotFound, also where no words are,
    Gone, and Forbidden (own_words).
    """
    with transaction.writing() as session:
        seat, note_op = _words(session, person_id, habit_id, day, slot, whose)
        key = (habit_id, day, seat.partner.id, slot)
        row = session.get(WarmMark, key, populate_existing=True)
        if row is None:
            row = WarmMark(habit_id=habit_id, date=day, person_id=seat.partner.id, slot=slot)
            session.add(row)
        elif (row.mark, row.note_op) == (answer, note_op):
            return Marked(seat.partner.id, day, slot, answer)
        row.mark, row.note_op, row.made_on = answer, note_op, seat.me.local_date(now)
        _show(session, seat, key, answer, now)
        return Marked(seat.partner.id, day, slot, answer)


def unmark(
    person_id: str,
    habit_id: str,
    day: date,
    slot: int,
    now: datetime,
    *,
    whose: str | None = None,
) -> None:
    """Take one's mark back, also where there was none. Raises as `mark` does."""
    with transaction.writing() as session:
        seat, note_op = _words(session, person_id, habit_id, day, slot, whose)
        key = (habit_id, day, seat.partner.id, slot)
        row = session.get(WarmMark, key, populate_existing=True)
        if row is None:
            return
        session.delete(row)
        if row.note_op == note_op:  # else nobody has seen it since the words changed
            _show(session, seat, key, None, now)


def _words(
    session: Session, person_id: str, habit_id: str, day: date, slot: int, whose: str | None
) -> tuple[Seat, str]:
    """Lock the couple; return the seat, and the operation that wrote the partner's words."""
    seat = habit_rows.fetch(session, person_id, habit_id, lock=True).place
    if whose == person_id:
        raise Forbidden("own_words", "These words are your own: your partner answers them.")
    if not isinstance(seat, Seat) or whose not in (None, seat.partner.id):
        raise NotFound
    note_op = session.scalar(
        select(Tick.note_op).where(
            Tick.habit_id == habit_id,
            Tick.date == day,
            Tick.person_id == seat.partner.id,
            Tick.slot == slot,
            Tick.done,
            Tick.note.is_not(None),
        )
    )
    if note_op is None:
        raise NotFound
    return seat, note_op


def _show(
    session: Session,
    seat: Seat,
    key: tuple[str, date, str, int],
    answer: str | None,
    now: datetime,
) -> None:
    habit_id, day, writer, slot = key
    data: dict[str, Any] = {
        "habit": habit_id,
        "person": writer,
        "date": day.isoformat(),
        "slot": slot,
        "mark": answer,
    }
    changes.add(session, seat.both(now), "mark", data, by=seat.me.id, now=now)
