"""The one path on which ticks are written: PUT, form, offline sync and socket all end here.

An operation is judged by the facts, weighed against what its cell holds, and shown in both
streams if it changed what people see.
"""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from tracker.models import Tick
from tracker.prepared import Prepared
from tracker.services import changes, checkpoints, standing
from tracker.services.cell import Cell, Op
from tracker.services.errors import Conflict, Invalid, NotFound
from tracker.services.instants import micros
from tracker.services.seat import Seat
from tracker.services.standing import Facts, Standing
from tracker.store import AnySession

Place = tuple[str, date, int]
"""Where a person ticks: habit, date, slot."""

_KEY = (
    (Tick.habit_id == bindparam("k_habit"))
    & (Tick.date == bindparam("k_date"))
    & (Tick.person_id == bindparam("k_person"))
    & (Tick.slot == bindparam("k_slot"))
)
_REGISTERS = ("done", "eff", "op", "note", "note_eff", "note_op")
_CELL = Prepared(select(*(getattr(Tick, name) for name in _REGISTERS)).where(_KEY))
_UPDATE = Prepared(update(Tick).where(_KEY).values({name: bindparam(name) for name in _REGISTERS}))
_INSERT = Prepared(insert(Tick))


class TickWriter:
    """Take the operations of one person in one transaction; then write and show what changed.

    Opened with the couple locked. Cells and stream rows are written by `close`.
    """

    def __init__(self, session: AnySession, seat: Seat, now: datetime) -> None:
        self.session = session
        self.connection = session.connection()
        self.seat = seat
        self.now = now
        self._facts: dict[str, Facts] = {}
        self._cells: dict[Place, Cell] = {}
        self._stored: set[Place] = set()
        self._written: dict[Place, Cell] = {}
        self._shown: list[tuple[Place, Cell]] = []
        self._standings: dict[str, Standing] = {}

    def facts(self, habit_id: str) -> Facts:
        """Return a habit of this couple.

        Raises NotFound.
        """
        if habit_id not in self._facts:
            facts = standing.facts_of(self.connection, self.seat.couple_id, habit_id)
            if facts is None:
                raise NotFound
            if checkpoints.is_due(facts, self.seat, self.now):
                checkpoints.settle(self.session, self.seat, self.now)
                facts = standing.facts_of(self.connection, self.seat.couple_id, habit_id)
                assert facts is not None
            self._facts[habit_id] = facts
        return self._facts[habit_id]

    def judge(self, place: Place, local_date: date) -> None:
        """Refuse what the person could not tick when it was `local_date` for them.

        Raises NotFound, Conflict (not_active, retired) and Invalid (future_date, too_old,
        not_started, bad_slot).
        """
        habit_id, day, slot = place
        facts = self.facts(habit_id)
        if facts.state not in ("active", "retired"):
            raise Conflict("not_active", "This habit is not agreed on.")
        if facts.retired_on is not None and day > facts.retired_on:
            raise Conflict("retired", "This habit has ended.")
        if day > local_date:
            raise Invalid("future_date", "That day has not come yet.", "date")
        if day < local_date - timedelta(days=self.seat.backfill_days):
            raise Invalid("too_old", "That day is too long ago to write down.", "date")
        terms = facts.terms_on(day)
        if terms is None:
            raise Invalid("not_started", "This habit starts later than that.", "date")
        if slot >= (terms.cadence.times if terms.cadence.has_slots else 1):
            raise Invalid("bad_slot", "This habit has no such place on that day.", "slot")

    def cell(self, place: Place) -> Cell:
        """Return what a cell of this person holds by now."""
        if place not in self._cells:
            row = _CELL.row(self.connection, self._key(place))
            if row is not None:
                self._stored.add(place)
            self._cells[place] = Cell() if row is None else Cell(*row)
        return self._cells[place]

    def apply(self, place: Place, op: Op) -> Cell:
        """Weigh an operation that was judged before; return the cell after it."""
        before = self.cell(place)
        after = before.after(op)
        if after is not before:
            self._cells[place] = self._written[place] = after
            if after.shown != before.shown:
                self._shown.append((place, after))
        return after

    def say(self, place: Place, *, done: bool, note: str | None, carries_note: bool) -> Cell:
        """Apply what is said right now: it is newer than whatever the cell holds."""
        eff = max(micros(self.now), self.cell(place).eff + 1)
        return self.apply(place, Op(done, eff, str(uuid.uuid4()), note, carries_note))

    def close(self) -> None:
        """Write the cells, and show both partners each change with where its habit stands then.

        Each habit is folded once, however many operations there were on it.
        """
        updates = [self._row(place) for place in self._written if place in self._stored]
        inserts = [self._row(place) for place in self._written if place not in self._stored]
        if updates:
            _UPDATE.run(self.connection, updates)
        if inserts:
            _INSERT.run(self.connection, inserts)
        for place, cell in self._shown:
            self._show(place, cell, self.standing(place[0]).data)

    def standing(self, habit_id: str) -> Standing:
        """Return where a habit stands, once everything is written."""
        if habit_id not in self._standings:
            self._standings[habit_id] = self._fold(habit_id)
        return self._standings[habit_id]

    def _fold(self, habit_id: str) -> Standing:
        facts, today = self.facts(habit_id), self.seat.today(self.now)
        resume = facts.over(today, self.seat.backfill_days)
        touched = [day for habit, day, _ in self._written if habit == habit_id]
        through = resume.through if resume is not None else None
        if through is not None and min(touched, default=today) <= through:
            # A phone that was offline may reach behind what is over, never what is settled.
            resume = facts.settled(today)
        progress = standing.fold(self.connection, self.seat, facts, self.now, resume=resume)
        over = today - timedelta(days=self.seat.backfill_days)
        reached = facts.recent is not None and resume is not facts.recent.state
        if reached or facts.recent is None or facts.recent.before < over:
            checkpoints.keep_recent(self.session, self.seat, facts, progress, today)
        return standing.standing(progress, self.seat.latest(self.now))

    def _show(self, place: Place, cell: Cell, stands: Mapping[str, Any]) -> None:
        habit_id, day, slot = place
        done, note = cell.shown
        changes.add(
            self.session,
            self.seat.both(self.now),
            "tick",
            {
                "habit": habit_id,
                "person": self.seat.me.id,
                "date": day.isoformat(),
                "slot": slot,
                "done": done,
                "has_note": note is not None,
                "progress": stands,
            },
            by=self.seat.me.id,
            now=self.now,
        )

    def _key(self, place: Place) -> dict[str, Any]:
        habit_id, day, slot = place
        return {"k_habit": habit_id, "k_date": day, "k_person": self.seat.me.id, "k_slot": slot}

    def _row(self, place: Place) -> dict[str, Any]:
        cell = self._written[place]
        registers = {
            "done": cell.done,
            "eff": cell.eff,
            "op": cell.op,
            "note": cell.note,
            "note_eff": cell.note_eff,
            "note_op": cell.note_op,
        }
        if place in self._stored:
            return registers | self._key(place)
        habit_id, day, slot = place
        return registers | {
            "habit_id": habit_id,
            "date": day,
            "person_id": self.seat.me.id,
            "slot": slot,
        }
