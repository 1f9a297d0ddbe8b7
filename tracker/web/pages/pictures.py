"""A cloth as a page shows it: the drawing, what it is in words, and the same as a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import dropwhile

from flask_babel import LazyString, lazy_gettext, ngettext
from flask_babel import gettext as _

from tracker.services.cloth import Cloth, Ground, Place
from tracker.web.pages.cloth import ACROSS, CROSSING, DOWN, EMPTY, OPEN, PLAIN, weave
from tracker.web.pages.cloth import Cloth as Drawing
from tracker.web.words import dates, lists

STRIP = 18
"""So many periods stand in one line, then the next begins."""
WORDS: Mapping[Ground, LazyString] = {
    Ground.WOVEN: lazy_gettext("woven"),
    Ground.PLAIN: lazy_gettext("plain"),
    Ground.OPEN: lazy_gettext("not written down yet"),
    Ground.EMPTY: lazy_gettext("nothing due"),
}
"""What a place is called, once it is over."""
RUNNING = lazy_gettext("still running")
HEADINGS: Mapping[Ground, LazyString] = {
    Ground.WOVEN: lazy_gettext("Woven"),
    Ground.PLAIN: lazy_gettext("Plain"),
    Ground.OPEN: lazy_gettext("Still open"),
}
_MARKS = {Ground.WOVEN: CROSSING, Ground.PLAIN: PLAIN, Ground.OPEN: OPEN, Ground.EMPTY: EMPTY}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: when, and a cell for each of the picture's columns."""

    when: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Picture:
    """What `_partials/cloth.html` draws."""

    by_weeks: bool
    drawing: Drawing
    title: str
    """What stretch of time it is: "Last 18 weeks"."""
    label: str
    """The whole in one sentence, for who does not see it."""
    months: Sequence[str]
    """A name for each column in which a month begins, else nothing; by weeks only."""
    weekdays: Sequence[str]
    """A name for each row; of periods one for each line of them, or none."""
    columns: Sequence[str]
    """What heads the table: when, then by weeks the kinds of days, else what it was."""
    lines: Sequence[Line]
    """Newest first."""


def picture(cloth: Cloth) -> Picture | None:
    """Return a cloth as a page shows it, None where there is nothing of it yet."""
    if not any(map(is_there, cloth.places)):
        return None
    if cloth.by_weeks:
        return _of_weeks(cloth)
    title, label = _said_of_periods(cloth)
    return strip(cloth.places, WORDS, title, label, cloth.today)


def said(place: Place, words: Mapping[Ground, LazyString], today: date) -> str:
    """Return what a place is called; `today` is the couple's, and what ends before it is over."""
    runs = place.ground == Ground.OPEN and place.end >= today
    return str(RUNNING if runs else words[place.ground])


def _said_of_periods(cloth: Cloth) -> tuple[str, str]:
    """Return title and label; without a woven one they are one and the same."""
    woven = cloth.count(Ground.WOVEN)
    if cloth.is_over:
        return _said_of_the_whole(cloth, cloth.places)
    first = dates.day_and_month(cloth.places[0].start)
    label = title = _("Since %(day)s", day=first)
    if woven:  # a sentence never counts what there is none of
        label = ngettext(
            "%(woven)s of %(num)s time woven since %(day)s",
            "%(woven)s of %(num)s times woven since %(day)s",
            decided_in(cloth),
            woven=woven,
            day=first,
        )
    return title, label


def _said_of_the_whole(cloth: Cloth, places: Sequence[Place]) -> tuple[str, str]:
    stretch = dates.span_with_year(places[0].start, places[-1].end)
    woven = cloth.count(Ground.WOVEN)
    label = ngettext(
        "%(woven)s of %(num)s woven, %(stretch)s",
        "%(woven)s of %(num)s woven, %(stretch)s",
        decided_in(cloth),
        woven=woven,
        stretch=stretch,
    )
    return stretch, label if woven else stretch


