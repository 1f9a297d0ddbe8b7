"""Shapes of what couple and coach prepare for when they meet: goals, questions, days, and notes."""

from typing import Any

import marshmallow as ma

from tracker.schemas.fields import (
    SMALL,
    Bool,
    Day,
    Id,
    Instant,
    Int,
    QueryInt,
    Schema,
    Text,
    one_of,
)
from tracker.spoken import N_

LINE, NOTES = 500, 20_000
"""Code points of a goal or a question, and of a coach's notes, at most."""


class LineIn(Schema):
    """A goal, or a question to bring."""

    text = Text(LINE, lines=True, required=True)


class GoalChange(Schema):
    """Whether a goal is done."""

    done = Bool(required=True)


class Goal(Schema):
    """What is meant for the time until the next session."""

    id = Id(required=True)
    text = ma.fields.String(required=True)
    made_on = Day(required=True)
    done_on = Day(required=True, allow_none=True)


class Goals(Schema):
    """All of them: what is still meant, then what is done."""

    items = ma.fields.List(ma.fields.Nested(Goal), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class CoachQuestion(Schema):
    """What one of the two brings to the next session; not which of them."""

    id = Id(required=True)
    text = ma.fields.String(required=True)
    made_on = Day(required=True)


class CoachQuestions(Schema):
    """All of them."""

    items = ma.fields.List(ma.fields.Nested(CoachQuestion), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class CoupleQuestion(CoachQuestion):
    """The same as one of the two sees it."""

    mine = ma.fields.Boolean(required=True)


class CoupleQuestions(Schema):
    """All of them."""

    items = ma.fields.List(ma.fields.Nested(CoupleQuestion), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class CoachSessions(Schema):
    """The days on which the three met, or mean to, seen from the couple's date."""

    last = Day(required=True, allow_none=True, metadata={"description": "Before today."})
    next = Day(required=True, allow_none=True, metadata={"description": "Today or later."})
    all = ma.fields.List(Day(), required=True, metadata={"description": "Newest first."})


class NotesIn(Schema):
    """A coach's notes anew; `version` is the newest one that they were written over."""

    text = Text(NOTES, lines=True, required=True, allow_none=True)
    version = Int(0, SMALL, required=True)

    @ma.post_load
    def read_nothing(self, data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """Take no text for an empty one: notes may be wiped."""
        return {**data, "text": data["text"] or ""}


class NotesQuery(Schema):
    """Which version; left out: the newest."""

    version = QueryInt(1, SMALL)


class Notes(Schema):
    """A coach's own notes on a couple."""

    version = ma.fields.Integer(
        required=True, metadata={"description": "0, before anything was written."}
    )
    text = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Null where the server's secret was changed since."},
    )
    written_at = Instant(required=True, allow_none=True)


class NotesVersion(Schema):
    """When a version was written."""

    version = ma.fields.Integer(required=True)
    written_at = Instant(required=True)


class NotesVersions(Schema):
    """Which versions there are, newest first."""

    items = ma.fields.List(ma.fields.Nested(NotesVersion), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class NotesExport(Schema):
    """All versions of the notes, oldest first."""

    versions = ma.fields.List(ma.fields.Nested(Notes), required=True)


class KeptNotes(Schema):
    """Notes on a couple that has left: when they were there, and no name."""

    id = Id(required=True)
    since = Day(required=True)
    until = Day(required=True)
    versions = ma.fields.Integer(required=True)


class KeptNotesPage(Schema):
    """All of them, who left last first."""

    items = ma.fields.List(ma.fields.Nested(KeptNotes), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class GoalForm(Schema):
    """The button under a goal."""

    done = one_of("on", "off", required=True)


class DayForm(Schema):
    """A day on which the three met, or mean to."""

    day = Day(required=True, error_messages={"invalid": N_("Choose a day.")})


class NotesForm(NotesIn):
    """The notes as a page sends them; its other fields are about the page."""

    text = Text(NOTES, lines=True, load_default=None, allow_none=True)
