"""The forms on a coach's roster."""

from tracker.schemas.coaching import FELL_POINTS, SILENT_DAYS
from tracker.schemas.fields import Int, Schema, one_of


class InitialsForm(Schema):
    """Whether names are shown as initials."""

    initials = one_of("on", "off", required=True)


class LimitsForm(Schema):
    """From when on something stands out."""

    fell_points = Int(*FELL_POINTS, required=True)
    silent_days = Int(*SILENT_DAYS, required=True)


class WishesForm(LimitsForm):
    """How a coach likes the roster; a box that is not ticked says nothing at all."""

    initials = one_of("on", "off", load_default="off")
