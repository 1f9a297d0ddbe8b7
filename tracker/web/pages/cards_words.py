"""What cards are called, and how one stands on a page."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.services import deck
from tracker.services.dealing import CardView
from tracker.web import questions
from tracker.web.pages import cards_weave
from tracker.web.pages.cards_weave import Weave

THEMES = {
    "appreciation": _l("Appreciation"),
    "everyday": _l("Everyday"),
    "play": _l("Play"),
    "dreams": _l("Dreams"),
    "closeness": _l("Closeness"),
    "repair": _l("Making up"),
}
DEPTHS = {deck.LIGHT: _l("Light"), deck.CLOSER: _l("Closer"), deck.DEEP: _l("Deep")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A card in words, with the cloth at its head."""

    id: str
    text: str
    kind: str
    weave: Weave
    favourite: bool


def shown(card: CardView) -> Shown:
    """Return a card as a page shows it."""
    kind = _("%(theme)s · %(depth)s", theme=THEMES[card.theme], depth=DEPTHS[card.depth])
    weave = cards_weave.band(card.theme, card.depth)
    return Shown(card.id, questions.text(card.id), kind, weave, card.favourite)
