"""Dates in the addresses of calls."""

from datetime import date

from tracker.problems import BadShape
from tracker.schemas.fields import parse_any_day


def read(raw: str, name: str = "date") -> date:
    """Return a date of an address, whatever the calendar it is from. Raises BadShape."""
    day = parse_any_day(raw)
    if day is None:
        raise BadShape({name: ["A date as YYYY-MM-DD."]})
    return day
