"""The days of a pause as a coach reads them: the couple's, whoever made it.

Who is ahead of the other makes a pause from their today on, which the other's clock calls tomorrow:
a coach who hears of it at that moment would read in its first day who made it.
"""

from datetime import date, datetime, timedelta

from tracker.services.seat import Seat

AHEAD = timedelta(days=2)
"""So far one clock can be ahead of another, in dates."""


def days(seat: Seat, first: date, last: date | None, made_at: datetime) -> tuple[date, date | None]:
    """Return a pause's first and last day; what was today for one of the two was so for both."""
    today, latest = seat.today(made_at), seat.latest(made_at)

    def shared(day: date) -> date:
        return today if today < day <= latest else day

    return shared(first), None if last is None else shared(last)
