"""A week of the couple's cloth as seven knots, each with its name and what it is in words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from tracker.services.cloth import Ground, Place
from tracker.web.pages.pictures import WORDS, said
from tracker.web.words import dates


@dataclass(frozen=True, slots=True)
class Knot:
    """A day: what it is called, what it is in words, and how its knot is drawn."""

    name: str
    day: str
    """Its name in full."""
    words: str
    ground: Ground
    is_today: bool


def knots(week: Sequence[Place], couples_today: date, todays: Collection[date]) -> list[Knot]:
    """Return the knots of a week; `todays` are the dates that it is for whoever reads."""
    return [_knot(place, couples_today, todays) for place in week]


def _knot(place: Place, couples_today: date, todays: Collection[date]) -> Knot:
    words = said(place, WORDS, couples_today)
    if place.start > max(todays) and place.ground == Ground.EMPTY:
        words = _("to come")
    return Knot(
        name=dates.short_weekday(place.start),
        day=dates.full(place.start),
        words=words,
        ground=place.ground,
        is_today=place.start in todays,
    )
