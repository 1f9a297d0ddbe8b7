"""What rests, in words: pauses that run or are to come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from tracker.services.pauses import PauseView
from tracker.web.words import dates


@dataclass(frozen=True, slots=True)
class Rest:
    """A pause that runs or is to come, in words."""

    id: str
    title: str | None
    """Of the habit that rests, None for all of them."""
    habit: str | None
    words: str
    runs: bool


def rest(pause: PauseView, titles: Mapping[str, str], today: date) -> Rest:
    """Return a pause in words; `titles` are those of the habits in force, by id."""
    runs = pause.first <= today
    return Rest(
        pause.id,
        titles.get(pause.habit or ""),
        pause.habit,
        _words(pause, today, runs=runs),
        runs,
    )


def _words(pause: PauseView, today: date, *, runs: bool) -> str:
    if pause.last is None:
        if runs:
            return _("Since %(day)s, with an open end", day=dates.near(pause.first, today))
        return _("From %(day)s, with an open end", day=dates.near(pause.first, today))
    if runs:
        if pause.last == today:
            return _("Until the end of today")
        return _("Until %(day)s", day=dates.near(pause.last, today))
    if pause.first == pause.last:
        return _("On %(day)s", day=dates.full(pause.first))
    return dates.span(pause.first, pause.last)
