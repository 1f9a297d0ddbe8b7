"""A long cloth as a page shows it: in bands of half a year, wrapped like lines of a text.

So two years have room on a phone, and nothing has to be scrolled sideways. A habit that was daily
for a while and weekly after that is shown in parts, each in the form it had.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import dropwhile, groupby
from math import ceil

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker import streaks
from tracker.services import cloth as cloths
from tracker.services.cloth import Cloth, Ground, Place
from tracker.web.pages import pictures
from tracker.web.pages.cloth import EMPTY, weave
from tracker.web.pages.pictures import HEADINGS, Line, Picture
from tracker.web.words import dates

BAND = 28
"""At most so many weeks side by side."""
FEW = 6
"""Fewer are drawn with some to come: a loom, and not a stripe that its months do not fit over."""
RUN = 7
"""So many days one by one make weeks; fewer are the first part of a longer period."""
MONTHLY, QUARTER, MANY = 12, 13, 120
"""Periods in a line: of months, of weeks; and how many are too many for short lines."""
APART = 3
"""Columns that a name needs."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of cloth in one form: its bands, and all of them as one table."""

    title: str
    """What stretch it is: "24 Nov 2025 to 23 Nov 2026"."""
    label: str
    bands: Sequence[Picture]
    columns: Sequence[str]
    lines: Sequence[Line]


def parts(cloth: Cloth, week_start: int) -> list[Part]:
    """Return a cloth part by part, oldest first; none where there was nothing to weave."""
    return [_part(piece) for piece in _pieces(cloth, week_start) if _is_anything(piece)]


def heading(cloth: Cloth) -> str:
    """Return what is woven in all, or without anything a name: it never counts what is not."""
    woven = cloth.count(Ground.WOVEN)
    if not woven:
        return _("Your cloth")
    if cloth.by_weeks:
        return ngettext("%(num)s day woven", "%(num)s days woven", woven)
    return ngettext("Woven %(num)s time", "Woven %(num)s times", woven)


def stretch(cloth: Cloth) -> str | None:
    """Return from when to when there was anything to weave."""
    known = [place for place in cloth.places if pictures.is_there(place)]
    return _stretch(known, cloth.latest) if known else None


def _stretch(known: Sequence[Place], latest: date) -> str:
    # What runs ends on a day to come.
    end = max(min(known[-1].end, latest), known[-1].start)
    return dates.span_with_year(known[0].start, end)


def _is_anything(cloth: Cloth) -> bool:
    return any(map(pictures.is_there, cloth.places))


def _pieces(cloth: Cloth, week_start: int) -> Iterator[Cloth]:
    """Yield the stretches that go by weeks, and those that go period by period."""
    if cloth.by_weeks:
        yield cloth
        return
    strip: list[Place] = []
    for is_day, group in groupby(cloth.places, key=lambda place: place.start == place.end):
        run = list(group)
        if not is_day or len(run) < RUN:
            strip += run
            continue
        if strip:
            yield replace(cloth, places=strip)
            strip = []
        first = streaks.week_of(run[0].start, week_start)
        weeks = (run[-1].end - first).days // 7 + 1
        yield replace(cloth, by_weeks=True, places=cloths.by_weeks(run, first, weeks))
    if strip:
        yield replace(cloth, places=strip)


def _part(cloth: Cloth) -> Part:
    known = [place for place in cloth.places if pictures.is_there(place)]
    title, label = _stretch(known, cloth.latest), _label(cloth, known)
    if cloth.by_weeks:
        return _of_weeks(cloth, title, label)
    lines = [
        Line(
            dates.span_with_year(place.start, place.end),
            [pictures.said(place, pictures.WORDS, cloth.today)],
        )
        for place in reversed(known)
    ]
    return Part(title, label, [_strip(cloth, title, label)], [_("When"), _("What it is")], lines)


def _label(cloth: Cloth, known: Sequence[Place]) -> str:
    woven, words = cloth.count(Ground.WOVEN), _stretch(known, cloth.latest)
    if not woven:
        return words
    return ngettext(
        "%(woven)s of %(num)s woven, %(stretch)s",
        "%(woven)s of %(num)s woven, %(stretch)s",
        pictures.decided_in(cloth),
        woven=woven,
        stretch=words,
    )


def _of_weeks(cloth: Cloth, title: str, label: str) -> Part:
    weeks = list(dropwhile(lambda week: not any(map(pictures.is_there, week)), cloth.weeks))
    names = [dates.short_weekday(place.start) for place in weeks[0]]
    shown = [ground for ground in HEADINGS if cloth.count(ground)]
    count = ceil(len(weeks) / BAND)
    wide = max(FEW, ceil(len(weeks) / count))
    filled = _filled(weeks, wide * count - len(weeks), after=count == 1)
    return Part(
        title,
        label,
        [_band(filled[at : at + wide], cloth, names) for at in range(0, len(filled), wide)],
        [_("Week of"), *(str(HEADINGS[ground]) for ground in shown)],
        [
            pictures.week_line(week, names, shown, dates.with_year(week[0].start))
            for week in reversed(weeks)
            if any(map(pictures.is_there, week))
        ],
    )


def _filled(
    weeks: Sequence[Sequence[Place]], missing: int, *, after: bool
) -> Sequence[Sequence[Place]]:
    """Return weeks with empty ones to fill up bands: to come where it is young, else before."""
    if after:
        return [*weeks, *(pictures.later(weeks[-1], number) for number in range(1, missing + 1))]
    return [*(pictures.later(weeks[0], number) for number in range(-missing, 0)), *weeks]


def _band(weeks: Sequence[Sequence[Place]], cloth: Cloth, names: Sequence[str]) -> Picture:
    places = [place for week in weeks for place in week]
    known = [place for place in places if pictures.is_there(place)]
    title = _month(known[0] if known else places[0])
    if known and _month(known[-1]) != title:
        title = _("%(first)s to %(last)s", first=title, last=_month(known[-1]))
    label = _label(replace(cloth, places=places), known) if known else title
    marks = ["".join(pictures.mark_of(week[number]) for week in weeks) for number in range(7)]
    return Picture(True, weave(marks), title, label, list(_columns(weeks)), names, (), ())


def _month(place: Place) -> str:
    return dates.short_month_and_year(place.start)


def _columns(weeks: Sequence[Sequence[Place]]) -> Iterator[str]:
    """Yield a name for each column: a month where one begins, its year in January."""
    days = [week[-1].start for week in weeks]
    begins = [at for at in range(1, len(days)) if days[at].month != days[at - 1].month]
    named = [0, *begins] if not begins or begins[0] >= APART else begins
    for at, day in enumerate(days):
        if at not in named or at > len(days) - 2:
            yield ""
        else:
            yield dates.year(day) if day.month == 1 else dates.short_month(day)


def _strip(cloth: Cloth, title: str, label: str) -> Picture:
    places = cloth.places
    longest = max((place.end - place.start for place in places), default=timedelta())
    wide = MONTHLY if longest > timedelta(days=27) else QUARTER
    if len(places) > MANY:
        wide = 2 * QUARTER
    lines = [places[at : at + wide] for at in range(0, len(places), wide)]
    width = min(wide, len(places))
    marks = ["".join(map(pictures.mark_of, line)).ljust(width, EMPTY) for line in lines]
    names = [_month(line[0]) for line in lines] if len(lines) > 1 else []
    return Picture(False, weave(marks), title, label, (), names, (), ())
