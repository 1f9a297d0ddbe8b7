"""What stands on the screen on the wall, in words: the pair, and nothing of one of the two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from flask_babel import gettext as _

from tracker.services.cloth import WEEKS
from tracker.services.wall_view import WallHabit, WallView
from tracker.web.pages import us_words, week_knots
from tracker.web.pages.pictures import Picture, picture
from tracker.web.pages.week_knots import Knot
from tracker.web.words import dates

FITS = 6
"""So many habits are shown; of others it says how many there are."""
SOON = 600
"""Seconds: twice as long as from one look of the page to the next."""


@dataclass(frozen=True, slots=True)
class Row:
    """A habit: its title, and whether it is woven, in words as well."""

    title: str
    words: str
    woven: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the template puts on the screen."""

    version: str
    turns_in: int | None
    """Seconds until one of the two has another date, where that is soon.

    The page looks more often than that. Told earlier, it would say in which zone somebody lives.
    """
    names: str | None
    dates: str
    sentence: str
    knots: Sequence[Knot]
    cloth: Picture | None
    rows: Sequence[Row]
    more: int
    heading: str
    rest: bool


def shown(view: WallView, now: datetime) -> Shown:
    """Return what a screen shows now."""
    cloth = view.cloth.last(WEEKS)
    days = [one.date for one in view.partners]
    habits = view.habits
    left = [habit for habit in habits if not habit.woven]
    turns_in = max(1, ceil((view.turns_at - now).total_seconds()))
    return Shown(
        version=view.version,
        turns_in=turns_in if turns_in <= SOON else None,
        names=_names(view),
        dates=_dates(view),
        sentence=us_words.lead(view.cloth, anew=view.has_woven).sentence,
        knots=week_knots.knots(cloth.weeks[-1], cloth.today, days),
        cloth=picture(cloth),
        rows=[_row(habit, days) for habit in habits[:FITS]],
        more=len(habits[FITS:]),
        heading=_("Still open") if left and left[0].last > max(days) else _("Today"),
        rest=view.rest,
    )


def _names(view: WallView) -> str | None:
    one, other = view.partners
    if one.name is None or other.name is None:
        return None
    return view.title or _("%(one)s and %(other)s", one=one.name, other=other.name)


def _dates(view: WallView) -> str:
    """Return the date; both where it is not the same for the two, the earlier one first."""
    one, other = sorted(view.partners, key=lambda each: each.date)
    if one.date == other.date:
        return dates.full(one.date)
    first, second = _short(one.date), _short(other.date)
    if one.name is None or other.name is None:
        return _("%(first)s and %(second)s", first=first, second=second)
    return _(
        "%(first)s for %(one)s, %(second)s for %(other)s",
        first=first,
        one=one.name,
        second=second,
        other=other.name,
    )


def _short(day: date) -> str:
    """Return "Sunday 22"."""
    return _("%(weekday)s %(day)s", weekday=dates.weekday(day), day=day.day)


def _row(habit: WallHabit, days: Sequence[date]) -> Row:
    if habit.woven:
        words = _("woven")
    elif habit.last > max(days):
        words = _("until %(day)s", day=dates.near(habit.last, max(days)))
    elif min(days) != max(days) and habit.first == habit.last:
        words = _short(habit.last)
    else:
        words = _("still open")
    return Row(habit.title, words, habit.woven)