def strip(
    places: Sequence[Place],
    words: Mapping[Ground, LazyString],
    title: str,
    label: str,
    today: date,
) -> Picture:
    """Return periods side by side, each called by `words` in the table once it is over."""
    marks = "".join(map(mark_of, places))
    rows = [marks[at : at + STRIP] for at in range(0, len(marks), STRIP)]
    rows = [row.ljust(len(rows[0]), EMPTY) for row in rows]
    lines = [
        Line(dates.span(place.start, place.end), [said(place, words, today)])
        for place in reversed(places)
    ]
    columns = [_("When"), _("What it is")]
    return Picture(False, weave(rows), title, label, (), (), columns, lines)


def _of_weeks(cloth: Cloth) -> Picture:
    known = list(dropwhile(lambda week: not any(map(is_there, week)), cloth.weeks))
    # What is young is drawn from its first week on, with the weeks to come still on the loom.
    missing = len(cloth.weeks) - len(known)
    weeks = [*known, *(later(known[-1], number) for number in range(1, missing + 1))]
    names = [dates.short_weekday(place.start) for place in weeks[0]]
    shown = [ground for ground in HEADINGS if cloth.count(ground)]
    title, label = _said_of_weeks(cloth, known, young=missing > 0)
    return Picture(
        True,
        weave(["".join(mark_of(week[number]) for week in weeks) for number in range(7)]),
        title,
        label,
        [*month_names(known), *("" for _week in weeks[len(known) :])],
        names,
        [_("Week of"), *(str(HEADINGS[ground]) for ground in shown)],
        [week_line(week, names, shown) for week in reversed(known) if any(map(is_there, week))],
    )


def _said_of_weeks(
    cloth: Cloth, known: Sequence[Sequence[Place]], *, young: bool
) -> tuple[str, str]:
    """Return title and label; without a woven day they are one and the same."""
    woven, decided = cloth.count(Ground.WOVEN), decided_in(cloth)
    if cloth.is_over:
        return _said_of_the_whole(
            cloth, [place for week in known for place in filter(is_there, week)]
        )
    if young:
        first = dates.day_and_month(next(filter(is_there, known[0])).start)
        title = _("Since %(day)s", day=first)
        label = ngettext(
            "%(woven)s of %(num)s day woven since %(day)s",
            "%(woven)s of %(num)s days woven since %(day)s",
            decided,
            woven=woven,
            day=first,
        )
    else:
        title = ngettext("Last %(num)s week", "Last %(num)s weeks", len(known))
        label = ngettext(
            "%(woven)s of %(num)s day woven in the last %(weeks)s weeks",
            "%(woven)s of %(num)s days woven in the last %(weeks)s weeks",
            decided,
            woven=woven,
            weeks=len(known),
        )
    return title, label if woven else title


def later(week: Sequence[Place], number: int) -> list[Place]:
    """Return the week so many weeks after one, with nothing in it."""
    days = (place.start + timedelta(weeks=number) for place in week)
    return [Place(day, day, Ground.EMPTY) for day in days]


def decided_in(cloth: Cloth) -> int:
    """Return how many places are woven or plain."""
    return cloth.count(Ground.WOVEN) + cloth.count(Ground.PLAIN)


def is_there(place: Place) -> bool:
    """Tell whether there was anything to weave."""
    return place.ground != Ground.EMPTY


def mark_of(place: Place) -> str:
    """Return how a place is drawn."""
    if place.down:
        return DOWN
    return ACROSS if place.across else _MARKS[place.ground]


def month_names(weeks: Sequence[Sequence[Place]]) -> Iterator[str]:
    before = None
    for week in weeks:
        day = week[-1].start
        yield dates.short_month(day) if before not in (None, day.month) else ""
        before = day.month


def week_line(
    week: Sequence[Place], names: Sequence[str], shown: Sequence[Ground], when: str | None = None
) -> Line:
    """Return a week as a line of the table: its days of each kind."""
    cells = []
    for ground in shown:
        those = [name for place, name in zip(week, names, strict=True) if place.ground == ground]
        cells.append(_("every day") if len(those) == 7 else lists.line(those))
    return Line(when or dates.day_and_month(week[0].start), cells)
