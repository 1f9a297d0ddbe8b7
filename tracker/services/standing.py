"""Where a habit's streak stands: the fold of the few weeks after a checkpoint."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import starmap
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from tracker import streaks
from tracker.models import Pause, Tick
from tracker.prepared import Prepared
from tracker.services.habit_facts import Facts
from tracker.services.seat import Seat

BEGINNING = date(1970, 1, 1)

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
