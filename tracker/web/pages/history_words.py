"""What was changed, in words: what it was about, and a sentence with a day in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from tracker.services import history
from tracker.services.history import Entry
from tracker.web.pages.history_sentences import OF_PAUSES, SAID
from tracker.web.pages.pair import Pair
from tracker.web.words import dates


@dataclass(frozen=True, slots=True)
class About:
    """What a change is about; `habit` where there is a page of it."""

    name: str
    habit: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One change, or several that one act made: what about, and what was done."""

    key: str
    day: date
    about: Sequence[About]
    said: str


@dataclass(frozen=True, slots=True)
class Month:
    """The changes of a month, newest first."""

    name: str
    told: Sequence[Told]


def by_month(entries: Sequence[Entry], pair: Pair) -> list[Month]:
    """Return entries in words, month by month; what one act did to several habits is one."""
    acts = [list(group) for _key, group in groupby(entries, _act)]
    told = [_told(act, pair) for act in acts]
    return [
        Month(name, list(group))
        for name, group in groupby(told, lambda one: dates.month_and_year(one.day))
    ]


def _act(entry: Entry) -> tuple[Any, ...]:
    if entry.what in OF_PAUSES and entry.habit is not None:  # a hard week rests several
        return entry.day, entry.what, entry.by, entry.data.get("first"), entry.data.get("last")
    return (entry.number,)


def _told(act: Sequence[Entry], pair: Pair) -> Told:
    entry = act[0]
    if entry.habit is None:
        about = [About(_ABOUT.get(entry.what, lambda: _("The two of you"))())]
    else:
        about = [About(one.title or "", one.habit) for one in act]
    said = SAID[entry.what](entry, entry.by == pair.me, _name(entry, pair))
    return Told(f"change-{entry.number}", entry.day, about, said)


def _name(entry: Entry, pair: Pair) -> str | None:
    """Return what the partner is called, where it is told that they did it."""
    return None if entry.by is None or entry.by == pair.me else pair.called


_ABOUT: dict[str, Callable[[], str]] = {
    **dict.fromkeys(OF_PAUSES, lambda: _("All habits")),
    history.WALL_MADE: lambda: _("A screen on the wall"),
    history.WALL_CHANGED: lambda: _("A screen on the wall"),
    history.WALL_ENDED: lambda: _("A screen on the wall"),
    history.CHECKINS_AGREED: lambda: _("Check-in"),
    history.CHECKINS_ENDED: lambda: _("Check-in"),
    history.COACH_ASKED: lambda: _("Our coach"),
    history.COACH_IN: lambda: _("Our coach"),
    history.COACH_ENDED: lambda: _("Our coach"),
}
