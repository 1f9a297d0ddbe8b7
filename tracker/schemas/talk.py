"""Shapes of device-free talks."""

import marshmallow as ma

from tracker.schemas.fields import SMALL, Id, Instant, Int, Schema, one_of

SHORTEST, USUAL, LONGEST, LONGEST_TURN = 5, 20, 90, 10
"""Minutes."""
STATES = ("running", "paused", "ended")
KINDS = ("speak", "say_back", "together")
_TURN = {"description": "How long each speaks before the other says it back; null: no turns."}
_HABIT = {"description": "What it can be ticked as."}


class TalkIn(Schema):
    """How long, with or without turns, who begins, and what it can be ticked as."""

    minutes = Int(SHORTEST, LONGEST, load_default=USUAL)
    turn_minutes = Int(1, LONGEST_TURN, allow_none=True, load_default=None, metadata=_TURN)
    first_turn = Id(
        allow_none=True,
        load_default=None,
        metadata={"description": "With turns: who speaks first, by default who starts it."},
    )
    habit = Id(allow_none=True, load_default=None, metadata=_HABIT)


class Press(Schema):
    """The version of the talk that somebody saw when they pressed."""

    version = Int(
        1,
        SMALL,
        required=True,
        metadata={"description": "Of the talk as it was seen: a press that comes late is refused."},
    )


class Phase(Schema):
    """A stretch of the talk, in milliseconds from its beginning; `to_ms` is not in it."""

    kind = one_of(*KINDS, required=True)
    by = Id(
        required=True,
        allow_none=True,
        metadata={"description": "Who has the word; null while it is nobody's."},
    )
    from_ms = ma.fields.Integer(required=True)
    to_ms = ma.fields.Integer(required=True)


class Talk(Schema):
    """A talk as it stands at `now`; while it is `running`, `elapsed_ms` goes on from there."""

    id = Id(required=True)
    state = one_of(*STATES, required=True)
    minutes = ma.fields.Integer(required=True)
    turn_minutes = ma.fields.Integer(required=True, allow_none=True, metadata=_TURN)
    first_turn = Id(required=True, allow_none=True)
    habit = Id(required=True, allow_none=True, metadata=_HABIT)
    elapsed_ms = ma.fields.Integer(
        required=True,
        metadata={"description": "Pauses not counted; goes on beyond `minutes`."},
    )
    over = ma.fields.Boolean(required=True, metadata={"description": "Its time is up."})
    version = ma.fields.Integer(required=True)
    phases = ma.fields.List(ma.fields.Nested(Phase), required=True)
    now = Instant(required=True)


class PressForm(Press):
    """What somebody pressed beside the clock."""

    talk = Id(required=True)
    press = one_of("pause", "resume", "end", required=True)


class TickForm(Schema):
    """As what a talk is ticked."""

    talk = Id(required=True)
    habit = Id(required=True)


class LeaveForm(Schema):
    """Which talk is not to be asked about again on this device."""

    talk = Id(required=True)
