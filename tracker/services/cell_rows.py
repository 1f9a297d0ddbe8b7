"""Cells as they are stored: one table holds what is told, another what still waits to be."""

from collections.abc import Container, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from tracker.models import Tick, UntoldTick
from tracker.prepared import Prepared
from tracker.services.cell import Cell

Place = tuple[str, date, int]
"""Where a person ticks: habit, date, slot."""
REGISTERS = ("done", "eff", "op", "note", "note_eff", "note_op")
"""The columns of a cell, in the order of its fields."""


class CellRows:
    """One of the two tables."""

    def __init__(self, table: type[Tick] | type[UntoldTick]) -> None:
        registers = [getattr(table, name) for name in REGISTERS]
        mine = table.person_id == bindparam("k_person")
        key = (
            (table.habit_id == bindparam("k_habit"))
            & (table.date == bindparam("k_date"))
            & mine
            & (table.slot == bindparam("k_slot"))
        )
        self._one = Prepared(select(*registers).where(key))
        self._all = Prepared(select(table.habit_id, table.date, table.slot, *registers).where(mine))
        self._update = Prepared(
            update(table).where(key).values({name: bindparam(name) for name in REGISTERS})
        )
        self._insert = Prepared(insert(table))

    def read(self, connection: Connection, person_id: str, place: Place) -> Cell | None:
        """Return what is stored of a cell."""
        row = self._one.row(connection, _key(person_id, place))
        return None if row is None else Cell(*row)

    def all_of(self, connection: Connection, person_id: str) -> dict[Place, Cell]:
        """Return all cells of a person: for the table that holds a few of each."""
        rows = self._all.rows(connection, {"k_person": person_id})
        return {(habit, day, slot): Cell(*cell) for habit, day, slot, *cell in rows}

    def write(
        self,
        connection: Connection,
        person_id: str,
        cells: Mapping[Place, Cell],
        stored: Container[Place],
    ) -> None:
        """Write cells of a person; `stored` has those of which there is a row."""
        updates = [
            _registers(cell) | _key(person_id, place)
            for place, cell in cells.items()
            if place in stored
        ]
        inserts = [
            _registers(cell) | _columns(person_id, place)
            for place, cell in cells.items()
            if place not in stored
        ]
        if updates:
            self._update.run(connection, updates)
        if inserts:
            self._insert.run(connection, inserts)


def _registers(cell: Cell) -> dict[str, Any]:
    return {name: getattr(cell, name) for name in REGISTERS}


def _key(person_id: str, place: Place) -> dict[str, Any]:
    habit_id, day, slot = place
    return {"k_habit": habit_id, "k_date": day, "k_person": person_id, "k_slot": slot}


def _columns(person_id: str, place: Place) -> dict[str, Any]:
    habit_id, day, slot = place
    return {"habit_id": habit_id, "date": day, "person_id": person_id, "slot": slot}


TOLD, UNTOLD = CellRows(Tick), CellRows(UntoldTick)
