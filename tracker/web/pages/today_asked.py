"""What somebody asks for, as a card on Today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from tracker.services.habit_views import HabitView
from tracker.web.pages.words import terms


@dataclass(frozen=True, slots=True)
class Card:
    """An open version: who asks, for what, and what it would take the place of."""

    habit: str
    version: int
    asks: str
    is_mine: bool
    title: str
    emoji: str | None
    why: str | None
    terms: str
    until_now: str | None


def cards(
    habits: Iterable[HabitView], names: Mapping[str, str], me: str, today: date
) -> Sequence[Card]:
    """Return the open proposals, the other's first; `names` maps ids to what they are called."""
    called = {**names, me: _("you")}
    found = [_card(habit, called, names, me, today) for habit in habits if habit.proposal]
    return sorted(found, key=lambda card: card.is_mine)


def _card(
    habit: HabitView, called: Mapping[str, str], names: Mapping[str, str], me: str, today: date
) -> Card:
    asked, held = habit.proposal, habit.terms
    assert asked is not None
    name = names.get(asked.by or "")
    if held is not None:
        asks = (
            _("A change is asked for") if name is None else _("%(name)s asks to change", name=name)
        )
    else:
        asks = _("Somebody asks") if name is None else _("%(name)s asks", name=name)
    return Card(
        habit=habit.id,
        version=asked.version,
        asks=asks,
        is_mine=asked.by == me,
        title=asked.title,
        emoji=asked.emoji,
        why=asked.why,
        terms=terms.sentence(asked.terms, called, today),
        until_now=None if held is None else terms.sentence(held, called, held.starts_on or today),
    )
