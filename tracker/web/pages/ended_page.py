"""Habits that ended and that live on uncounted, as cards: what they came to, and nothing to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from tracker.services import ended as over
from tracker.services import habits
from tracker.services.cloth import Ground
from tracker.services.ended import Ended
from tracker.services.habit_views import HabitView
from tracker.web.pages.pair import Pair
from tracker.web.pages.pictures import WORDS, Picture, strip
from tracker.web.pages.wish_words import sentence
from tracker.web.words import dates

PAGE, MOST_LIVING = 8, 20


@dataclass(frozen=True, slots=True)
class Card:
    """One of them: its terms, when it was, its longest, and the last of its cloth."""

    habit: HabitView
    terms: str
    when: str
    best: str | None
    cloth: Picture | None
    again: HabitView | None
    """What has its title by now: asked for, or in force."""


def living(me: str, two: Pair, now: datetime) -> Sequence[Card]:
    """Return what lives on without being counted, the latest first."""
    return _cards(me, two, over.page(me, now, lives_on=True, limit=MOST_LIVING).items, now)


def ended(
    me: str, two: Pair, after: str | None, now: datetime
) -> tuple[Sequence[Card], str | None]:
    """Return a page of what ended, and where the next one begins."""
    page = over.page(me, now, limit=PAGE, after=after)
    return _cards(me, two, page.items, now), page.next


def _cards(me: str, two: Pair, items: Sequence[Ended], now: datetime) -> list[Card]:
    if not items:
        return []
    alive = {each.title: each for each in habits.alive(me, now)}
    return [_card(each, two, alive.get(each.habit.title)) for each in items]


def _card(each: Ended, two: Pair, again: HabitView | None) -> Card:
    habit = each.habit
    held = habit.terms or habit.next_terms
    return Card(
        habit=habit,
        terms="" if held is None else sentence(held, two),
        when=_when(habit),
        best=_("Your longest: %(best)s.", best=each.best) if each.best else None,
        cloth=_cloth(each),
        again=again,
    )


def _when(habit: HabitView) -> str:
    assert habit.retired_on is not None
    last = dates.with_year(habit.retired_on)
    if habit.starts_on is None:
        return _("Ended before it began, %(day)s", day=last)
    if habit.lives_on:
        first = dates.with_year(habit.starts_on)
        return _("Counted from %(first)s to %(last)s", first=first, last=last)
    return dates.span_with_year(habit.starts_on, habit.retired_on)


def _cloth(each: Ended) -> Picture | None:
    places = list(each.places)
    while places and places[0].ground == Ground.EMPTY:
        places.pop(0)
    if not places:
        return None
    words = _(
        "%(title)s, the last of it: %(first)s to %(last)s",
        title=each.habit.title,
        first=dates.with_year(places[0].start),
        last=dates.with_year(places[-1].end),
    )
    return strip(places, WORDS, words, words, each.today)
