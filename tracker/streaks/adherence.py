"""Work out which share of the promises over a range of dates was kept."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from tracker.streaks.outcome import GRACED, KEPT, MISSED
from tracker.streaks.progress import Period


def adherence(
    periods: Iterable[Period], first: date, last: date, *, today: date, partners: Sequence[Any]
) -> tuple[float | None, dict[Any, float | None]]:
    """Give the couple's share and each partner's own, 0.0 to 1.0, or None where nothing counts.

    Over and judged periods count where they end between `first` and `last`, both inclusive;
    a kept one that still runs where it starts there.
    """
    counted = kept = 0
    own_counted = dict.fromkeys(partners, 0)
    own_kept = dict.fromkeys(partners, 0)
    for period in periods:
        was_kept = period.outcome == KEPT
        if period.end < today:
            judged = was_kept or period.outcome == GRACED or period.outcome == MISSED
            counts = judged and first <= period.end <= last
        else:
            counts = was_kept and first <= period.start <= last
        if not counts:
            continue
        counted += 1
        kept += was_kept
        for person in partners:
            if period.mode == "turns" and period.turn != person:
                continue
            own_counted[person] += 1
            if period.mode == "each":
                own_kept[person] += period.done_by[person] >= period.target
            else:
                own_kept[person] += was_kept
    own = {person: _share(own_kept[person], own_counted[person]) for person in partners}
    return _share(kept, counted), own


def _share(kept: int, counted: int) -> float | None:
    return kept / counted if counted else None
