"""What Today suggests where other words hold than those that one has said yes to."""

from collections.abc import Sequence
from datetime import datetime

from tracker.services import consents
from tracker.services.consents import Subject
from tracker.services.day import DayView


def suggestion(view: DayView, _now: datetime) -> Sequence[Subject] | None:
    """Return what waits to be read, on the reader's own day; None for nothing."""
    if view.day != view.local_date:
        return None
    return consents.due(view.me.id) or None
