"""What Us says: one sentence that leads, and the figures it rests on.

It is about coming back or about together, never about what was not done, and no 0 is in it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile
from statistics import median_low

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from tracker.services.cloth import WEEKS, Cloth, Ground, Place
from tracker.services.progress import Overview
from tracker.streaks import WeekState
from tracker.web.pages.pictures import Picture, strip
from tracker.web.words import terms

ENOUGH, SOON = 3, 7
"""So many ways back make a "usually"; more days than that are no headline."""
GROUNDS = {
    WeekState.WOVEN: Ground.WOVEN,
    WeekState.LOOSE: Ground.PLAIN,
    WeekState.RUNNING: Ground.OPEN,
    WeekState.QUIET: Ground.EMPTY,
}
WEEK_WORDS = {
    Ground.WOVEN: lazy_gettext("woven"),
    Ground.PLAIN: lazy_gettext("plain"),
    Ground.OPEN: lazy_gettext("not written down yet"),
    Ground.EMPTY: lazy_gettext("quiet"),
}


@dataclass(frozen=True, slots=True)
class Lead:
    """The sentence that leads, and the figures under "why this number": pairs of words."""

    sentence: str
    figures: Sequence[tuple[str, str]]
    is_of_the_week: bool
    is_back: bool = False
    """It is about coming back: above all else on the page."""


@dataclass(frozen=True, slots=True)
class Week:
    """How many days of this week are woven, of those that have come."""

    woven: int
    come: int
    last_week: int

    @property
    def words(self) -> str:
        """Return what stands beside the week: "4 of 6 days, up from 2 last week"."""
        if self.woven > self.last_week > 0:
            return ngettext(
                "%(some)s of %(num)s day, up from %(before)s last week",
                "%(some)s of %(num)s days, up from %(before)s last week",
                self.come,
                some=self.woven,
                before=self.last_week,
            )
        return _some_of(self.woven, self.come)


@dataclass(frozen=True, slots=True)
class Weeks:
    """The couple's weeks: a headline, and the last of them side by side."""

    headline: str
    picture: Picture | None


def week(cloth: Cloth) -> Week:
    """Return the figures of the running week."""
    before, this = cloth.weeks[-2:]
    return Week(
        _woven(this),
        sum(place.ground != Ground.EMPTY for place in this),
        _woven(before),
    )


def lead(year: Cloth, *, anew: bool) -> Lead:
    """Return the sentence that leads; `anew`: there was more than the last weeks show.

    Who comes back so seldom that some weeks do not tell how is told by the year.
    """
    cloth = year.last(WEEKS)
    now, woven = week(cloth), cloth.count(Ground.WOVEN)
    seen = cloth if len(cloth.returns()) >= ENOUGH else year
    back = seen.returns()
    if len(back) >= ENOUGH and median_low(back) <= SOON and not _is_away(cloth):
        return Lead(_way_back(median_low(back)), [*_ways(back), *_days(seen)], False, True)
    if now.woven:
        return Lead(_this_week(now), _days(cloth), True)
    if woven:
        weeks = len(cloth.weeks)
        sentence = ngettext(
            "%(num)s day woven in the last %(weeks)s weeks",
            "%(num)s days woven in the last %(weeks)s weeks",
            woven,
            weeks=weeks,
        )
        return Lead(sentence, _days(cloth), False)
    return Lead(_("Your cloth goes on here") if anew else _("Your cloth begins here"), (), False)


def _this_week(now: Week) -> str:
    if now.woven == now.come:
        return ngettext(
            "%(num)s day woven this week", "All %(num)s days woven this week", now.woven
        )
    return ngettext(
        "%(woven)s of %(num)s day woven this week",
        "%(woven)s of %(num)s days woven this week",
        now.come,
        woven=now.woven,
    )


def _way_back(days: int) -> str:
    if days == 1:
        return _("You usually find your way back the next day")
    return ngettext(
        "You usually find your way back within %(num)s day",
        "You usually find your way back within %(num)s days",
        days,
    )


def _ways(back: Sequence[int]) -> list[tuple[str, str]]:
    return [
        (
            _("Back the next day")
            if days == 1
            else ngettext("Back after %(num)s day", "Back after %(num)s days", days),
            terms.times(count),
        )
        for days, count in sorted(Counter(back).items())
    ]


def _days(cloth: Cloth) -> list[tuple[str, str]]:
    now, woven = week(cloth), cloth.count(Ground.WOVEN)
    figures = []
    if now.woven:
        figures.append((_("Woven this week"), _some_of(now.woven, now.come)))
    if woven:
        words = ngettext("Woven in %(num)s week", "Woven in %(num)s weeks", len(cloth.weeks))
        figures.append((words, _some_of(woven, woven + cloth.count(Ground.PLAIN))))
    return figures


def _some_of(some: int, days: int) -> str:
    return ngettext("%(some)s of %(num)s day", "%(some)s of %(num)s days", days, some=some)


def _is_away(cloth: Cloth) -> bool:
    """Tell whether the last days that are decided are plain for longer than a headline holds."""
    decided = (place for place in reversed(cloth.places) if place.ground in _DECIDED)
    away = list(takewhile(lambda place: place.ground == Ground.PLAIN, decided))
    return bool(away) and (away[0].end - away[-1].start).days >= SOON


_DECIDED = (Ground.WOVEN, Ground.PLAIN)


def _woven(places: Sequence[Place]) -> int:
    return sum(place.ground == Ground.WOVEN for place in places)


def weeks(overview: Overview) -> Weeks:
    """Return the couple's weeks: those before the first thing agreed are left out."""
    places = [
        Place(week.start, week.start + timedelta(days=6), GROUNDS[week.state])
        for week in overview.weeks
    ]
    while places and places[0].ground == Ground.EMPTY:
        places.pop(0)
    woven = _woven(places)
    decided = sum(place.ground in _DECIDED for place in places)
    some = ngettext(
        "%(woven)s of the last %(num)s week woven",
        "%(woven)s of the last %(num)s weeks woven",
        decided,
        woven=woven,
    )
    if overview.streak:
        headline = ngettext("%(num)s woven week", "%(num)s weeks in a row", overview.streak)
    elif woven:
        headline = some
    elif decided:
        headline = _("This week is still running")
    else:
        headline = _("Your first weeks are on the loom")
    title = ngettext("Last %(num)s week", "Last %(num)s weeks", len(places))
    label = some if woven else headline
    return Weeks(
        headline, strip(places, WEEK_WORDS, title, label, overview.today) if places else None
    )
