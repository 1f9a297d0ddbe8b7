"""Count who marked what inside a period."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from typing import Any

from tracker.streaks.terms import TickLike

#: Given the first and last ordinal of a period: the marks of one, of the other, of either.
Count = Callable[[int, int], tuple[int, int, int]]

# A mark is packed into one integer, as that hashes and sorts faster than a pair does.
_SLOT_BITS = 5


class Marks:
    """Hold the distinct (date, slot) of two partners; ticks of others are passed over.

    `ticks` need the attributes person, date and slot (0 to 31), in any order, repeated or not.
    Raises ValueError as "slot: message".
    """

    __slots__ = ("_one", "_other", "_slotted")

    def __init__(self, ticks: Iterable[TickLike], partners: tuple[Any, Any]) -> None:
        self._one: set[int] = set()
        self._other: set[int] = set()
        self._slotted = False
        whose = {partners[0]: self._one.add, partners[1]: self._other.add}
        for tick in ticks:
            add = whose.get(tick.person)
            if add is None:
                continue
            slot = tick.slot
            if slot:
                if not 0 < slot < 1 << _SLOT_BITS:
                    raise ValueError("slot: must be from 0 to 19")
                add(tick.date.toordinal() << _SLOT_BITS | slot)
                self._slotted = True
            else:
                add(tick.date.toordinal() << _SLOT_BITS)

    def counter(self, *, slots: bool, either: bool) -> Count:
        """Make the count for one cadence; where not `either`, the third number stays 0.

        With `slots` a mark is a (date, slot) and periods are single days, else it is a date.
        """
        union = self._one | self._other if either else set()
        marks = (self._one, self._other, union)
        return _by_day(*map(self._per_day, marks)) if slots else _by_range(*map(_days, marks))

    def _per_day(self, marks: set[int]) -> dict[int, int]:
        if not self._slotted:
            return {mark >> _SLOT_BITS: 1 for mark in marks}
        days: dict[int, int] = {}
        for mark in marks:
            day = mark >> _SLOT_BITS
            days[day] = days.get(day, 0) + 1
        return days


def _days(marks: set[int]) -> list[int]:
    return sorted({mark >> _SLOT_BITS for mark in marks})


def _by_day(one: dict[int, int], other: dict[int, int], union: dict[int, int]) -> Count:
    ones, others, unions = one.get, other.get, union.get

    def count(start: int, end: int) -> tuple[int, int, int]:
        return ones(start, 0), others(start, 0), unions(start, 0)

    return count


def _by_range(ones: list[int], others: list[int], unions: list[int]) -> Count:
    def count(start: int, end: int) -> tuple[int, int, int]:
        return (
            bisect_right(ones, end) - bisect_left(ones, start),
            bisect_right(others, end) - bisect_left(others, start),
            bisect_right(unions, end) - bisect_left(unions, start),
        )

    return count
