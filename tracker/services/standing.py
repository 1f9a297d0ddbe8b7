"""How a habit stands: its settled checkpoint, and the fold of the few weeks after it."""

from collections import defaultdict, namedtuple
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import starmap
from typing import Any

from sqlalchemy import Connection, Select, bindparam, exists, or_, select

from tracker import streaks
from tracker.models import Checkpoint, Habit, Pause, RecentCheckpoint, Terms, Tick
from tracker.prepared import Prepared
from tracker.services import habit_rows
from tracker.services.seat import Seat

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


@dataclass(frozen=True)
class Standing:
    """Where a habit's streak stands, with the period that contains the couple's latest date."""

    current: int
    best: int
    grace: int
    strength: float
    period: streaks.Period | None

    @cached_property
    def data(self) -> dict[str, Any]:
        """Return it as stream rows and the reply to a tick carry it."""
        return {
            "current": self.current,
            "best": self.best,
            "grace": self.grace,
            "strength": self.strength,
            "period": None if self.period is None else _period_data(self.period),
        }


def _period_data(period: streaks.Period) -> dict[str, Any]:
    return {
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "target": period.target,
        "done": period.done,
        "done_by": dict(period.done_by),
        "fraction": period.fraction,
        "outcome": period.outcome,
        "turn": period.turn,
        "partial": period.partial,
    }


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


_TICKS = Prepared(
    select(Tick.person_id, Tick.date, Tick.slot).where(
        Tick.habit_id == bindparam("habit"), Tick.date > bindparam("after"), Tick.done
    )
)
_PAUSES = Prepared(
    select(Pause.habit_id, Pause.first, Pause.last).where(
        Pause.couple_id == bindparam("couple"),
        or_(Pause.last.is_(None), Pause.last > bindparam("after")),
    )
)
BEGINNING = date(1970, 1, 1)


def fold(
    connection: Connection,
    seat: Seat,
    facts: Facts,
    now: datetime,
    *,
    resume: streaks.Checkpoint | None,
    ticks: Iterable[streaks.Tick] | None = None,
    pauses: Sequence[Any] | None = None,
    horizon: date | None = None,
) -> streaks.Progress:
    """Return a habit's progress from a checkpoint on, or with None from its first day on.

    `ticks` and `pauses` may be handed in where several habits of a couple are folded (`tails`).
    """
    if ticks is None:
        ticks = ticks_of(connection, facts.id, resume)
    if pauses is None:
        pauses = pauses_for(connection, seat, facts, resume)
    return streaks.evaluate(
        facts.terms,
        ticks,
        [
            streaks.Pause(pause.first, pause.last)
            for pause in pauses
            if pause.habit_id is None or pause.habit_id == facts.id
        ],
        partners=seat.pair,
        week_start=seat.week_start,
        today=seat.today(now),
        latest=seat.latest(now),
        backfill_days=seat.backfill_days,
        horizon=horizon,
        resume=resume,
    )


def ticks_of(
    connection: Connection, habit_id: str, resume: streaks.Checkpoint | None
) -> Iterable[streaks.Tick]:
    """Return what is told of a habit from a checkpoint on, or with None from its first day on."""
    values = {"habit": habit_id, "after": after_of(resume)}
    return starmap(streaks.Tick, _TICKS.rows(connection, values))


def pauses_for(
    connection: Connection, seat: Seat, facts: Facts, resume: streaks.Checkpoint | None
) -> Sequence[Any]:
    """Return the pauses that a fold from a checkpoint on needs."""
    return pauses_of(connection, seat.couple_id, after_of(resume)) if facts.pauses else ()


def after_of(resume: streaks.Checkpoint | None) -> date:
    """Return the last day that a checkpoint has taken in."""
    return resume.through if resume is not None and resume.through is not None else BEGINNING


def pauses_of(connection: Connection, couple_id: str, after: date = BEGINNING) -> Sequence[Any]:
    """Return the couple's pauses that reach beyond a date, of single habits and of all."""
    return _PAUSES.records(connection, {"couple": couple_id, "after": after})


def is_off(pauses: Iterable[Any], habit_id: str, day: date) -> bool:
    """Tell whether one of these pauses takes a day off for a habit."""
    return any(
        pause.habit_id in (None, habit_id)
        and pause.first <= day
        and (pause.last is None or day <= pause.last)
        for pause in pauses
    )


def standing(progress: streaks.Progress, latest: date) -> Standing:
    """Return where a progress stands, seen from the couple's latest date."""
    return Standing(
        progress.current,
        progress.best,
        progress.grace,
        progress.strength,
        period_with(progress.periods, latest),
    )


def period_with(periods: Sequence[streaks.Period], day: date) -> streaks.Period | None:
    """Return the period that contains a day."""
    for period in reversed(periods):
        if period.start <= day <= period.end:
            return period
    return None
