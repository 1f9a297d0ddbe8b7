"""Questions for two, from one deck that both draw from."""

from dataclasses import asdict
from typing import Any

from flask import request

from tracker import clock
from tracker.schemas.card import (
    Card,
    CardPage,
    CardQuery,
    CardWishes,
    Draw,
    Selection,
    Table,
)
from tracker.schemas.fields import SMALL, Empty
from tracker.services import card_wishes, cards, couples, dealing
from tracker.services.card_wishes import Wishes
from tracker.services.dealing import CardView
from tracker.services.principal import Principal
from tracker.web import questions
from tracker.web.api import cursors
from tracker.web.api.blueprint import Blueprint, exists
from tracker.web.api.door import me

blueprint = Blueprint("cards", __name__)


def _card(principal: Principal, card: str) -> None:
    cards.require(principal.person_id, card)


exists["card"] = _card


@blueprint.before_request
def linked() -> None:
    """Refuse who has no couple before the shape of what they send is judged."""
    if request.endpoint not in ("api_cards.wishes", "api_cards.wish"):
        couples.require(me().person_id)


@blueprint.get("/cards/current")
@blueprint.response(200, Table)
def current() -> dict[str, Any]:
    """Look at the card that lies on the table of the two, null for none."""
    return _table(cards.table(me().person_id))


@blueprint.post("/cards/draw")
@blueprint.arguments(Draw)
@blueprint.response(200, Table)
def draw(body: dict[str, Any]) -> dict[str, Any]:
    """Draw the next card: none comes twice before all of a selection were there."""
    selection, number = _selection(body), body["number"]
    return _table(cards.draw(me().person_id, selection, clock.now(), number=number))


@blueprint.post("/cards/again")
@blueprint.arguments(Selection)
@blueprint.response(200, Table)
def again(body: dict[str, Any]) -> dict[str, Any]:
    """Shuffle the drawn cards of a selection back in; what was put away stays away."""
    return _table(cards.again(me().person_id, _selection(body), clock.now()))


@blueprint.get("/cards")
@blueprint.arguments(CardQuery, location="query")
@blueprint.response(200, CardPage)
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """List the cards that were drawn, kept as favourites or put away, the one drawn last first."""
    after = cursors.read(query.get("after"), cursors.number(SMALL))
    page = cards.listed(me().person_id, query["state"], after=after, limit=query["limit"])
    return {"items": [_shown(card) for card in page.items], "next": cursors.write(page.next)}


@blueprint.put("/cards/<string:card>/favourite")
@blueprint.arguments(Empty)
@blueprint.response(200, Card)
def keep(_body: dict[str, Any], card: str) -> dict[str, Any]:
    """Keep a card among the favourites of both."""
    return _shown(cards.keep(me().person_id, card, clock.now(), kept=True))


@blueprint.delete("/cards/<string:card>/favourite")
@blueprint.arguments(Empty)
@blueprint.response(204)
def unkeep(_body: dict[str, Any], card: str) -> None:
    """Keep a card no longer."""
    cards.keep(me().person_id, card, clock.now(), kept=False)


@blueprint.put("/cards/<string:card>/away")
@blueprint.arguments(Selection)
@blueprint.response(200, Table)
def put_away(body: dict[str, Any], card: str) -> dict[str, Any]:
    """Show a card to neither of the two again; in its place the next of the selection is drawn."""
    return _table(cards.put_away(me().person_id, card, _selection(body), clock.now()))


@blueprint.delete("/cards/<string:card>/away")
@blueprint.arguments(Empty)
@blueprint.response(204)
def take_back(_body: dict[str, Any], card: str) -> None:
    """Put a card back among those to draw."""
    cards.take_back(me().person_id, card, clock.now())


@blueprint.get("/cards/wishes")
@blueprint.response(200, CardWishes)
def wishes() -> Wishes:
    """Say how one wants cards to be."""
    return card_wishes.view(me().person_id)


@blueprint.patch("/cards/wishes")
@blueprint.arguments(CardWishes)
@blueprint.response(200, CardWishes)
def wish(body: dict[str, Any]) -> Wishes:
    """Draw light cards alone, or all. The partner does not learn of it."""
    return card_wishes.change(me().person_id, gentle=body["gentle"])


def _selection(body: dict[str, Any]) -> dealing.Selection:
    return dealing.Selection(tuple(body["themes"]), body["depth"])


def _shown(card: CardView) -> dict[str, Any]:
    return asdict(card) | {"text": questions.text(card.id)}


def _table(table: dealing.Table) -> dict[str, Any]:
    card = None if table.card is None else _shown(table.card)
    return {"card": card, "number": table.number, "fresh": table.fresh}
