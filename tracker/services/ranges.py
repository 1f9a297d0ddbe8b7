"""Ranges of dates that one can look at."""

from datetime import date, timedelta

from tracker.services.errors import Invalid

MOST_DAYS = 400
WEEKS = timedelta(weeks=12)
"""How long a range is that nobody chose."""


Range = tuple[date | None, date | None]
"""The first and the last day somebody asks for, None where they chose none."""


def chosen(
    first: date | None, last: date | None, latest: date, *, most: int = MOST_DAYS
) -> tuple[date, date]:
    """Return a range, both ends included; what is None is chosen: the twelve weeks up to `latest`.

    Raises Invalid (bad_range) for one that is turned round or longer than `most` days.
    """
    last = last or max(latest, first or latest)
    first = first or last - WEEKS + timedelta(days=1)
    if first > last:
        raise Invalid("bad_range", "This range ends before it begins.", "to")
    if (last - first).days >= most:
        raise Invalid("bad_range", "This is too long to look at in one go.", "from")
    return first, last
