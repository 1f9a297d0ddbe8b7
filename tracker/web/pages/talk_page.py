"""The page of a talk, as one of the two sees it: to begin, to look on, to run, to tick."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import format_decimal
from flask_babel import gettext as _

from tracker.services import talk_phases
from tracker.services.couples import CoupleView
from tracker.services.day import DayView
from tracker.services.habit_views import HabitView
from tracker.services.talk_clock import TalkView, milliseconds
from tracker.web.pages import talk_words
from tracker.web.pages.talk_picture import Band, band
from tracker.web.pages.talk_words import Said
from tracker.web.pages.today_rows import Row, Rows

MINUTES = (5, 10, 15, 20, 30, 45, 60, 90)
TURNS = (2, 3, 5)
JUST = timedelta(hours=2)
"""So long after its end a talk may be ticked, also past midnight."""
TOO_SHORT = timedelta(minutes=1)
"""Nobody is asked about less: it was begun by mistake."""
LATELY = timedelta(minutes=10)
"""So long it is said of one like that that it ended."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A talk that goes on; what a script needs is in milliseconds."""

    id: str
    version: int
    state: str
    """`running`, `paused`, or `over`: then it runs on until somebody ends it."""
    now: int
    """The server's clock, since 1970."""
    elapsed: int
    total: int
    left: str
    minutes: str
    """About how long there is left, in words."""
    length: str
    phases: Sequence[Said]
    band: Band


def clock(talk: TalkView, couple: CoupleView) -> Clock:
    """Return the clock of a talk."""
    names = [one.name for one in couple.partners]
    phase = talk_phases.at(talk.plan, talk.elapsed)
    return Clock(
        id=talk.id,
        version=talk.version,
        state="over" if talk.over else talk.state,
        now=round(talk.now.timestamp() * 1000),
        elapsed=talk.elapsed_ms,
        total=milliseconds(talk.length),
        left=talk_words.watch(talk.left),
        minutes=talk_words.minutes_left(talk.left),
        length=talk_words.length(talk),
        phases=talk_words.phases(talk, names, phase),
        band=band(talk.plan, talk.elapsed),
    )


@dataclass(frozen=True, slots=True)
class Ended:
    """A talk that ended lately, and what it may be ticked as."""

    id: str
    said: str
    row: Row | None
    """The habit that was chosen, as Today shows it; None where none was, or not for that day."""
    is_done: bool
    """Whether a tick of whoever is asking has nothing left to add to it."""
    choices: Sequence[Row]
    """What it may be ticked as instead, where nothing was chosen."""


def day_of(talk: TalkView, view: DayView) -> date:
    """Return under which date somebody ticks a talk: the one on which it began for them.

    So both tick the same one, whoever of them does it past midnight.
    """
    return view.me.local_date(talk.started_at)


def is_late(talk: TalkView, local_date: date, day: date, now: datetime) -> bool:
    """Tell whether a talk that ended is too long ago, or was too short, to be asked about."""
    assert talk.ended_at is not None
    if talk.elapsed < TOO_SHORT:
        return True
    return day != local_date and now - talk.ended_at > JUST


def was_stopped(talk: TalkView | None, now: datetime) -> bool:
    """Tell whether a talk ended only now that was too short to be asked about.

    Whoever looked on would else find the page changed without a word.
    """
    if talk is None or talk.ended_at is None or talk.elapsed >= TOO_SHORT:
        return False
    return now - talk.ended_at < LATELY


def ended(talk: TalkView, view: DayView, found: Sequence[HabitView]) -> Ended:
    """Return what is asked about a talk that ended; `view` is the day it is ticked under."""
    rows = rows_of(view, found)
    row = rows.get(talk.habit or "")
    chosen = row is not None
    return Ended(
        id=talk.id,
        said=talk_words.talked(talk),
        row=row,
        is_done=row is not None and is_done(row),
        choices=[] if chosen else [one for one in rows.values() if not is_done(one)],
    )


def rows_of(view: DayView, found: Sequence[HabitView]) -> Mapping[str, Row]:
    """Return the habits that can be ticked on a day, as Today shows them."""
    rows = Rows(view)
    shown = {
        habit.id: rows.row(habit, view.habits[habit.id])
        for habit in found
        if habit.id in view.habits
    }
    return {key: row for key, row in shown.items() if row.places}


def is_mine(row: Row) -> bool:
    """Tell whether whoever is asking has ticked a habit on the day that is shown."""
    return any(place.mine for place in row.places)


def is_done(row: Row) -> bool:
    """Tell whether nobody need ask for a tick: it is there, or the two have kept it as one."""
    return is_mine(row) or (row.is_kept and row.mode != "each")


def lengths() -> list[tuple[str, str]]:
    """Return how many minutes there are to choose from."""
    return [(str(one), format_decimal(one)) for one in MINUTES]


def turns() -> list[tuple[str, str]]:
    """Return how many minutes a turn may have; the empty one is without turns."""
    return [("", _("None")), *((str(one), format_decimal(one)) for one in TURNS)]


def habits(found: Sequence[HabitView]) -> list[tuple[str, str]]:
    """Return what a talk may be ticked as; the empty one is nothing."""
    active = [(one.id, one.title) for one in found if one.state == "active"]
    return [("", _("Nothing, just a talk")), *active]
