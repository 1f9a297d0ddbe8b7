"""The answer to what is to be of a date that was swallowed."""

from tracker.schemas.fields import Day, Schema, one_of

PAUSE, LEAVE = "pause", "leave"


class SwallowedForm(Schema):
    """From which date on it was asked, and what is to be done."""

    first = Day(required=True)
    answer = one_of(PAUSE, LEAVE, required=True)
