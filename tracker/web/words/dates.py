"""Dates in words, as the reader's language writes them."""

from datetime import date, datetime, time
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.streaks import week_of as week_of
from tracker.web.languages import locale

SHORT = 5
"""Letters that fit under a knot of seven in a row on a phone."""


def full(day: date) -> str:
    """Return "Sunday, 22 November"; as one skeleton, most languages know it abbreviated alone."""
    return _("%(weekday)s, %(day)s", weekday=weekday(day), day=day_and_month(day))


def day_and_month(day: date) -> str:
    """Return "22 November"."""
    return _skeleton("MMMMd", day)


def with_year(day: date) -> str:
    """Return "22 Nov 2026"."""
    return _skeleton("yMMMd", day)


def short(day: date) -> str:
    """Return "22 Nov"."""
    return _skeleton("MMMd", day)


def weekday(day: date) -> str:
    """Return "Sunday"."""
    return _written("EEEE", day, locale())


def short_weekday(day: date) -> str:
    """Return "Sun"; its letter where the short forms of a language are whole words."""
    here = cast(Locale, locale())
    are_short = all(len(name) <= SHORT for name in here.days["format"]["abbreviated"].values())
    return _written("EEE" if are_short else "EEEEE", day, here)


def month_and_year(day: date) -> str:
    """Return "November 2026"."""
    return _skeleton("yMMMM", day)


def short_month(day: date) -> str:
    """Return "Nov"."""
    return _skeleton("MMM", day)


def short_month_and_year(day: date) -> str:
    """Return "Nov 2026"."""
    return _skeleton("yMMM", day)


def year(day: date) -> str:
    """Return "2026"."""
    return _skeleton("y", day)


def weekday_name(number: int) -> str:
    """Return the name of an ISO weekday, 1 to 7."""
    return weekday(date(2024, 1, number))  # a January that began on a Monday


def short_weekday_name(number: int) -> str:
    """Return the short name of an ISO weekday, 1 to 7."""
    return short_weekday(date(2024, 1, number))


def near(day: date, today: date) -> str:
    """Return "today", "yesterday", "tomorrow", within a week the weekday, else the date."""
    away = (day - today).days
    if away == 0:
        return _("today")
    if away == -1:
        return _("yesterday")
    if away == 1:
        return _("tomorrow")
    return weekday(day) if abs(away) < 7 else full(day)


def ago(day: date, today: date) -> str:
    """Return how long ago a day was: "today", "yesterday", "3 days ago", else the date."""
    away = (today - day).days
    if away in (0, 1):
        return near(day, today)
    if 1 < away < 14:
        return ngettext("%(num)s day ago", "%(num)s days ago", away)
    return with_year(day)


def span(first: date, last: date) -> str:
    """Return a stretch of days: "16 November to 22 November", one day as itself."""
    return _stretch(day_and_month(first), day_and_month(last))


def span_with_year(first: date, last: date) -> str:
    """Return a stretch of days: "16 Nov 2026 to 22 Nov 2026", one day as itself."""
    return _stretch(with_year(first), with_year(last))


def span_gone_by(first: date, last: date, today: date) -> str:
    """Return a stretch of days: of this year as `span` does, else with its years."""
    is_of_this_year = first.year == last.year == today.year
    return span(first, last) if is_of_this_year else span_with_year(first, last)


def clock(text: str) -> str:
    """Return a time of day given as HH:MM, as the reader's language writes it."""
    return str(format_time(time.fromisoformat(text), "short", locale=locale()))


def moment(at: datetime, zone: str) -> str:
    """Return an instant as it was where somebody lives: "22 Nov 2026, 6:30 PM"."""
    local = at.astimezone(ZoneInfo(zone))
    clock_time = str(format_time(local.time(), "short", locale=locale()))
    return _("%(day)s, %(time)s", day=with_year(local.date()), time=clock_time)


def _stretch(first: str, last: str) -> str:
    return first if first == last else _("%(first)s to %(last)s", first=first, last=last)


def _skeleton(skeleton: str, day: date) -> str:
    return _put(skeleton, day, locale())


# A page names few days, and everybody's pages name the same ones.
@lru_cache(4096)
def _put(skeleton: str, day: date, language: Locale | None) -> str:
    return str(format_skeleton(skeleton, day, locale=language))


@lru_cache(4096)
def _written(pattern: str, day: date, language: Locale | None) -> str:
    return str(format_date(day, pattern, language))
