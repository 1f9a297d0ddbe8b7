"""Shapes of a practice: its name, who is in it, and handing a couple over to one of them."""

import marshmallow as ma

from tracker.schemas.fields import Day, Id, Instant, Schema, Text, one_of

CODE = 64
"""Characters of a code as somebody presents it, at most."""


class PracticeName(Schema):
    """What the practice is to be called; couples read it beside their coach's name."""

    name = Text(80, required=True)


class ColleagueCode(Schema):
    """The code of a practice, as a colleague got it from its owner."""

    code = Text(CODE, required=True)


class NextOwner(Schema):
    """Which colleague is to own the practice."""

    id = Id(required=True)


class Colleague(Schema):
    """Somebody of the practice."""

    id = Id(required=True)
    name = Text(80, required=True)
    owner = ma.fields.Boolean(required=True)
    clients = ma.fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "How many couples; null for all but oneself and the owner."},
    )


class Practice(Schema):
    """A practice as one of its coaches sees it, oneself first."""

    id = Id(required=True)
    name = Text(80, required=True)
    owner = ma.fields.Boolean(required=True, metadata={"description": "Whether it is one's own."})
    colleagues = ma.fields.List(ma.fields.Nested(Colleague), required=True)


class Invited(Schema):
    """A new code for one colleague, shown this once."""

    code = Text(14, required=True, metadata={"example": "7QK4-M2ZD-R8TV"})
    expires_at = Instant(required=True)


class HandoverIn(Schema):
    """To which colleague the couple is handed over, once both partners and they say yes."""

    to = Id(required=True)


class Person(Schema):
    """A colleague."""

    id = Id(required=True)
    name = Text(80, required=True)


class Handover(Schema):
    """A hand-over that has not begun yet."""

    id = Id(required=True)
    to = ma.fields.Nested(Person, required=True)
    state = one_of("asked", "agreed", required=True)
    """`agreed`: both partners have said yes, and the colleague answers next."""
    asked_on = Day(required=True)
