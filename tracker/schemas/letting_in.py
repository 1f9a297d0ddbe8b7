"""Shapes of letting a coach in: of a link as the two see it, and as the coach does."""

from typing import Any

import marshmallow as ma

from tracker.schemas.fields import Day, Id, Instant, Schema, Text, one_of

SCOPES = ("titles", "checkins")
BESIDE = "Beside adherence: habits' titles, and trends of check-ins that both have opened."
CODE = 64
"""Characters of a code or a token as somebody presents it, at most."""


def list_of_scopes(description: str = BESIDE, **kwargs: Any) -> Any:
    """Return a field for a list of scopes."""
    few = ma.validate.Length(max=len(SCOPES))
    metadata = {"description": description}
    return ma.fields.List(one_of(*SCOPES), validate=few, metadata=metadata, **kwargs)


class CoachAsked(Schema):
    """What one asks of one's partner: to let a coach in."""

    scopes = list_of_scopes(load_default=list)
    practice_code = Text(
        CODE,
        load_default=None,
        allow_none=True,
        metadata={"description": "A coach's code, or the token from behind the # of the address."},
    )


class CoachAgreed(Schema):
    """One's yes to what is asked."""

    scopes = list_of_scopes(
        "What oneself grants; left out: all that is asked.",
        load_default=None,
        allow_none=True,
    )


class ScopesIn(Schema):
    """What oneself lets the coach see."""

    scopes = list_of_scopes(required=True)


class LinkCoach(Schema):
    """Who coaches."""

    id = Id(required=True)
    name = Text(80, required=True)
    practice = Text(80, required=True, allow_none=True)


class CoachLink(Schema):
    """A coach and a couple, as one of the two sees it."""

    id = Id(required=True)
    state = one_of("asked", "agreed", "active", required=True)
    scopes = list_of_scopes(
        "Asked: what is asked for. From then on: what both have said yes to.", required=True
    )
    own_scopes = list_of_scopes(
        "What oneself has said yes to; null while one has not answered.",
        required=True,
        allow_none=True,
    )
    coach = ma.fields.Nested(LinkCoach, required=True, allow_none=True)
    """Null while it is for whoever is given the code."""
    asked_by = Id(
        required=True, allow_none=True, metadata={"description": "Null: the coach hands you over."}
    )
    asked_on = Day(required=True)
    since = Day(required=True, allow_none=True)
    code_expires_at = Instant(
        required=True, allow_none=True, metadata={"description": "Of the code for the coach."}
    )
    asking_until = Day(
        required=True,
        allow_none=True,
        metadata={"description": "While both are asked again: until when, whoever has answered."},
    )
    asked_again = ma.fields.Boolean(
        required=True, metadata={"description": "Whether oneself is to answer yet."}
    )
    asks_on = Day(
        required=True, allow_none=True, metadata={"description": "When both are asked again."}
    )


class CoupleCoach(CoachLink):
    """The coach who is there or asked."""

    handover = ma.fields.Nested(CoachLink, required=True, allow_none=True)
    """To whom that coach hands the two over, once they say yes."""


class AgreedLink(CoachLink):
    """A link that both have said yes to; code and address are shown this once."""

    code = Text(14, required=True, allow_none=True)
    url = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"format": "uri", "description": "For the coach; null where one is named."},
    )


class CoachCode(Schema):
    """A new code with its address, shown this once."""

    code = Text(14, required=True, metadata={"example": "7QK4-M2ZD-R8TV"})
    url = ma.fields.String(
        required=True,
        metadata={"format": "uri", "description": "The secret stands behind the #."},
    )
    expires_at = Instant(
        required=True, allow_none=True, metadata={"description": "Null: until there is a new one."}
    )


class Opening(Schema):
    """A day on which the coach opened the couple's page."""

    day = Day(required=True)


class OpeningPage(Schema):
    """A page of such days, newest first."""

    items = ma.fields.List(ma.fields.Nested(Opening), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class CoachPreview(Schema):
    """Who lets a coach in, and into what."""

    names = ma.fields.List(Text(80), required=True)
    scopes = list_of_scopes(required=True)


class AskingCouple(CoachPreview):
    """A couple that would let this coach in."""

    id = Id(required=True)


class AskingCouples(Schema):
    """All of them, in the order they asked."""

    items = ma.fields.List(ma.fields.Nested(AskingCouple), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class NewClient(AskingCouple):
    """A couple that has let this coach in."""

    state = one_of("active", required=True)
    since = Day(required=True, metadata={"description": "The couple's date."})
