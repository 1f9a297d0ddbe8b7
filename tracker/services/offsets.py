"""When the clocks of a zone change."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)


def change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant, to the second, from which the later of two instants' offsets holds.

    Between the two there is one change of clocks. Pure: no clock, no store.
    """
    new = after.astimezone(zone).utcoffset()
    while after - before > SECOND:
        middle = before + timedelta(seconds=(after - before) // SECOND // 2)
        if middle.astimezone(zone).utcoffset() == new:
            after = middle
        else:
            before = middle
    return after
