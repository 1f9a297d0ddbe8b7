"""A sentence for each kind of change: who did it, where that is told, and on which days."""

from collections.abc import Callable
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.services import history
from tracker.services.history import Entry
from tracker.web.words import dates

Sentence = Callable[[Entry, bool, str | None], str]
"""Of an entry, whether it is the reader's doing, and else what the partner is called."""


def _day(entry: Entry, name: str) -> str:
    return dates.full(date.fromisoformat(entry.data[name]))


def _agreed(_entry: Entry, mine: bool, name: str | None) -> str:
    if mine:
        return _("You said yes, and it was agreed.")
    if name is None:
        return _("Your coach suggested it, you both said yes, and it was agreed.")
    return _("%(name)s said yes, and it was agreed.", name=name)


def _changed(_entry: Entry, mine: bool, name: str | None) -> str:
    if mine:
        return _("You said yes to a change of it.")
    return _("%(name)s said yes to a change of it.", name=name)


def _reworded(_entry: Entry, mine: bool, name: str | None) -> str:
    if mine:
        return _("You said yes to other words for it.")
    return _("%(name)s said yes to other words for it.", name=name)


def _ended(_entry: Entry, mine: bool, name: str | None) -> str:
    return _("You ended it.") if mine else _("%(name)s ended it.", name=name)


def _lives_on(_entry: Entry, mine: bool, name: str | None) -> str:
    if mine:
        return _("You let it live on without counting.")
    return _("%(name)s let it live on without counting.", name=name)


def _stretch(entry: Entry) -> str:
    first = date.fromisoformat(entry.data["first"])
    if entry.data.get("last") is None:
        is_near = first.year == entry.day.year
        day = dates.day_and_month(first) if is_near else dates.with_year(first)
        return _("from %(day)s on", day=day)
    return dates.span_gone_by(first, date.fromisoformat(entry.data["last"]), entry.day)


def _paused(entry: Entry, mine: bool, name: str | None) -> str:
    if mine:
        return _("You set a pause: %(days)s.", days=_stretch(entry))
    return _("%(name)s set a pause: %(days)s.", name=name, days=_stretch(entry))


def _pause_ended(entry: Entry, mine: bool, name: str | None) -> str:
    if mine:
        return _("You ended a pause, which now is: %(days)s.", days=_stretch(entry))
    return _("%(name)s ended a pause, which now is: %(days)s.", name=name, days=_stretch(entry))


def _pause_removed(entry: Entry, mine: bool, name: str | None) -> str:
    if mine:
        return _("You took back a pause: %(days)s.", days=_stretch(entry))
    return _("%(name)s took back a pause: %(days)s.", name=name, days=_stretch(entry))


def _occasion(entry: Entry, mine: bool, name: str | None) -> str:
    if entry.data.get("value") is None:
        if mine:
            return _("You cleared the day it was set for, %(day)s.", day=_day(entry, "was"))
        return _(
            "%(name)s cleared the day it was set for, %(day)s.", name=name, day=_day(entry, "was")
        )
    if entry.data.get("was") is None:
        if mine:
            return _("You set it for %(day)s.", day=_day(entry, "value"))
        return _("%(name)s set it for %(day)s.", name=name, day=_day(entry, "value"))
    if entry.data["was"] == entry.data["value"]:
        if mine:
            return _("You changed the time or the words for %(day)s.", day=_day(entry, "value"))
        return _(
            "%(name)s changed the time or the words for %(day)s.",
            name=name,
            day=_day(entry, "value"),
        )
    was, day = _day(entry, "was"), _day(entry, "value")
    if mine:
        return _("You moved it from %(was)s to %(day)s.", was=was, day=day)
    return _("%(name)s moved it from %(was)s to %(day)s.", name=name, was=was, day=day)


def _tick_back(entry: Entry, mine: bool, _name: str | None) -> str:
    if mine:
        return _("You took back a tick: %(day)s.", day=_day(entry, "date"))
    return _("A tick was taken back: %(day)s.", day=_day(entry, "date"))


def _brought(entry: Entry, mine: bool, name: str | None) -> str:
    number = int(entry.data.get("days") or 0)
    first = dates.with_year(date.fromisoformat(entry.data["first"]))
    if mine:
        return ngettext(
            "%(num)s day of yours from before came in: %(day)s.",
            "%(num)s days of yours from before came in, the first of them %(day)s.",
            number,
            day=first,
        )
    return ngettext(
        "%(num)s day from before came in, as %(name)s wrote it down: %(day)s.",
        "%(num)s days from before came in, as %(name)s wrote them down, the first of them %(day)s.",
        number,
        name=name,
        day=first,
    )


