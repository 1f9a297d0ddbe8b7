"""The one path on which ticks are written: PUT, form, offline sync and socket all end here.

An operation is judged by the facts, weighed against what its cell holds, and shown in both
streams if it changed what people see. Of somebody who tells at the end of their day it goes into
cells that are theirs alone (`untold`) and into their own stream; nothing that the two share moves.
"""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property, partial

from tracker.services import changes, checkpoints, habit_facts, history, standing, untold
from tracker.services.cell import Cell, Op
from tracker.services.cell_rows import TOLD, UNTOLD, Place
from tracker.services.errors import Conflict, Invalid, NotFound
from tracker.services.habit_facts import Facts
from tracker.services.instants import micros, moment
from tracker.services.seat import Seat
from tracker.services.standing import Standing
from tracker.store import AnySession


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
        self._taken_back: list[Place] = []
        self._standings: dict[str, Standing] = {}
        self._own: dict[str, Standing] = {}
        """Where habits stand for somebody who knows of them what nobody else is told yet."""

    def facts(self, habit_id: str) -> Facts:
        """Return a habit of this couple.

        Raises NotFound.
        """
        if habit_id not in self._facts:
            facts = habit_facts.facts_of(self.connection, self.seat.couple_id, habit_id)
            if facts is None:
                raise NotFound
            if checkpoints.is_due(facts, self.seat, self.now):
                checkpoints.settle(self.session, self.seat, self.now)
                facts = habit_facts.facts_of(self.connection, self.seat.couple_id, habit_id)
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
        """Return what a cell of this person holds by now, as they see it."""
        if place not in self._cells:
            self._cells[place] = self._untold.get(place) or self._told(place)
        return self._cells[place]

    @cached_property
    def _untold(self) -> dict[Place, Cell]:
        """What this person alone knows of; for nearly everybody nothing, without a query."""
        if not (self.seat.tells_later or self.seat.has_untold):
            return {}
        return UNTOLD.all_of(self.connection, self.seat.me.id)

    def _told(self, place: Place) -> Cell:
        cell = TOLD.read(self.connection, self.seat.me.id, place)
        if cell is None:
            return Cell()
        self._stored.add(place)
        return cell

    def _is_untold(self, place: Place) -> bool:
        """Tell whether a cell is written for its person alone; one that waits goes on waiting."""
        return self.seat.tells_later or place in self._untold

    def apply(self, place: Place, op: Op) -> Cell:
        """Weigh an operation that was judged before; return the cell after it."""
        before = self.cell(place)
        return self._put(place, before, before.after(op))

    def tell(self, place: Place, said: Cell) -> Cell:
        """Let a cell be seen that waited; what is in it was judged when it was said."""
        before = self.cell(place)
        return self._put(place, before, before.merged(said))

    def _put(self, place: Place, before: Cell, after: Cell) -> Cell:
        if after is before:
            return after
        self._cells[place] = self._written[place] = after
        if after.shown != before.shown:
            self._shown.append((place, after))
            told = not self._is_untold(place)
            if told and before.done and not after.done and self._stood(before, after):
                self._taken_back.append(place)
        return after

    def _stood(self, before: Cell, after: Cell) -> bool:
        """Tell whether a tick stood until another day; what goes the same day was a slip."""
        said, unsaid = (self.seat.me.local_date(moment(cell.eff)) for cell in (before, after))
        return said < unsaid

    def say(self, place: Place, *, done: bool, note: str | None, carries_note: bool) -> Cell:
        """Apply what is said right now: it is newer than whatever the cell holds."""
        eff = max(micros(self.now), self.cell(place).eff + 1)
        return self.apply(place, Op(done, eff, str(uuid.uuid4()), note, carries_note))

    def close(self) -> None:
        """Write the cells, and show both partners each change with where its habit stands then.

        Each habit is folded once, however many operations there were on it.
        """
        mine = {place: cell for place, cell in self._written.items() if self._is_untold(place)}
        told = {place: cell for place, cell in self._written.items() if place not in mine}
        TOLD.write(self.connection, self.seat.me.id, told, self._stored)
        if mine:
            untold.keep(self.connection, self.seat, mine, self._untold, self.now)
            self._untold.update(mine)
        for place, cell in self._shown:
            self._show(place, cell)
        for habit_id, day, _slot in self._taken_back:
            me = self.seat.me
            history.note(
                self.session,
                self.seat.couple_id,
                history.TICK_BACK,
                by=me.id,
                day=me.local_date(self.now),  # when it arrived, as in the stream
                habit_id=habit_id,
                date=day,
            )

    def standing(self, habit_id: str) -> Standing:
        """Return where a habit stands by all that is told, once everything is written."""
        if habit_id not in self._standings:
            self._fold(habit_id)
        return self._standings[habit_id]

    def _fold(self, habit_id: str) -> None:
        facts, today = self.facts(habit_id), self.seat.today(self.now)
        latest = self.seat.latest(self.now)
        resume = facts.over(today, self.seat.backfill_days)
        mine = {place: cell for place, cell in self._untold.items() if place[0] == habit_id}
        touched = [day for habit, day, _ in (*self._written, *mine) if habit == habit_id]
        through = resume.through if resume is not None else None
        if through is not None and min(touched, default=today) <= through:
            # A phone that was offline may reach behind what is over, never what is settled.
            resume = facts.settled(today)
        fold = partial(standing.fold, self.connection, self.seat, facts, self.now, resume=resume)
        if mine:  # both from what is asked for once
            pauses = standing.pauses_for(self.connection, self.seat, facts, resume)
            ticks = list(standing.ticks_of(self.connection, habit_id, resume))
            known = untold.laid_over(ticks, mine, self.seat.me.id, resume)
            own = fold(ticks=known, pauses=pauses)
            self._own[habit_id] = standing.standing(own, latest)
            progress = fold(ticks=ticks, pauses=pauses)
        else:
            progress = fold()
        self._standings[habit_id] = standing.standing(progress, latest)
        if not any(one[0] == habit_id and not self._is_untold(one) for one in self._written):
            return  # nor may the partner's next tick find less to do
        over = today - timedelta(days=self.seat.backfill_days)
        reached = facts.recent is not None and resume is not facts.recent.state
        if reached or facts.recent is None or facts.recent.before < over:
            checkpoints.keep_recent(self.session, self.seat, facts, progress, today)

    def _show(self, place: Place, cell: Cell) -> None:
        """Show a cell to who may see it; who knows more than is told, with what comes of that."""
        shared = self.standing(place[0])
        everybody, own = self.seat.both(self.now), self._own.get(place[0])
        if own is None:
            self._add(everybody, place, cell, shared)
            return
        me = self.seat.me.id
        self._add({me: everybody.pop(me)}, place, cell, own)
        if not self._is_untold(place):
            self._add(everybody, place, cell, shared)

    def _add(
        self, recipients: Mapping[str, date], place: Place, cell: Cell, stands: Standing
    ) -> None:
        habit_id, day, slot = place
        done, note = cell.shown
        changes.add(
            self.session,
            recipients,
            "tick",
            {
                "habit": habit_id,
                "person": self.seat.me.id,
                "date": day.isoformat(),
                "slot": slot,
                "done": done,
                "has_note": note is not None,
                "progress": stands.data,
            },
            by=self.seat.me.id,
            now=self.now,
        )
