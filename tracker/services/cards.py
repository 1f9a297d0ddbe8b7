"""A couple's cards: drawing, keeping, putting away.

The two share one deck. Who drew, kept or put away a card is not kept, and the stream says the same
after each of these: which card lies on the table now.
"""

import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, select

from tracker.extensions import db
from tracker.models import CardState
from tracker.services import deck, transaction
from tracker.services import seat as seats
from tracker.services.dealing import CardView, Dealing, Pick, Selection, Table, view
from tracker.services.errors import Conflict, NotFound
from tracker.services.paging import Mark, Page

_ALL = Selection()
_KNOWN = CardState.card.in_(deck.CARDS)
_IN_PLAY = CardState.away.is_(False)
STATES: dict[str, tuple[ColumnElement[bool], ...]] = {
    "drawn": (_KNOWN, _IN_PLAY, CardState.drawn_on.is_not(None)),
    "favourite": (_KNOWN, _IN_PLAY, CardState.favourite.is_(True)),
    "away": (_KNOWN, CardState.away.is_(True)),
}


def table(person_id: str, selection: Selection = _ALL) -> Table:
    """Return what lies on the couple's table.

    Raises NotFound while the person is not linked, and Conflict (gentle_only).
    """
    session = db.session()
    return Dealing(session, seats.take(session, person_id)).table(selection)


def draw(
    person_id: str,
    selection: Selection,
    now: datetime,
    *,
    number: int | None = None,
    pick: Pick = secrets.choice,
) -> Table:
    """Draw a card that has not been drawn yet.

    `number` is how many draws there were when this one was asked for. If the other has drawn
    meanwhile, or a thumb tapped twice, nothing is drawn: a card is not covered before anybody has
    read it. Raises NotFound and Conflict (all_drawn, gentle_only).
    """
    with transaction.writing() as session:
        cards = Dealing(session, seats.take(session, person_id, lock=True))
        if number is None or number == cards.number:
            if not cards.draw(selection, now, pick):
                raise Conflict("all_drawn", "You have had all of these cards.")
            cards.tell(now)
        return cards.table(selection)


def again(person_id: str, selection: Selection, now: datetime) -> Table:
    """Shuffle the drawn cards of a selection back in; what was put away stays away.

    Raises NotFound and Conflict (gentle_only).
    """
    with transaction.writing() as session:
        cards = Dealing(session, seats.take(session, person_id, lock=True))
        drawn = [
            row
            for card in cards.reach(selection)
            if (row := cards.rows.get(card.slug)) is not None and row.drawn_on is not None
        ]
        for row in drawn:
            row.drawn_on = None
        if drawn:
            cards.tell(now)
        return cards.table(selection)


def put_away(
    person_id: str,
    card: str,
    selection: Selection,
    now: datetime,
    *,
    pick: Pick = secrets.choice,
) -> Table:
    """Show a card to neither of the two again. Nobody says why, and nobody is told who.

    In the place of the one on the table the next is drawn, from all cards where the selection is
    through: to the other it looks like any draw.
    Raises NotFound and Conflict (gentle_only).
    """
    with transaction.writing() as session:
        cards = Dealing(session, seats.take(session, person_id, lock=True))
        row = cards.row(card)
        cards.reach(selection)
        if not row.away:
            lay_there = row is cards.on_table
            row.away = True
            if lay_there and not cards.draw(selection, now, pick):
                cards.draw_any(now, pick)
            cards.tell(now)
        return cards.table(selection)


def take_back(person_id: str, card: str, now: datetime) -> None:
    """Put a card that was put away back among those to draw. Raises NotFound."""
    with transaction.writing() as session:
        cards = Dealing(session, seats.take(session, person_id, lock=True))
        row = cards.row(card)
        if row.away:
            row.away, row.drawn_on = False, None
            cards.tell(now)


def keep(person_id: str, card: str, now: datetime, *, kept: bool) -> CardView:
    """Keep a card among the favourites of both, or no longer. Raises NotFound."""
    with transaction.writing() as session:
        cards = Dealing(session, seats.take(session, person_id, lock=True))
        row = cards.row(card)
        if row.favourite != kept:
            row.favourite = kept
            cards.tell(now)
        return view(row)


def get(person_id: str, card: str) -> CardView:
    """Return a card that the two have had before them. Raises NotFound for any other."""
    session = db.session()
    row = Dealing(session, seats.take(session, person_id)).row(card)
    if row.away or not (row.drawn_on or row.favourite):
        raise NotFound
    return view(row)


def require(person_id: str, card: str) -> None:
    """Raise NotFound where this is no card that the person's couple has drawn."""
    session = db.session()
    Dealing(session, seats.take(session, person_id)).row(card)


def listed(
    person_id: str, state: str, *, after: Mark | None = None, limit: int = len(deck.CARDS)
) -> Page[CardView]:
    """Return the couple's cards in one of STATES, the one drawn last first.

    Raises NotFound while the person is not linked.
    """
    session = db.session()
    seat = seats.take(session, person_id)
    query = select(CardState).where(CardState.couple_id == seat.couple_id, *STATES[state])
    if after is not None:
        query = query.where(CardState.draw < after[0])
    rows = session.scalars(query.order_by(CardState.draw.desc()).limit(limit + 1)).all()
    mark = (rows[limit - 1].draw,) if len(rows) > limit else None
    return Page([view(row) for row in rows[:limit]], mark)
