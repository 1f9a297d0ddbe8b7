"""The form on the page of today."""

from tracker.schemas.fields import SMALL, Day, Id, Int, Schema, one_of


class TickForm(Schema):
    """A place of a day, and what it is to be: forms know no true and false."""

    habit = Id(required=True)
    date = Day(required=True)
    slot = Int(0, SMALL, load_default=0)
    done = one_of("true", "false", required=True)
