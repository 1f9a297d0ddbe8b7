"""A couple's deck of cards as it stands: what lies on the table, and which card comes next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.models import CardState
from tracker.services import card_wishes, changes, deck
from tracker.services.deck import Card
from tracker.services.errors import Conflict, NotFound
from tracker.services.seat import Seat

Pick = Callable[[Sequence[Card]], Card]
LIGHT_DRAWS, CLOSER_DRAWS, WARMING_UP = 4, 12, 2
"""So many draws are light, so many at most closer; and so many on each new day."""


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as it stands with the couple; what it asks is worded where it is shown."""

    id: str
    theme: str
    depth: int
    drawn_on: date | None
    favourite: bool
    away: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cards are wanted: of all themes without any; without a depth they begin light."""

    themes: Sequence[str] = ()
    depth: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """What lies on the table, and what is left to draw."""

    card: CardView | None
    number: int
    """How many draws there were."""
    fresh: int
    """How many cards of the selection are still to come."""
    favourites: int


class Dealing:
    """The deck of the two of a seat, for as long as one use case lasts.

    Who writes has locked the couple: two draws at once are one after the other.
    """

    def __init__(self, session: Session, seat: Seat) -> None:
        self.session = session
        self.seat = seat
        query = select(CardState).where(CardState.couple_id == seat.couple_id)
        rows = session.scalars(query.execution_options(populate_existing=True)).all()
        self.number = max((row.draw for row in rows), default=0)
        # A card that is not in the deck any more is passed over.
        self.rows = {row.card: row for row in rows if row.card in deck.CARDS}
        self.gentle = card_wishes.of(session, seat.me.id).gentle

    @property
    def on_table(self) -> CardState | None:
        """Return the row of the card that was drawn last, unless it is put away or back."""
        for row in self.rows.values():
            if row.draw == self.number and row.drawn_on is not None and not row.away:
                return row
        return None

    def row(self, card: str) -> CardState:
        """Return the row of a card that was drawn once. Raises NotFound."""
        if card not in self.rows:
            raise NotFound
        return self.rows[card]

    def reach(self, selection: Selection) -> list[Card]:
        """Return the cards of a selection, for whoever is asking. Raises Conflict (gentle_only)."""
        if selection.depth is None:
            return deck.chosen(selection.themes, (deck.LIGHT,) if self.gentle else deck.DEPTHS)
        if self.gentle and selection.depth == deck.DEEP:
            raise Conflict("gentle_only", "You wanted to be spared the deep ones.")
        return deck.chosen(selection.themes, (selection.depth,))

    def fresh(self, selection: Selection) -> list[Card]:
        """Return what of a selection is still to come."""
        return self._fresh(self.reach(selection))

    def _fresh(self, cards: Sequence[Card]) -> list[Card]:
        rows = self.rows.values()
        gone = {row.card for row in rows if row.away or row.drawn_on is not None}
        return [card for card in cards if card.slug not in gone]

    def draw(self, selection: Selection, now: datetime, pick: Pick) -> bool:
        """Lay the next card on the table; tell whether there was one."""
        return self._lay(self.fresh(selection), now, pick, is_rising=selection.depth is None)

    def draw_any(self, now: datetime, pick: Pick) -> None:
        """Lay any card on the table that is left.

        One's own wish for light ones gives way: an empty table would tell the other of it. Then it
        is as light as there is one.
        """
        fresh = self._fresh(deck.chosen())
        lightest = min((card.depth for card in fresh), default=deck.LIGHT)
        if self.gentle:
            fresh = [card for card in fresh if card.depth == lightest]
        self._lay(fresh, now, pick, is_rising=True)

    def _lay(self, fresh: list[Card], now: datetime, pick: Pick, *, is_rising: bool) -> bool:
        if not fresh:
            return False
        today = self.seat.today(now)  # the drawer's own date would tell who it was
        if is_rising:
            depth = max(self._rising(today), min(card.depth for card in fresh))
            fresh = [card for card in fresh if card.depth <= depth]
        # Of cards put back, the one that was there last does not come first.
        last = {row.card for row in self.rows.values() if row.draw == self.number}
        slug = pick([card for card in fresh if card.slug not in last] or fresh).slug
        self.number += 1
        row = self.rows.get(slug)
        if row is None:
            row = CardState(couple_id=self.seat.couple_id, card=slug, away=False, favourite=False)
            self.session.add(row)
            self.rows[slug] = row
        row.draw, row.drawn_on = self.number, today
        return True

    def _rising(self, today: date) -> int:
        """Return how deep a card may go for whoever asked for no depth: gentle first."""
        of_today = sum(row.drawn_on == today for row in self.rows.values())
        if self.number < LIGHT_DRAWS:
            return deck.LIGHT
        if self.number < CLOSER_DRAWS or of_today < WARMING_UP:
            return deck.CLOSER
        return deck.DEEP

    def table(self, selection: Selection) -> Table:
        """Return what lies on the table."""
        rows = self.rows.values()
        return Table(
            card=None if self.on_table is None else view(self.on_table),
            number=self.number,
            fresh=len(self.fresh(selection)),
            favourites=sum(row.favourite and not row.away for row in rows),
        )

    def tell(self, now: datetime) -> None:
        """Let both know what lies on the table: the same words, whatever was done by whomever."""
        card = None if self.on_table is None else self.on_table.card
        changes.add(self.session, self.seat.both(now), "cards", {"card": card}, by=None, now=now)


def view(row: CardState) -> CardView:
    """Return a row as its two people see it."""
    card = deck.CARDS[row.card]
    return CardView(card.slug, card.theme, card.depth, row.drawn_on, row.favourite, row.away)
