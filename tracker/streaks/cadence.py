"""Say how often a promise is to be kept, and refuse what the rules do not know."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

#: Kept periods after which a spare is earned, by unit.
EARNS_AFTER = {"day": 7, "week": 4, "month": 3}

MOST_EVERY = {"day": 90, "week": 12, "month": 12}
MOST_SLOTS = 20
DAYS_OF_A_WEEK_TO_TICK = 7
DAYS_OF_A_MONTH_TO_TICK = 28


@dataclass(frozen=True, slots=True)
class Cadence:
    """Hold `times` marks per `every` units of day, week or month.

    `weekdays` (ISO, Monday 1 … Sunday 7) narrows a daily cadence; any iterable is taken and
    kept as a sorted tuple. Raises ValueError as "field: message", the field being one of the four.
    """

    unit: str = "day"
    every: int = 1
    times: int = 1
    weekdays: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.unit, str) or self.unit not in EARNS_AFTER:
            raise ValueError("unit: must be day, week or month")
        _whole("every", self.every, MOST_EVERY[self.unit])
        _whole("times", self.times, _most_times(self.unit, self.every))
        if self.weekdays is not None:
            object.__setattr__(self, "weekdays", _distinct_weekdays(self.weekdays))
            if self.unit != "day" or self.every != 1:
                raise ValueError("weekdays: only where unit is day and every is 1")

    @property
    def has_slots(self) -> bool:
        """Tell whether one date can hold several marks."""
        return self.unit == "day" and self.every == 1

    @property
    def decay(self) -> float:
        """Give m, what is left of the old strength after one period, 0 < m < 1.

        m = 0.5 ** (√x / 13), x the days between marks, as in Loop Habit Tracker's Score.kt
        (there with frequency 1 / x).
        """
        if self.weekdays is not None:
            days = 7 / len(self.weekdays)
        elif self.unit == "day":
            days = float(self.every)
        else:
            days = float((7 if self.unit == "week" else 30) * self.every * self.times)
        return float(0.5 ** (sqrt(days) / 13))


def _most_times(unit: str, every: int) -> int:
    if unit == "day":
        return MOST_SLOTS if every == 1 else 1
    return every * (DAYS_OF_A_WEEK_TO_TICK if unit == "week" else DAYS_OF_A_MONTH_TO_TICK)


def _whole(field: str, value: object, most: int) -> None:
    # Not isinstance: True is an int, and "every True days" must not pass for every day.
    if type(value) is not int or not 1 <= value <= most:
        wanted = "must be 1" if most == 1 else f"must be a whole number from 1 to {most}"
        raise ValueError(f"{field}: {wanted}")


def _distinct_weekdays(given: object) -> tuple[int, ...]:
    days = list(given) if isinstance(given, Iterable) and not isinstance(given, str) else []
    if not days or any(type(day) is not int or not 1 <= day <= 7 for day in days):
        raise ValueError("weekdays: must be one to seven of 1 (Monday) to 7 (Sunday)")
    if len(set(days)) != len(days):
        raise ValueError("weekdays: each day may be listed once")
    return tuple(sorted(days))
