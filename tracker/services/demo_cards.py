"""The cards of a made-up story: a few were drawn, and some of them kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tracker.services import cards
from tracker.services.dealing import Pick, Selection
from tracker.services.deck import Card


def live(drawn: Sequence[str], kept: Sequence[str], ids: Sequence[str], now: datetime) -> None:
    """Let two linked people draw a card every other day up to now, and keep some of them."""
    for number, slug in enumerate(drawn):
        at = now - timedelta(days=2 * (len(drawn) - 1 - number))
        cards.draw(ids[number % 2], Selection(), at, pick=_just(slug))
    for slug in kept:
        cards.keep(ids[0], slug, now, kept=True)


def _just(slug: str) -> Pick:
    """Return a draw that comes upon one card, where it is among those to choose from."""

    def pick(among: Sequence[Card]) -> Card:
        return next((card for card in among if card.slug == slug), among[0])

    return pick
