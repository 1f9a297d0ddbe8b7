"""The deck: questions for two, in six themes and three depths, in words of our own.

Every card is open, can be answered by both, takes nothing about a life for granted and accuses
nobody. A theme is one file.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256

from tracker.services.deck import appreciation, closeness, dreams, everyday, play, repair
from tracker.services.deck.card import CLOSER, DEEP, LIGHT, Card

__all__ = ["CARDS", "CLOSER", "DEEP", "DEPTHS", "LIGHT", "THEMES", "Card", "chosen", "of_week"]

_THEMES = (appreciation, everyday, play, dreams, closeness, repair)
CARDS: Mapping[str, Card] = {card.slug: card for theme in _THEMES for card in theme.CARDS}
"""All cards by their slugs, theme after theme, the light ones first."""
THEMES: tuple[str, ...] = tuple(theme.THEME for theme in _THEMES)
DEPTHS = (LIGHT, CLOSER, DEEP)
OF_WEEK = frozenset({"appreciation", "everyday", "dreams", "play"})
"""Themes that anybody may be asked about without having chosen it."""


def chosen(themes: Sequence[str] = (), depths: Sequence[int] = DEPTHS) -> list[Card]:
    """Return the cards of these themes, of all without any, in these depths."""
    wanted = themes or THEMES
    return [card for card in CARDS.values() if card.theme in wanted and card.depth in depths]


def of_week(couple_id: str, week_start: date) -> str:
    """Return the slug of a couple's question for a week: the same whenever it is asked for.

    Light or closer, never deep. None comes twice before all of them have had their week.
    """
    pool = [card.slug for card in chosen(tuple(OF_WEEK), (LIGHT, CLOSER))]
    pool.sort(key=lambda slug: sha256(f"{couple_id}:{slug}".encode()).digest())
    return pool[week_start.toordinal() // 7 % len(pool)]
