"""Shapes of the cards."""

import marshmallow as ma

from tracker.schemas.fields import SMALL, Bool, Day, Int, PageQuery, Schema, one_of

THEMES = ("appreciation", "everyday", "play", "dreams", "closeness", "repair")
STATES = ("drawn", "favourite", "away")
_ABOUT_DEPTH = "1 light, 2 closer, 3 deep; left out, they begin light."


class Selection(Schema):
    """Which cards are wanted: of all themes without any."""

    themes = ma.fields.List(
        one_of(*THEMES), validate=ma.validate.Length(max=len(THEMES)), load_default=()
    )
    depth = Int(1, 3, allow_none=True, load_default=None, metadata={"description": _ABOUT_DEPTH})


class Draw(Selection):
    """The next card."""

    number = Int(
        0,
        SMALL,
        allow_none=True,
        load_default=None,
        metadata={
            "description": "How many draws there were when it was asked for: where there were "
            "more since, nothing is drawn, and the answer is what lies on the table."
        },
    )


class Card(Schema):
    """A question for the two; it does not say who drew it, kept it or put it away."""

    id = ma.fields.String(required=True, metadata={"example": "our-museum"})
    theme = one_of(*THEMES, required=True)
    depth = ma.fields.Integer(required=True, metadata={"description": "1 light, 2 closer, 3 deep."})
    text = ma.fields.String(required=True)
    drawn_on = Day(
        required=True, allow_none=True, metadata={"description": "Null once shuffled back in."}
    )
    favourite = ma.fields.Boolean(required=True)
    away = ma.fields.Boolean(
        required=True, metadata={"description": "Put away: it comes up for neither of the two."}
    )


class Table(Schema):
    """What lies on the table of the two."""

    card = ma.fields.Nested(Card, required=True, allow_none=True)
    number = ma.fields.Integer(
        required=True, metadata={"description": "How many draws there were."}
    )
    fresh = ma.fields.Integer(
        required=True, metadata={"description": "How many of the selection are still to come."}
    )


class CardQuery(PageQuery):
    """Which cards."""

    state = one_of(*STATES, load_default="drawn")


class CardPage(Schema):
    """A page of cards, the one drawn last first."""

    items = ma.fields.List(ma.fields.Nested(Card), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class CardWishes(Schema):
    """How somebody wants cards to be; their partner does not learn of it."""

    gentle = Bool(required=True, metadata={"description": "One's own draws stay light."})


class KeepForm(Schema):
    """Whether a card is to be kept, as a form says it."""

    kept = one_of("true", "false", required=True)


class WishesForm(Schema):
    """The same wishes, as a form says them."""

    gentle = one_of("true", "false", required=True)
