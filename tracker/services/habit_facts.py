"""What is kept of a habit beside ticks and pauses: its terms and checkpoints, in one query."""

from collections import defaultdict, namedtuple
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, bindparam, exists, or_, select

from tracker import streaks
from tracker.models import Checkpoint, Habit, Pause, RecentCheckpoint, Terms
from tracker.prepared import Prepared
from tracker.services import habit_rows

REACH = timedelta(days=63)
"""No tick reaches further back: 30 days of waiting offline, 30 of backfill, 3 for zones."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a fold of a habit needs beside its ticks and pauses."""

    id: str
    title: str
    state: str
    retired_on: date | None
    terms: tuple[streaks.Terms, ...]
    checkpoint: "Taken | None"
    recent: "Taken | None"
    pauses: bool
    """The couple has any; most never do, and need not be asked twice."""

    @property
    def starts_on(self) -> date | None:
        """Return the first day anything was agreed for."""
        return self.terms[0].starts_on if self.terms else None

    def terms_on(self, day: date) -> streaks.Terms | None:
        """Return the terms in force on a day, None before the first."""
        for terms in reversed(self.terms):
            if terms.starts_on <= day:
                return terms
        return None

    def settled(self, today: date) -> streaks.Checkpoint | None:
        """Return what nothing can reach, None where there is none.

        A clock that was set back by days makes a checkpoint reachable again.
        """
        taken = self.checkpoint
        return taken.state if taken is not None and taken.before <= today - REACH else None

    def over(self, today: date, backfill_days: int) -> streaks.Checkpoint | None:
        """Return what no tick that is made now can reach, or else what is settled."""
        recent, settled = self.recent, self.checkpoint
        if recent is None or recent.before > today - timedelta(days=backfill_days):
            return self.settled(today)
        if settled is not None and settled.before > recent.before:
            return self.settled(today)
        return recent.state


@dataclass(frozen=True, slots=True)
class Taken:
    """A stored checkpoint; all periods that end before `before` are in it."""

    before: date
    state: streaks.Checkpoint


def _columns(table: type[Checkpoint] | type[RecentCheckpoint]) -> list[Any]:
    names = ("before", "through", "current", "best", "toward", "grace", "strength")
    return [getattr(table, name).label(f"{table.__tablename__}_{name}") for name in names]


def _facts_query() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Habit.id,
            Habit.title,
            Habit.state,
            Habit.retired_on,
            Terms.unit,
            Terms.every,
            Terms.times,
            Terms.weekdays,
            Terms.mode,
            Terms.first_turn,
            Terms.grace,
            Terms.starts_on,
            exists().where(Pause.couple_id == bindparam("couple")).label("pauses"),
            *_columns(Checkpoint),
            *_columns(RecentCheckpoint),
        )
        .outerjoin(Terms, Terms.habit_id == Habit.id)
        .outerjoin(Checkpoint, Checkpoint.habit_id == Habit.id)
        .outerjoin(RecentCheckpoint, RecentCheckpoint.habit_id == Habit.id)
        .where(Habit.couple_id == bindparam("couple"))
        .order_by(Habit.created_at, Habit.id, Terms.starts_on)
    )


_ONE = Prepared(_facts_query().where(Habit.id == bindparam("habit")))
_FactsRow = namedtuple("_FactsRow", _facts_query().selected_columns.keys())  # type: ignore[misc]
_ALL = Prepared(_facts_query().where(or_(Habit.state == "active", Habit.state == "retired")))


def facts_of(connection: Connection, couple_id: str, habit_id: str) -> Facts | None:
    """Return one habit of the couple, whatever its state; None where it is not theirs."""
    rows = _ONE.rows(connection, {"couple": couple_id, "habit": habit_id})
    return _facts([_FactsRow._make(row) for row in rows]) if rows else None


def all_facts(connection: Connection, couple_id: str) -> list[Facts]:
    """Return every habit of the couple that is or was in force, oldest first."""
    by_habit: dict[str, list[Any]] = defaultdict(list)
    for row in _ALL.records(connection, {"couple": couple_id}):
        by_habit[row.id].append(row)
    return [_facts(rows) for rows in by_habit.values()]


def _facts(rows: Sequence[Any]) -> Facts:
    first = rows[0]
    terms = habit_rows.terms([row for row in rows if row.unit is not None], first.retired_on)
    settled, recent = _taken(first[-14:-7]), _taken(first[-7:])
    return Facts(
        first.id,
        first.title,
        first.state,
        first.retired_on,
        terms,
        settled,
        recent,
        bool(first.pauses),
    )


def _taken(values: Sequence[Any]) -> Taken | None:
    before, *state = values
    return None if before is None else Taken(before, streaks.Checkpoint(*state))
