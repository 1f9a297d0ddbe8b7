"""The ticks of a made-up story: thousands, poured in at once instead of one by one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.orm import Session

from tracker.models import Tick, WarmMark
from tracker.models.columns import new_id
from tracker.prepared import Prepared
from tracker.services.cell import Cell, Op
from tracker.services.instants import micros

CHUNK = 5000
_TICK = Prepared(insert(Tick.__table__))
_MARK = Prepared(insert(WarmMark.__table__))


@dataclass(frozen=True, slots=True)
class Written:
    """A tick, and when by their own clock the person wrote it down."""

    side: int
    day: date
    at: datetime
    note: str | None
    mark: str | None = None
    """How the other answered the words."""


def pour(
    session: Session,
    told: Sequence[Sequence[Written]],
    habits: Sequence[str],
    ids: Sequence[str],
    zones: Sequence[str],
    now: datetime,
) -> None:
    """Write down what two people ticked, by habit, within the caller's transaction."""
    connection = session.connection()
    rows = _rows(told, habits, ids, [ZoneInfo(zone) for zone in zones], now)
    while chunk := list(islice(rows, CHUNK)):
        marks = [_mark_row(row, mark) for row in chunk if (mark := row.pop("mark"))]
        _TICK.run(connection, chunk)
        if marks:
            _MARK.run(connection, marks)


def _rows(
    told: Sequence[Sequence[Written]],
    habits: Sequence[str],
    ids: Sequence[str],
    zones: Sequence[ZoneInfo],
    now: datetime,
) -> Iterator[dict[str, Any]]:
    for habit_id, ticks in zip(habits, told, strict=False):
        for tick in ticks:
            at = min(tick.at.replace(tzinfo=zones[tick.side]).astimezone(UTC), now)
            op = Op(True, micros(at), new_id(), tick.note, tick.note is not None)
            held = Cell().after(op)
            yield {
                "habit_id": habit_id,
                "date": tick.day,
                "person_id": ids[tick.side],
                "slot": 0,
                "done": held.done,
                "eff": held.eff,
                "op": held.op,
                "note": held.note,
                "note_eff": held.note_eff,
                "note_op": held.note_op,
                "mark": tick.mark,
            }


def _mark_row(tick: Mapping[str, Any], mark: str) -> dict[str, Any]:
    key = ("habit_id", "date", "person_id", "slot", "note_op")
    return {name: tick[name] for name in key} | {"mark": mark, "made_on": tick["date"]}
