"""What somebody has said and nobody else is told before their day ends: cells of their own.

All that the two share is worked out from `ticks`, so until it is told nothing of it moves. From the
first word that waits on, all that is said of the same cell is weighed against the one that waits.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    not_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import aliased

from tracker import streaks
from tracker.models import Person, Tick, UntoldTick
from tracker.prepared import Prepared, PreparedAmong, Row
from tracker.services.cell import Cell
from tracker.services.cell_rows import REGISTERS, UNTOLD, Place
from tracker.services.seat import Partner, Seat
from tracker.services.standing import after_of
from tracker.store import AnySession

DAY = timedelta(days=1)
EVENING = timedelta(hours=3)
"""Within the last hours of a day people sit down to write down what they did."""
AHEAD, ROOM = timedelta(minutes=10), timedelta(minutes=20)
"""At least so long after it was said; and within so short a rest of a day nothing is hidden."""
AFTER = timedelta(hours=1)
"""So long after the day it is told then, at the latest."""
_COLUMNS = ("habit_id", "date", "person_id", "slot", *REGISTERS)
_WAKE = Prepared(
    update(Person).where(Person.id == bindparam("me")).values(tells_next_at=bindparam("at"))
)


def moment(me: Partner, now: datetime, draw: Callable[[int], int] | None = None) -> datetime:
    """Draw when something said now is told: late in the day of whoever said it.

    `draw` returns a number below the given one. Everybody at midnight would be seen to be a rule.
    """
    end = me.begin_of(me.local_date(now) + DAY)
    first = max(now + AHEAD, end - EVENING)
    last = end if end - first >= ROOM else end + AFTER
    below = (last - first) // timedelta(milliseconds=1)
    return first + timedelta(milliseconds=(draw or secrets.randbelow)(below))


def keep(
    connection: Connection,
    seat: Seat,
    cells: Mapping[Place, Cell],
    known: Mapping[Place, Cell],
    now: datetime,
) -> None:
    """Keep cells for their person alone; `known` are those that wait already.

    With the first of them the moment is drawn at which they are told. The couple is locked.
    """
    UNTOLD.write(connection, seat.me.id, cells, known)
    # Not by the seat: while its query waited for the lock, somebody may have told everything.
    if not known:
        _WAKE.run(connection, [{"me": seat.me.id, "at": moment(seat.me, now)}])


def take(session: AnySession, person_id: str) -> dict[Place, Cell]:
    """Take out all that waits, in the order in which it was said."""
    connection = session.connection()
    cells = UNTOLD.all_of(connection, person_id)
    session.execute(delete(UntoldTick).where(UntoldTick.person_id == person_id))
    _WAKE.run(connection, [{"me": person_id, "at": None}])
    return dict(sorted(cells.items(), key=lambda item: (item[1].eff, item[1].op)))


def end(session: AnySession, people: Sequence[str]) -> None:
    """Let what waits be ticks of whoever said it, when nobody is there to be told any more.

    Within the transaction that ends their couple: from then on each reads their own alone.
    """
    session.flush()
    connection = session.connection()
    waits = UntoldTick.person_id.in_(people)
    covered = exists().where(*_same_cell(Tick), waits)
    for statement in (
        delete(Tick).where(Tick.person_id.in_(people), covered),
        insert(Tick).from_select(
            _COLUMNS, select(*(getattr(UntoldTick, name) for name in _COLUMNS)).where(waits)
        ),
        delete(UntoldTick).where(waits),
        update(Person)
        .where(Person.id.in_(people), Person.tells_next_at.is_not(None))
        .values(tells_next_at=None),
    ):
        connection.execute(statement)


def as_read_by(seat: Seat) -> type[Tick]:
    """Return the ticks as one of the two sees them: with what of their own waits to be told.

    For what is their own to look at. What both see is made from `Tick`.
    """
    return _as_read_by(seat.me.id) if seat.has_untold else Tick


def _as_read_by(person_id: str | BindParameter[Any]) -> type[Tick]:
    waits = UntoldTick.person_id == person_id
    covered = exists().where(*_same_cell(Tick), waits)
    told = select(*(getattr(Tick, name) for name in _COLUMNS)).where(
        not_(and_(Tick.person_id == person_id, covered))
    )
    mine = select(*(getattr(UntoldTick, name) for name in _COLUMNS)).where(waits)
    return aliased(Tick, union_all(told, mine).subquery())


class AsReadBy:
    """A prepared query for ticks as one of the two sees them; see `as_read_by`."""

    def __init__(self, prepare: Callable[[type[Tick]], PreparedAmong]) -> None:
        self._told, self._mine = prepare(Tick), prepare(_as_read_by(bindparam("reader")))

    def rows(
        self, connection: Connection, seat: Seat | None, keys: Sequence[Any], **values: Any
    ) -> list[Row]:
        """Run for these keys; without a seat as everybody is told."""
        if seat is None or not seat.has_untold:
            return self._told.rows(connection, keys, values)
        return self._mine.rows(connection, keys, {**values, "reader": seat.me.id})


def laid_over(
    ticks: Iterable[streaks.Tick],
    cells: Mapping[Place, Cell],
    person_id: str,
    resume: streaks.Checkpoint | None,
) -> Iterator[streaks.Tick]:
    """Lay what one person alone knows of a habit over its ticks from a checkpoint on."""
    places = {(person_id, day, slot): cell for (_, day, slot), cell in cells.items()}
    yield from (tick for tick in ticks if (tick.person, tick.date, tick.slot) not in places)
    after = after_of(resume)
    for place, cell in places.items():
        if cell.done and place[1] > after:
            yield streaks.Tick(*place)


def _same_cell(table: type[Tick]) -> tuple[ColumnElement[bool], ...]:
    return (
        UntoldTick.person_id == table.person_id,
        UntoldTick.habit_id == table.habit_id,
        UntoldTick.date == table.date,
        UntoldTick.slot == table.slot,
    )
