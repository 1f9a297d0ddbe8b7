"""What a screen on the wall shows: the pair, and never one of the two.

No note, no occasion, nobody's turn, no single thread, and of a habit only whether it is woven. So
a screen cannot tell who did something, and not by the moment at which it changes either: it is told
to look again when its `version` is another one (live/walls.py), and half of what both are to do
makes no difference to that.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.extensions import db
from tracker.services import breaks, principal, progress, tails
from tracker.services import cloth as cloths
from tracker.services import seat as seats
from tracker.services.cloth import Cloth
from tracker.services.errors import NotFound
from tracker.services.pauses import PauseView
from tracker.services.progress import HabitStanding
from tracker.streaks import Outcome, Period

DAY = timedelta(days=1)
WEEKS = 52
"""More than is drawn: the sentence that leads looks back on a year."""


@dataclass(frozen=True, slots=True)
class WallHabit:
    """A habit in its running period, `first` to `last` inclusive."""

    title: str
    woven: bool
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Whose:
    """One of the two: their date, and their name where names are shown."""

    name: str | None
    date: date


@dataclass(frozen=True, slots=True)
class WallView:
    """All that a screen is made from."""

    partners: tuple[Whose, Whose]
    """In the couple's fixed order."""
    title: str | None
    """What the two call themselves, where names are shown."""
    cloth: Cloth
    has_woven: bool
    """Whether anything was ever kept, what is older than the cloth included."""
    habits: Sequence[WallHabit]
    """What is not woven yet first, what ends first in front."""
    rest: bool
    """Whether something is taken off today."""
    turns_at: datetime
    """When the next of the two has another date: nobody tells a screen of that."""

    @property
    def version(self) -> str:
        """Return what differs where anything that is shown differs."""
        shown = (self.partners, self.title, self.cloth, self.has_woven, self.habits, self.rest)
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def read(link_id: str, now: datetime) -> WallView:
    """Return what the screens of a link show. Raises NotFound where it has ended."""
    session = db.session()
    wall = principal.wall_by_id(session.connection(), link_id)
    if wall is None:
        raise NotFound
    seat = seats.take(session, wall.pair[0])
    both = (seat.me, seat.partner)
    # Asked as whose date is the earlier one: their own period is then that of the day ending first.
    asking = min(both, key=lambda one: one.local_date(now)).id
    seat, habits = tails.take(asking, now)
    overview = progress.overview_of(seat, habits, now)
    rests = breaks.ahead_of(db.session(), seat, now)
    running = [_running(habit, overview.today, overview.latest, rests) for habit in overview.habits]
    found = [each for each in running if isinstance(each, WallHabit)]
    # By title in the end: habits come in the own order of one of the two.
    found.sort(key=lambda each: (each.woven, each.last, each.title))
    one, other = (Whose(each.name if wall.names else None, each.local_date(now)) for each in both)
    return WallView(
        partners=(one, other),
        title=seat.title if wall.names else None,
        cloth=cloths.of_all(seat, habits, now, WEEKS),
        has_woven=any(habit.best for habit in overview.habits),
        habits=found,
        rest=any(each is True for each in running),
        turns_at=min(each.begin_of(each.local_date(now) + DAY) for each in both),
    )


def _running(
    habit: HabitStanding, today: date, latest: date, rests: Sequence[PauseView]
) -> WallHabit | bool:
    """Return a habit as it stands, True where it rests, False where nothing of it runs.

    While the two dates differ, the earlier day's is shown until it is woven.
    """
    rested = False
    woven: Period | None = None
    for day, period in ((today, habit.own_period), (latest, habit.period)):
        if period is None:
            continue
        off = any(rest.covers(day) and rest.habit in (None, habit.id) for rest in rests)
        if period.outcome == Outcome.KEPT:
            woven = period
        elif off or period.outcome == Outcome.PAUSED:
            rested = True
        elif period.outcome == Outcome.OPEN:
            return WallHabit(habit.title, False, period.start, period.end)
    if woven is not None:
        return WallHabit(habit.title, True, woven.start, woven.end)
    return rested
