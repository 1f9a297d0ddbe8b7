"""The deck's questions in the reader's language: for the API and the pages alike."""

from flask_babel import gettext

from tracker.services import deck


def text(slug: str) -> str:
    """Return a card's question. Raises KeyError for what is no card."""
    return gettext(deck.CARDS[slug].text)
