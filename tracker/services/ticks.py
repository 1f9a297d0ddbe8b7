"""A person ticks, takes it back, and reads what the two wrote down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, tuple_

from tracker import metrics
from tracker.extensions import db
from tracker.services import clocks, habit_rows, ranges, transaction, untold
from tracker.services import seat as seats
from tracker.services.cell import Cell
from tracker.services.clocks import Reading
from tracker.services.errors import Conflict, NotFound, Refusal
from tracker.services.ids import is_id
from tracker.services.instants import moment
from tracker.services.paging import Mark, Page
from tracker.services.seat import Seat
from tracker.services.standing import Standing
from tracker.services.tick_writer import TickWriter


@dataclass(frozen=True, slots=True)
class TickView:
    """A tick as its reader may see it. `late` is for whoever made it; None for the other."""

    person: str
    date: date
    slot: int
    done: bool
    note: str | None
    late: bool | None

    @property
    def data(self) -> Mapping[str, Any]:
        """Return it as the reply to a tick carries it."""
        return {
            "person": self.person,
            "date": self.date.isoformat(),
            "slot": self.slot,
            "done": self.done,
            "note": self.note,
            "late": self.late,
        }


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick came to, and where its habit stands with it."""

    tick: TickView
    progress: Standing


def tick(
    person_id: str,
    habit_id: str,
    day: date,
    now: datetime,
    *,
    slot: int = 0,
    note: str | None = None,
    carries_note: bool = False,
) -> Ticked:
    """Write down that it was done. Without `carries_note` a note stays as it is.

    Raises NotFound, Gone, Conflict (not_active, retired), Invalid (future_date, too_old,
    not_started, bad_slot).
    """
    return _say(person_id, habit_id, day, now, slot, True, note, carries_note)


def clear(person_id: str, habit_id: str, day: date, now: datetime, *, slot: int = 0) -> Ticked:
    """Take a tick back, also where there was none: an older one that arrives later stays cleared.

    Raises as `tick` does.
    """
    return _say(person_id, habit_id, day, now, slot, False, None, False)


def _say(
    person_id: str,
    habit_id: str,
    day: date,
    now: datetime,
    slot: int,
    done: bool,
    note: str | None,
    carries_note: bool,
) -> Ticked:
    try:
        ticked = _write(person_id, habit_id, day, now, slot, done, note, carries_note)
    except Refusal:
        metrics.TICKED["rejected"].inc()
        raise
    metrics.TICKED["applied"].inc()
    return ticked


def _write(
    person_id: str,
    habit_id: str,
    day: date,
    now: datetime,
    slot: int,
    done: bool,
    note: str | None,
    carries_note: bool,
) -> Ticked:
    if not is_id(habit_id):  # PostgreSQL would not even compare it
        raise NotFound
    with transaction.writing_core() as session:
        seat = seats.find(session, person_id, lock=True)
        if seat is None:
            raise _no_place(person_id, habit_id)
        writer = TickWriter(session, seat, now)
        place = (habit_id, day, slot)
        try:
            writer.judge(place, seat.me.local_date(now))
        except NotFound:
            raise _no_place(person_id, habit_id) from None
        cell = writer.say(place, done=done, note=note, carries_note=carries_note)
        writer.close()
        mine = [Reading(now, seat.me.timezone, seat.me.day_ends_at)]
        return Ticked(_view(seat, place[1], slot, cell, mine), writer.standing(habit_id))


def _no_place(person_id: str, habit_id: str) -> Conflict:
    """Return why a habit that is not the couple's cannot be ticked: it waits for a partner.

    Raises NotFound and Gone for one that is not the person's at all.
    """
    habit_rows.require(person_id, habit_id)
    return Conflict("not_active", "This habit is not agreed on.")


def _view(seat: Seat, day: date, slot: int, cell: Cell, mine: Sequence[Reading]) -> TickView:
    done, note = cell.shown
    late = clocks.is_late(mine, day, moment(cell.eff))
    return TickView(seat.me.id, day, slot, done, note, late)


def between(
    person_id: str,
    habit_id: str,
    first: date | None,
    last: date | None,
    now: datetime,
    *,
    after: Mark | None,
    limit: int,
) -> Page[TickView]:
    """Return what both ticked over a range of dates, by date, person and slot.

    Of the person's own it has also what nobody else is told yet.
    The range is `ranges.chosen`; a mark is (date, person, slot). Raises NotFound, Gone and Invalid
    (bad_range).
    """
    habit_rows.require(person_id, habit_id)
    seat = seats.find(db.session(), person_id)
    if seat is None:  # a proposal that waits for a partner
        return Page((), None)
    first, last = ranges.chosen(first, last, seat.latest(now))
    seen = untold.as_read_by(seat)
    query = (
        select(seen.person_id, seen.date, seen.slot, seen.note, seen.eff)
        .where(seen.habit_id == habit_id, seen.done, seen.date.between(first, last))
        .order_by(seen.date, seen.person_id, seen.slot)
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(tuple_(seen.date, seen.person_id, seen.slot) > after)
    rows = db.session.execute(query).all()
    mine = clocks.history(db.session.connection(), person_id)
    items = [
        TickView(
            row.person_id,
            row.date,
            row.slot,
            True,
            row.note,
            clocks.is_late(mine, row.date, moment(row.eff)) if row.person_id == person_id else None,
        )
        for row in rows[:limit]
    ]
    end = items[-1] if len(rows) > limit else None
    return Page(items, None if end is None else (end.date, end.person, end.slot))
