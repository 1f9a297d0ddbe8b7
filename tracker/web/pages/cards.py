"""Cards: one question at a time, on a table that both look at."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, url_for

from tracker import clock
from tracker.problems import STATUS
from tracker.schemas import card as shapes
from tracker.services import card_wishes, cards, couples, errors
from tracker.services.dealing import Selection
from tracker.web.pages import browser, cards_form, cards_weave, cards_words, forms
from tracker.web.pages.forms import Wrong

blueprint = Blueprint("cards", __name__)

_DRAW, _SELECTION = shapes.Draw(), shapes.Selection()
_KEEP, _WISHES = shapes.KeepForm(), shapes.WishesForm()
_BACK_OF_CARD = cards_weave.band("dreams", 5)


@blueprint.get("/cards")
def show() -> Any:
    """Show the card that lies on the table."""
    me = browser.me()
    return _page(me, cards_form.asked(gentle=card_wishes.view(me).gentle))


@blueprint.post("/cards/draw")
def draw() -> Any:
    """Draw the next card."""
    me = browser.me()
    values, wrong = cards_form.read(_DRAW)
    if wrong:
        return _page(me, Selection(), wrong, 422)
    number = values.pop("number")
    return _done(
        me, Selection(**values), lambda wanted: cards.draw(me, wanted, clock.now(), number=number)
    )


@blueprint.post("/cards/again")
def again() -> Any:
    """Shuffle the drawn cards of a selection back in."""
    me = browser.me()
    values, wrong = cards_form.read(_SELECTION)
    if wrong:
        return _page(me, Selection(), wrong, 422)
    return _done(me, Selection(**values), lambda wanted: cards.again(me, wanted, clock.now()))


@blueprint.post("/cards/<string:card>/away")
def away(card: str) -> Any:
    """Show a card to neither of the two again."""
    me = browser.me()
    cards.require(me, card)
    values, wrong = cards_form.read(_SELECTION)
    if wrong:
        return _page(me, Selection(), wrong, 422)
    return _done(
        me, Selection(**values), lambda wanted: cards.put_away(me, card, wanted, clock.now())
    )


@blueprint.post("/cards/<string:card>/back")
def take_back(card: str) -> Any:
    """Put a card back among those to draw."""
    cards.take_back(browser.me(), card, clock.now())
    return redirect(url_for("cards.shelf", state="away"), 303)


@blueprint.post("/cards/<string:card>/keep")
def keep(card: str) -> Any:
    """Keep a card for both, or no longer."""
    me = browser.me()
    cards.require(me, card)
    values, wrong = forms.read(_KEEP)
    if wrong:
        return _page(me, Selection(), wrong, 422)
    cards.keep(me, card, clock.now(), kept=values["kept"] == "true")
    return redirect(forms.destination(), 303)


@blueprint.post("/cards/wishes")
def wish() -> Any:
    """Let one's own draws be gentle, or not."""
    me = browser.me()
    values, wrong = forms.read(_WISHES)
    if wrong:
        return _page(me, Selection(), wrong, 422)
    card_wishes.change(me, gentle=values["gentle"] == "true")
    return redirect(url_for("cards.show"), 303)


@blueprint.get("/cards/kept", defaults={"state": "favourite"})
@blueprint.get("/cards/earlier", defaults={"state": "drawn"})
@blueprint.get("/cards/put-away", defaults={"state": "away"})
def shelf(state: str) -> Any:
    """Show the cards that the two keep, have drawn, or can take back."""
    me = browser.me()
    try:
        found = cards.listed(me, state).items
    except errors.NotFound:
        return redirect(url_for("cards.show"), 303)  # which says what it takes
    shown = [cards_words.shown(card) for card in found]
    return render_template("cards/list.html", state=state, cards=shown)


@blueprint.get("/cards/<string:card>")
def one(card: str) -> Any:
    """Show a card that was drawn before."""
    me = browser.me()
    cards.require(me, card)
    try:
        found = cards.get(me, card)
    except errors.NotFound:  # it went back into the deck, or away, while somebody had it open
        return redirect(url_for("cards.show"), 303)
    return render_template("cards/card.html", card=cards_words.shown(found))


def _done(me: str, selection: Selection, act: Callable[[Selection], object]) -> Any:
    """Do something with a selection, and lead back to the table with the same one."""
    try:
        act(selection)
    except errors.Conflict as refusal:
        status = STATUS[type(refusal)]
        if refusal.code == "all_drawn":  # the page says so by itself, with the way on
            return _page(me, selection, None, status)
        return _page(me, Selection(selection.themes), forms.said(refusal), status)
    return redirect(url_for("cards.show", **cards_form.address(selection)), 303)


def _page(me: str, selection: Selection, wrong: Wrong | None = None, status: int = 200) -> Response:
    try:
        table = cards.table(me, selection)
    except errors.NotFound:
        parted = couples.was_linked(me)
        alone = render_template("cards/alone.html", was_linked=parted, back=_BACK_OF_CARD)
        return make_response(alone, 200 if status == 200 else 404)
    page = render_template(
        "cards/cards.html",
        table=table,
        card=None if table.card is None else cards_words.shown(table.card),
        back=_BACK_OF_CARD,
        chosen=selection,
        gentle=card_wishes.view(me).gentle,
        themes=cards_words.THEMES,
        depths=cards_words.DEPTHS,
        wrong=wrong or {},
    )
    return make_response(page, status)
