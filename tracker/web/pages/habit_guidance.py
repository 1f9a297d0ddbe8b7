"""What may help with a habit: what gets in the way, a gentler one, a small way to grow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.services.habit_views import HabitView
from tracker.services.versions import Wish
from tracker.streaks import Cadence
from tracker.web.pages import library, wish_words
from tracker.web.pages.library import in_the_way
from tracker.web.pages.library.in_the_way import Hindrance

MOST_DAYS, MOST_BLOCKS = 90, 12


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the page of a habit says beside its facts."""

    hindrances: Sequence[Hindrance]
    has_gentler: bool


def of(habit: HabitView) -> Guidance:
    """Return what to say about a habit, also about one that is only asked for."""
    found = library.titled(habit.title)
    held = habit.terms or habit.next_terms or (habit.proposal and habit.proposal.terms)
    mode = held.mode if held else "together"
    hindrances = in_the_way.of(None if found is None else found[0].slug, mode)
    return Guidance(hindrances, gentler(habit) is not None)


def gentler(habit: HabitView) -> Wish | None:
    """Return what is in force, made gentler in one thing: how it is done, else how often."""
    held = wish_words.in_force(habit)
    if held is None:
        return None
    found = library.titled(habit.title)
    plan = None if found is None or found[1].gentler is None else str(found[1].gentler)
    if plan is not None and plan != held.plan:
        return replace(held, plan=plan)
    rarer = less(held.cadence)
    return None if rarer is None else replace(held, cadence=rarer)


def grown(habit: HabitView) -> Wish | None:
    """Return what is in force, a little more often; None where that is not the way to grow."""
    held = wish_words.in_force(habit)
    often = None if held is None else more(held.cadence)
    return None if held is None or often is None else replace(held, cadence=often)


def less(cadence: Cadence) -> Cadence | None:
    """Return a cadence that asks for a little less, None where there is none."""
    unit, every, times = cadence.unit, cadence.every, cadence.times
    if cadence.weekdays is not None:
        if times > 1:
            return replace(cadence, times=times - 1)
        return Cadence("week", times=max(1, len(cadence.weekdays) - 2))
    if times > 1:
        return replace(cadence, times=times - 1)
    if unit == "day" and every == 1:
        return Cadence("week", times=3)
    if every >= (MOST_DAYS if unit == "day" else MOST_BLOCKS):
        return None
    return replace(cadence, every=every + 1)


def more(cadence: Cadence) -> Cadence | None:
    """Return a cadence that asks for a little more; None for what is daily: it grows otherwise."""
    unit, every, times = cadence.unit, cadence.every, cadence.times
    if unit == "day":
        return replace(cadence, every=every - 1) if every > 1 else None
    if every > 1 and times == 1:
        return replace(cadence, every=every - 1)
    most = (7 if unit == "week" else 28) * every
    return replace(cadence, times=times + 1) if times < most else None
