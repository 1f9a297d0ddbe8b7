"""A card of the deck: a question for two."""

from collections.abc import Mapping
from dataclasses import dataclass

LIGHT, CLOSER, DEEP = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Card:
    """A question, the theme it stands in, and its depth: LIGHT, CLOSER or DEEP.

    `slug` stays as it is, whatever becomes of the words: couples' rows and addresses name it.
    `text` is English; whoever shows it looks it up in the reader's language.
    """

    slug: str
    theme: str
    depth: int
    text: str


def N_(text: str) -> str:  # noqa: N802  the name by which extraction finds what is translated later
    """Mark a text for translation, where nobody is there yet to read it."""
    return text


def laid(
    theme: str, *, light: Mapping[str, str], closer: Mapping[str, str], deep: Mapping[str, str]
) -> tuple[Card, ...]:
    """Return a theme's cards, the light ones first, from their texts by slug."""
    depths = (LIGHT, light), (CLOSER, closer), (DEEP, deep)
    return tuple(
        Card(slug, theme, depth, text) for depth, texts in depths for slug, text in texts.items()
    )
