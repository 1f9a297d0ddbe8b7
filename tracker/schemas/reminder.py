"""Reminders, and how somebody may be reached."""

from typing import Any

import marshmallow as ma

from tracker.schemas.checkbox import Checkbox
from tracker.schemas.fields import Bool, Id, Instant, Int, Schema, one_of
from tracker.schemas.occasion import CLOCK
from tracker.spoken import N_

KINDS = ("time", "occasion")
LONGEST_LEAD = 2 * 24 * 60
"""Minutes."""


def clock_time(**kwargs: Any) -> ma.fields.String:
    """Return a field that takes a local time as HH:MM."""
    return ma.fields.String(
        metadata={"example": "20:00"},
        validate=ma.validate.Regexp(CLOCK.pattern + r"\Z", error=N_("A time as HH:MM.")),
        **kwargs,
    )


class Wish(Schema):
    """At a local `time` on `weekdays` (null: every day), or `lead_minutes` before an occasion.

    An occasion with a day and no time is announced at 9:00 on that day.
    """

    kind = one_of(*KINDS, required=True)
    time = clock_time(allow_none=True, load_default=None)
    weekdays = ma.fields.List(
        Int(1, 7),
        allow_none=True,
        load_default=None,
        validate=ma.validate.Length(max=7),
        metadata={"description": "ISO weekdays of the clock on the wall."},
    )
    lead_minutes = Int(0, LONGEST_LEAD, allow_none=True, load_default=None)

    @ma.validates_schema
    def judge_kind(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Refuse what belongs to the other kind, and ask for what belongs to this one."""
        is_time = data["kind"] == "time"
        needed = "time" if is_time else "lead_minutes"
        others = ("lead_minutes",) if is_time else ("time", "weekdays")
        if data[needed] is None:
            raise ma.ValidationError("Choose when.", needed)
        for name in others:
            if data[name] is not None:
                raise ma.ValidationError("This goes with the other kind.", name)


class ReminderIn(Wish):
    """A wish to be reminded of a habit."""

    habit = Id(required=True)


class Reminder(Schema):
    """One of one's own reminders. `next_at` is null while no occasion is ahead."""

    id = Id(required=True)
    habit = Id(required=True)
    kind = one_of(*KINDS, required=True)
    time = ma.fields.String(required=True, allow_none=True)
    weekdays = ma.fields.List(ma.fields.Integer(), required=True, allow_none=True)
    lead_minutes = ma.fields.Integer(required=True, allow_none=True)
    next_at = Instant(required=True, allow_none=True)


class ReminderPage(Schema):
    """A page of one's own reminders, in the order they were made."""

    items = ma.fields.List(ma.fields.Nested(Reminder), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class ContactChange(Schema):
    """How one wishes to be reached; what is left out stays.

    From `quiet_from` to before `quiet_until`, local time, nothing is sent; equal: never quiet.
    """

    quiet_from = clock_time()
    quiet_until = clock_time()
    by_mail = Bool(metadata={"description": "Reminders by mail too; needs a confirmed address."})
    nudges = Bool(metadata={"description": "Whether the partner's small signs reach one."})
    recap = Bool(metadata={"description": "Whether to be told of a week to look back on."})


class ContactForm(Schema):
    """The same as a form sends it: all of it, with boxes."""

    quiet_from = clock_time(required=True)
    quiet_until = clock_time(required=True)
    by_mail = Checkbox()
    nudges = Checkbox()
    recap = Checkbox()


class Contact(Schema):
    """How one may be reached. Nobody else ever reads it."""

    quiet_from = ma.fields.String(required=True)
    quiet_until = ma.fields.String(required=True)
    by_mail = Bool(required=True)
    nudges = Bool(required=True)
    recap = Bool(required=True)
    address_confirmed = Bool(required=True)
