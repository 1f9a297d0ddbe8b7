"""Check-ins: how often, what one answers, and a round as one of the two sees it."""

from typing import Any

import marshmallow as ma

from tracker.schemas.fields import SMALL, Bool, Day, Id, Int, PageQuery, Schema, Text, one_of

WORDS = 500
MARK = 16
EVERY = {"description": "In weeks: 1 or 2."}


class RhythmIn(Schema):
    """How often to check in."""

    every = Int(1, 2, required=True, metadata=EVERY)


class AskedAnswer(Schema):
    """Which version is answered."""

    version = Int(
        0, SMALL, required=True, metadata={"description": "Of what was asked for, as it was seen."}
    )


class AskedRhythm(Schema):
    """What one of the two asks the other."""

    version = ma.fields.Integer(required=True)
    every = ma.fields.Integer(required=True, metadata=EVERY)
    by = Id(required=True, allow_none=True)
    at = Day(required=True, allow_none=True)


class CheckinAgreement(Schema):
    """What is agreed; `every` is null while nothing is. `version`: of what was asked for last."""

    every = ma.fields.Integer(required=True, allow_none=True, metadata=EVERY)
    starts_on = Day(required=True, allow_none=True)
    version = ma.fields.Integer(required=True)
    asked = ma.fields.Nested(AskedRhythm, required=True, allow_none=True)


def _number(**kwargs: Any) -> Int:
    return Int(0, 10, allow_none=True, **kwargs)


def _words(**kwargs: Any) -> Text:
    return Text(WORDS, lines=True, allow_none=True, **kwargs)


class CheckinIn(Schema):
    """All one answers: what is left out is cleared."""

    round = Day(required=True, metadata={"description": "First day of the round that runs."})
    seal = Bool(
        load_default=False, metadata={"description": "Hand them in: it takes all four numbers."}
    )
    heard = _number(load_default=None)
    trusting = _number(load_default=None)
    close = _number(load_default=None)
    appreciated = _number(load_default=None)
    heard_words = _words(load_default=None)
    trusting_words = _words(load_default=None)
    close_words = _words(load_default=None)
    appreciated_words = _words(load_default=None)


class DraftIn(Schema):
    """A page's step: what is given is kept, the rest stays as it is."""

    round = Day(required=True)
    heard = _number()
    trusting = _number()
    close = _number()
    appreciated = _number()
    heard_words = _words()
    trusting_words = _words()
    close_words = _words()
    appreciated_words = _words()
    seen = Text(MARK, metadata={"description": "The mark of what the form showed as kept."})


class OfRound(Schema):
    """Which round is meant."""

    round = Day(required=True, metadata={"description": "First day of the round that runs."})


class Answers(Schema):
    """What one of the two answered."""

    heard = ma.fields.Integer(required=True, allow_none=True)
    trusting = ma.fields.Integer(required=True, allow_none=True)
    close = ma.fields.Integer(required=True, allow_none=True)
    appreciated = ma.fields.Integer(required=True, allow_none=True)
    heard_words = ma.fields.String(required=True, allow_none=True)
    trusting_words = ma.fields.String(required=True, allow_none=True)
    close_words = ma.fields.String(required=True, allow_none=True)
    appreciated_words = ma.fields.String(required=True, allow_none=True)


class CheckinRound(Schema):
    """A round as one of the two sees it. `theirs` is there once it is opened, and never before."""

    start = Day(required=True)
    end = Day(required=True)
    state = one_of("open", "draft", "sealed", "opened", "put_away", required=True)
    mine = ma.fields.Nested(Answers, required=True, allow_none=True)
    theirs = ma.fields.Nested(Answers, required=True, allow_none=True)
    opened_on = Day(required=True, allow_none=True)


class CurrentCheckin(Schema):
    """What is agreed, and the round that runs: null while there is none."""

    agreement = ma.fields.Nested(CheckinAgreement, required=True)
    round = ma.fields.Nested(CheckinRound, required=True, allow_none=True)


class CheckinQuery(PageQuery):
    """Which of the rounds gone by: those you both read, or one's own that were put away."""

    state = one_of("opened", "put_away", load_default="opened")


class CheckinPage(Schema):
    """A page of rounds, newest first."""

    items = ma.fields.List(ma.fields.Nested(CheckinRound), required=True)
    next = ma.fields.String(required=True, allow_none=True)
