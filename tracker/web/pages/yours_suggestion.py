"""What Today suggests now and then: that a habit which goes by itself may go on another way."""

from datetime import datetime

from tracker.services import yours
from tracker.services.day import DayView
from tracker.services.yours import Asked


def suggestion(view: DayView, _now: datetime) -> Asked | None:
    """Return a habit that has become the two people's own, None for nothing to suggest."""
    return yours.asked(view)
