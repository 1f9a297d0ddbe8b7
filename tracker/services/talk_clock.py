"""What a talk's row says at an instant: how long it has run, and whether it still goes on.

A talk whose time is up is over by the clock alone, without a job: it may run on until somebody
ends it, and counts as ended after a while.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.models import Talk
from tracker.services import talk_phases
from tracker.services.seat import Seat
from tracker.services.talk_phases import NONE, Phase

STAYS = timedelta(hours=3)
"""How long it runs on once its time is up, if nobody ends it."""
RESTS = timedelta(hours=12)
"""So long after its beginning one that lies paused is not gone on with any more."""
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class TalkView:
    """A talk as both see it, at the instant `now`."""

    id: str
    state: str
    """`running`, `paused` or `ended`."""
    minutes: int
    turn_minutes: int | None
    first_turn: str | None
    """Who speaks first, None without turns."""
    habit: str | None
    """What it can be ticked as."""
    by: str | None
    """Who started it."""
    started_at: datetime
    ended_at: datetime | None
    elapsed: timedelta
    """How long it has run, pauses not counted; goes on beyond the time that was set."""
    version: int
    plan: Sequence[Phase]
    pair: tuple[str, str]
    now: datetime

    @property
    def length(self) -> timedelta:
        """Return how long it was set to be."""
        return timedelta(minutes=self.minutes)

    @property
    def is_open(self) -> bool:
        """Tell whether it still goes on, or may."""
        return self.state != "ended"

    @property
    def over(self) -> bool:
        """Tell whether its time is up."""
        return self.elapsed >= self.length

    @property
    def left(self) -> timedelta:
        """Return how much of its time is left."""
        return max(NONE, self.length - self.elapsed)

    @property
    def elapsed_ms(self) -> int:
        """Return `elapsed` in whole milliseconds."""
        return milliseconds(self.elapsed)


def milliseconds(stretch: timedelta) -> int:
    """Return a stretch of time in whole milliseconds."""
    return stretch // timedelta(milliseconds=1)


def _run(talk: Talk, now: datetime) -> timedelta:
    """Return how long the clock has run; a server's clock that is set back takes nothing away."""
    stored = talk.elapsed * MICROSECOND
    if talk.running_since is None:
        return stored
    return stored + max(NONE, now - talk.running_since)


def elapsed(talk: Talk, now: datetime) -> timedelta:
    """Return how long they talked; of one that nobody ended, the time that was set."""
    run, length = _run(talk, now), timedelta(minutes=talk.minutes)
    return min(run, length) if lapsed_at(talk, now) is not None else run


def lapsed_at(talk: Talk, now: datetime) -> datetime | None:
    """Return since when it counts as ended although nobody ended it; None while it does not."""
    if talk.ended_at is not None:
        return None
    if talk.running_since is None:
        lapses = talk.started_at + RESTS
    else:
        left = timedelta(minutes=talk.minutes) - talk.elapsed * MICROSECOND
        lapses = talk.running_since + left + STAYS
    return lapses if now >= lapses else None


def state(talk: Talk, now: datetime) -> str:
    """Return `running`, `paused` or `ended`."""
    if talk.ended_at is not None or lapsed_at(talk, now) is not None:
        return "ended"
    return "paused" if talk.running_since is None else "running"


def view(seat: Seat, talk: Talk, now: datetime) -> TalkView:
    """Return a row as its two people see it."""
    turn = None if talk.turn_minutes is None else timedelta(minutes=talk.turn_minutes)
    length = timedelta(minutes=talk.minutes)
    return TalkView(
        id=talk.id,
        state=state(talk, now),
        minutes=talk.minutes,
        turn_minutes=talk.turn_minutes,
        first_turn=None if talk.first_side is None else seat.pair[talk.first_side],
        habit=talk.habit_id,
        by=talk.by_id,
        started_at=talk.started_at,
        ended_at=talk.ended_at or lapsed_at(talk, now),
        elapsed=elapsed(talk, now),
        version=talk.version,
        plan=talk_phases.plan(length, turn, talk.first_side),
        pair=seat.pair,
        now=now,
    )
