"""What was agreed, in words: "every week, twice, each of you, from Monday"."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from tracker.streaks import Cadence
from tracker.web.words import dates, lists

MODES = {
    "together": lazy_gettext("together"),
    "each": lazy_gettext("each of you"),
    "turns": lazy_gettext("taking turns"),
}


class Agreed(Protocol):
    """What is said of terms; a proposal's and a habit's both fit."""

    @property
    def cadence(self) -> Cadence:
        """Return how often."""

    @property
    def mode(self) -> str:
        """Return whose doing counts."""

    @property
    def first_turn(self) -> str | None:
        """Return whose turn is first, None in other modes."""

    @property
    def grace(self) -> bool:
        """Return whether a spare thread may mend a gap."""

    @property
    def starts_on(self) -> date | None:
        """Return the first day, None for the day of the yes."""


def cadence(agreed: Cadence) -> str:
    """Return how often: "every day", "every 2 weeks, 3 times"."""
    if agreed.weekdays is not None:
        base = _weekdays(sorted(agreed.weekdays))
    elif agreed.unit == "day":
        base = _("every day") if agreed.every == 1 else _every_days(agreed.every)
    elif agreed.unit == "week":
        base = ngettext("every week", "every %(num)s weeks", agreed.every)
    else:
        base = ngettext("every month", "every %(num)s months", agreed.every)
    if agreed.times == 1:
        return base
    return lists.line([base, times(agreed.times)])


def _weekdays(numbers: Sequence[int]) -> str:
    names = [dates.weekday_name(number) for number in numbers]
    if len(names) == 1:
        return _("every %(weekday)s", weekday=names[0])
    if len(names) == 7:
        return _("every day")
    if len(names) > 2 and numbers[-1] - numbers[0] == len(names) - 1:
        return _("%(first)s to %(last)s", first=names[0], last=names[-1])
    return _("on %(weekdays)s", weekdays=lists.all_of(names))


def _every_days(count: int) -> str:
    if count == 2:
        return _("every other day")
    return ngettext("every %(num)s day", "every %(num)s days", count)


def times(count: int) -> str:
    """Return "once", "twice", "3 times"."""
    if count == 1:
        return _("once")
    if count == 2:
        return _("twice")
    return ngettext("%(num)s time", "%(num)s times", count)


def mode(name: str) -> str:
    """Return whose doing counts: "together", "each of you", "taking turns"."""
    return str(MODES[name])


def sentence(agreed: Agreed, names: Mapping[str, str], today: date) -> str:
    """Return terms as one line, without a full stop; `names` maps both ids to what they are called.

    "every week, twice, taking turns, Ana first, from Monday"
    """
    parts = [cadence(agreed.cadence), mode(agreed.mode)]
    first = names.get(agreed.first_turn or "")
    if agreed.mode == "turns" and first:
        parts.append(_("%(name)s first", name=first))
    if agreed.starts_on is not None and agreed.starts_on != today:
        parts.append(_("from %(day)s", day=dates.near(agreed.starts_on, today)))
    if not agreed.grace:
        parts.append(_("without a spare thread"))
    return lists.line(parts)
