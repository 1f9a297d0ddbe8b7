"""Shapes of warm marks, and of the jar they stand in."""

import marshmallow as ma

from tracker.schemas.fields import Day, Id, Int, PageQuery, QueryInt, Schema, one_of

MARKS = ("heart", "smile", "thanks", "keep")
LAST_SLOT = 19
MEANS = {"description": "It warmed me; it made me smile; thank you; I will keep this."}
WROTE = {"description": "Who wrote the words: the partner, who is meant where it is left out."}


class MarkIn(Schema):
    """Answer the words of a tick."""

    mark = one_of(*MARKS, required=True, metadata=MEANS)
    person = Id(metadata=WROTE)
    slot = Int(0, LAST_SLOT, load_default=0)


class MarkQuery(Schema):
    """Whose words, and of which of the day's places."""

    person = Id(metadata=WROTE)
    slot = QueryInt(0, LAST_SLOT, load_default=0)


class Mark(Schema):
    """How words were answered."""

    person = Id(required=True, metadata={"description": "Who wrote them."})
    date = Day(required=True)
    slot = ma.fields.Integer(required=True)
    mark = one_of(*MARKS, required=True)


class MarkForm(Schema):
    """The same as a form sends it: an empty mark takes it back."""

    habit = Id(required=True)
    date = Day(required=True)
    slot = Int(0, LAST_SLOT, load_default=0)
    mark = one_of(*MARKS, "", required=True)


class JarQuery(PageQuery):
    """Which page of the jar, and of which habit."""

    habit = Id()


class Slip(Schema):
    """Words that somebody wrote with a tick, and how they were answered."""

    habit = Id(required=True)
    title = ma.fields.String(required=True)
    person = Id(required=True)
    date = Day(required=True)
    slot = ma.fields.Integer(required=True)
    note = ma.fields.String(required=True, attribute="words")
    mark = one_of(*MARKS, required=True, allow_none=True)


class Jar(Schema):
    """A page of the jar, newest first."""

    items = ma.fields.List(ma.fields.Nested(Slip), required=True)
    next = ma.fields.String(required=True, allow_none=True)