def _wall_made(entry: Entry, mine: bool, name: str | None) -> str:
    if entry.data.get("names"):
        if mine:
            return _("You made a link, which shows your names.")
        return _("%(name)s made a link, which shows your names.", name=name)
    if mine:
        return _("You made a link, which shows no names.")
    return _("%(name)s made a link, which shows no names.", name=name)


def _wall_changed(entry: Entry, mine: bool, name: str | None) -> str:
    if entry.data.get("names"):
        if mine:
            return _("You let a screen show your names.")
        return _("%(name)s let a screen show your names.", name=name)
    if mine:
        return _("You left the names out on a screen.")
    return _("%(name)s left the names out on a screen.", name=name)


def _wall_ended(_entry: Entry, mine: bool, name: str | None) -> str:
    return _("You ended a link.") if mine else _("%(name)s ended a link.", name=name)


def _checkins(entry: Entry, mine: bool, name: str | None) -> str:
    every = entry.data.get("every", 1)
    if mine:
        return ngettext(
            "You said yes to one every week.", "You said yes to one every %(num)s weeks.", every
        )
    return ngettext(
        "%(name)s said yes to one every week.",
        "%(name)s said yes to one every %(num)s weeks.",
        every,
        name=name,
    )


def _title(entry: Entry, mine: bool, name: str | None) -> str:
    if entry.data.get("value"):
        if mine:
            return _("You wrote down a name for the two of you.")
        return _("%(name)s wrote down a name for the two of you.", name=name)
    if mine:
        return _("You took away the name for the two of you.")
    return _("%(name)s took away the name for the two of you.", name=name)


def _days_back(entry: Entry, mine: bool, name: str | None) -> str:
    was, value = entry.data.get("was"), entry.data.get("value", 1)
    if mine:
        return ngettext(
            "You set how far back a day can be written down: %(num)s day, before it was %(was)s.",
            "You set how far back a day can be written down: %(num)s days, before it was %(was)s.",
            value,
            was=was,
        )
    return ngettext(
        "%(name)s set how far back a day can be written down: %(num)s day, before it was %(was)s.",
        "%(name)s set how far back a day can be written down: %(num)s days, before it was %(was)s.",
        value,
        was=was,
        name=name,
    )


def _week_start(entry: Entry, mine: bool, name: str | None) -> str:
    was, day = dates.weekday_name(entry.data["was"]), dates.weekday_name(entry.data["value"])
    if mine:
        return _("You let your weeks begin on %(day)s, before on %(was)s.", day=day, was=was)
    return _(
        "%(name)s let your weeks begin on %(day)s, before on %(was)s.", name=name, day=day, was=was
    )


OF_PAUSES: dict[str, Sentence] = {
    history.PAUSED: _paused,
    history.PAUSE_ENDED: _pause_ended,
    history.PAUSE_REMOVED: _pause_removed,
}
SAID: dict[str, Sentence] = {
    **OF_PAUSES,
    history.LINKED: lambda _entry, _mine, _by: _("You two were linked."),
    history.TITLE: _title,
    history.DAYS_BACK: _days_back,
    history.WEEK_START: _week_start,
    history.AGREED: _agreed,
    history.CHANGED: _changed,
    history.REWORDED: _reworded,
    history.ENDED: _ended,
    history.LIVES_ON: _lives_on,
    history.OCCASION: _occasion,
    history.TICK_BACK: _tick_back,
    history.BROUGHT: _brought,
    history.WALL_MADE: _wall_made,
    history.WALL_CHANGED: _wall_changed,
    history.WALL_ENDED: _wall_ended,
    history.CHECKINS_AGREED: _checkins,
    history.CHECKINS_ENDED: lambda _entry, _mine, _by: _("Checking in was ended."),
    history.COACH_ASKED: lambda _entry, _mine, _by: _("One of you asked for a coach."),
    history.COACH_IN: lambda _entry, _mine, _by: _("A coach was let in, by you both."),
    history.COACH_ENDED: lambda _entry, _mine, _by: _("Coaching ended."),
}
