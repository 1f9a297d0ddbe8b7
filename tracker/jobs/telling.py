"""Ticks that are told at the end of somebody's day: found by the minute, told at a second drawn."""

from tracker import clock
from tracker.jobs.work import errand, round_
from tracker.services import telling

WITHIN = (0, 55)
"""Seconds: before the next round, which would ask for it once more."""


@round_("telling", minutes=1)
def hand_out() -> None:
    """Have everybody told of whose moment has come."""
    people = telling.due(clock.now())
    if people:
        telling.hand_out(people)


@errand("tell", later=WITHIN)
def tell(person_id: str) -> None:
    """Tell what waits of one person."""
    telling.tell(person_id, clock.now())
