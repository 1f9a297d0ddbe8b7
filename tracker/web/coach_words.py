"""What coaches read, in words: flags with the numbers behind them, shares, changes, scopes.

For the coach's pages, for the couple's "view as" and for the packet: the same words everywhere.
"""

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from babel import Locale
from babel.numbers import format_percent
from flask_babel import LazyString, lazy_gettext, ngettext
from flask_babel import gettext as _

from tracker.services.coaching.figure_kinds import FEW, Share, WeekFigure, WeekStands
from tracker.services.coaching.flags import Flag
from tracker.streaks import WeekState
from tracker.web.languages import locale
from tracker.web.words import dates

KINDS: Mapping[str, LazyString] = {
    "fell": lazy_gettext("Keeping less"),
    "silent": lazy_gettext("Nothing kept lately"),
    "back": lazy_gettext("Came back"),
    "new": lazy_gettext("Just started"),
    "paused": lazy_gettext("Paused"),
    "lapsing": lazy_gettext("Being asked again"),
}
"""What each kind of flag is called, those first that a coach looks at first."""
NONE = "–"
"""Where there is no figure; never read aloud alone."""


class Said(NamedTuple):
    """A figure, and the words that stand below it."""

    figure: str
    words: str


def flag(one: Flag) -> str:
    """Return a flag in words, with its numbers: "14 points less in 28 days: 56% after 70%"."""
    match one.kind:
        case "fell":
            return ngettext(
                "%(num)s point less in 28 days: %(now)s after %(before)s",
                "%(num)s points less in 28 days: %(now)s after %(before)s",
                one.points or 0,
                now=percent(one.now or 0),
                before=percent(one.before or 0),
            )
        case "silent":
            return ngettext(
                "Nothing kept for %(num)s day", "Nothing kept for %(num)s days", one.days or 0
            )
        case "back":
            return ngettext(
                "Back on %(day)s after %(num)s day",
                "Back on %(day)s after %(num)s days",
                one.days or 0,
                day=_day(one.on),
            )
        case "new":
            return _("Just started, on %(day)s", day=_day(one.since))
        case "paused":
            return _paused(one)
        case "lapsing":
            return _("Being asked again until %(day)s", day=_day(one.until))


def percent(rate: float) -> str:
    """Return a rate of 0 to 1 as whole percent; half a percent is one more, as on paper."""
    return _percent(points(rate), locale())


@lru_cache(4096)
def _percent(points: int, language: Locale | None) -> str:
    return str(format_percent(points / 100, locale=language))


def points(rate: float) -> int:
    """Return a rate, or a change of one, in whole percentage points: halves away from nought."""
    return int(abs(rate) * 100 + 0.5 + 1e-9) * (1 if rate >= 0 else -1)


def share(one: Share | None) -> Said:
    """Return a share: "86%" and "12 of 14"; of few, "1 of 2" alone; "none" and "of 14"."""
    if one is None or not one.counted:
        return Said(NONE, "")
    if not one.kept:
        return Said(_("none"), _("of %(counted)s", counted=one.counted))
    some = some_of(one.kept, one.counted)
    if one.rate is None or one.counted < FEW:
        return Said(some, "")
    return Said(percent(one.rate), some)


def share_sentence(one: Share | None) -> str:
    """Return the same in one line: "86%, 12 of 14 kept"."""
    if one is None or not one.counted:
        return _("nothing to count yet")
    if not one.kept:
        return _("none of %(counted)s kept", counted=one.counted)
    if one.rate is None or one.counted < FEW:
        return _("%(kept)s of %(counted)s kept", kept=one.kept, counted=one.counted)
    return _(
        "%(percent)s, %(kept)s of %(counted)s kept",
        percent=percent(one.rate),
        kept=one.kept,
        counted=one.counted,
    )


def some_of(kept: int, counted: int) -> str:
    """Return "12 of 14", "none of 14"."""
    if not kept:
        return _("none of %(counted)s", counted=counted)
    return _("%(kept)s of %(counted)s", kept=kept, counted=counted)


def change(by: float | None) -> Said:
    """Return a change of 28 days in points: "↑ 12" and "points more"; the words say it alone."""
    if by is None:
        return Said(NONE, "")
    moved = points(by)
    if moved == 0:
        return Said("→ 0", _("as before"))
    if moved > 0:
        return Said(f"↑ {moved}", ngettext("point more", "points more", moved))
    return Said(f"↓ {-moved}", ngettext("point less", "points less", -moved))


def run(weeks: int) -> Said:
    """Return woven weeks in a row: "9" and "weeks"; nothing for none."""
    return Said(str(weeks), ngettext("week", "weeks", weeks)) if weeks else Said(NONE, "")


def back_after(days: float | None) -> Said:
    """Return how many days ways back took: "2.5" and "days"."""
    if days is None:
        return Said(NONE, "")
    whole = round(days * 2) / 2
    text = str(int(whole)) if whole == int(whole) else f"{whole:.1f}"
    return Said(text, ngettext("day", "days", 1 if whole == 1 else 2))


def week(stands: WeekStands) -> Said:
    """Return how the week of the last settled day stands: "60%" and "so far"."""
    if stands.state == WeekState.WOVEN:
        return Said(_("woven"), "")
    if not stands.progress:  # a nought says no more than that there is nothing yet
        return Said(NONE, "")
    words = _("so far") if stands.state == WeekState.RUNNING else ""
    return Said(percent(stands.progress), words)


def week_of(first: date | None) -> Said:
    """Return which week: "9 Nov"."""
    return Said(NONE if first is None else dates.short(first), "")


def weeks_label(weeks: Collection[WeekFigure]) -> str:
    """Return what a drawing of weeks shows, for who does not see it."""
    return weeks_sentence(len(weeks), sum(one[1] for one in weeks), sum(one[2] for one in weeks))


def weeks_sentence(weeks: int, kept: int, counted: int) -> str:
    """Return how much was kept in so many weeks."""
    if not counted:
        return _("Nothing to count in these weeks yet")
    return ngettext(
        "%(some)s kept in %(num)s week",
        "%(some)s kept in %(num)s weeks",
        weeks,
        some=some_of(kept, counted),
    )


def scopes(granted: Collection[str]) -> str:
    """Return what is granted: figures always, titles and check-ins where both said yes."""
    match ("titles" in granted, "checkins" in granted):
        case (True, True):
            return _("Figures, titles, check-ins")
        case (True, False):
            return _("Figures, titles")
        case (False, True):
            return _("Figures, check-ins")
    return _("Figures")


def _paused(one: Flag) -> str:
    if one.until is not None:
        last = _day(one.until)
        return (
            _("Paused until %(day)s", day=last)
            if one.all
            else _("A habit rests until %(day)s", day=last)
        )
    first = _day(one.since)
    return (
        _("Paused since %(day)s", day=first)
        if one.all
        else _("A habit rests since %(day)s", day=first)
    )


def _day(day: date | None) -> str:
    return "" if day is None else dates.short(day)
