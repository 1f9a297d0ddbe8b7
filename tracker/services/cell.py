"""A cell (habit, person, date, slot): what became of all that was said about it.

It holds two registers, each with the greatest (eff, op) said so far: whether it was done, and its
note. So any order of arrival and any number of repeats, from any number of devices, end alike.
`eff` is in microseconds since 1970 in UTC (`instants`).
"""

from dataclasses import dataclass, replace

NOBODY = "00000000-0000-0000-0000-000000000000"
"""An op smaller than any other, for a register that was never spoken of."""


@dataclass(frozen=True, slots=True)
class Op:
    """One thing said about a cell. `carries_note`: it sets the note, to None too."""

    done: bool
    eff: int
    id: str
    note: str | None = None
    carries_note: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """Both registers of a cell."""

    done: bool = False
    eff: int = 0
    op: str = NOBODY
    note: str | None = None
    note_eff: int = 0
    note_op: str = NOBODY

    def after(self, op: Op) -> "Cell":
        """Return the cell after an operation; it is the same one where the op came too late.

        Saying again what holds already moves the registers on: it is the newer word.
        """
        cell = self
        if (op.eff, op.id) > (self.eff, self.op):
            cell = Cell(op.done, op.eff, op.id, self.note, self.note_eff, self.note_op)
        # Clearing a tick clears its note.
        speaks_of_note = op.carries_note or not op.done
        if speaks_of_note and (op.eff, op.id) > (self.note_eff, self.note_op):
            note = op.note if op.done else None
            cell = Cell(cell.done, cell.eff, cell.op, note, op.eff, op.id)
        return cell

    def merged(self, other: "Cell") -> "Cell":
        """Return two cells as one: of each register the greater."""
        cell = self
        if (other.eff, other.op) > (self.eff, self.op):
            cell = replace(cell, done=other.done, eff=other.eff, op=other.op)
        if (other.note_eff, other.note_op) > (self.note_eff, self.note_op):
            cell = replace(cell, note=other.note, note_eff=other.note_eff, note_op=other.note_op)
        return cell

    def is_held_by(self, op: Op) -> bool:
        """Tell whether this operation won the cell; a loser may still hold the note."""
        return (self.eff, self.op) == (op.eff, op.id)

    @property
    def shown(self) -> tuple[bool, str | None]:
        """Return what people see of it: done, note. A change of that goes into their streams."""
        return self.done, self.note if self.done else None
