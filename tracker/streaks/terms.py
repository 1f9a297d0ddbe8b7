"""Hold what the partners agreed on and wrote down: terms, ticks, pauses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from tracker.streaks.cadence import Cadence

MODES = ("together", "each", "turns")


@dataclass(frozen=True, slots=True)
class Terms:
    """Hold what was agreed from `starts_on` until `ends_on` or the next terms, both inclusive.

    `first_turn` names the partner who begins, in mode turns and there alone; `grace` says whether
    spares bridge a miss. Raises ValueError as "field: message".
    """

    cadence: Cadence
    mode: str
    starts_on: date
    ends_on: date | None = None
    first_turn: Any = None
    grace: bool = True

    def __post_init__(self) -> None:
        if not isinstance(self.cadence, Cadence):
            raise ValueError("cadence: must be a Cadence")
        if self.mode not in MODES:
            raise ValueError("mode: must be together, each or turns")
        _plain_date("starts_on", self.starts_on)
        if self.ends_on is not None:
            _plain_date("ends_on", self.ends_on)
            if self.ends_on < self.starts_on:
                raise ValueError("ends_on: must not be before starts_on")
        if (self.mode == "turns") != (self.first_turn is not None):
            raise ValueError("first_turn: must be given in mode turns, and there alone")
        if type(self.grace) is not bool:
            raise ValueError("grace: must be true or false")


@dataclass(frozen=True, slots=True)
class Tick:
    """Record that one person did it on a local date; `slot` counts from 0.

    Unchecked, as it is made by the hundred.
    """

    person: Any
    date: date
    slot: int = 0


class TickLike(Protocol):
    """Stand for a Tick, or for a database row with the same three columns."""

    @property
    def person(self) -> Any: ...
    @property
    def date(self) -> date: ...
    @property
    def slot(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Pause:
    """Take the dates `first` to `last` off, both inclusive; `last` None leaves the end open.

    Raises ValueError as "field: message" where last is before first.
    """

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        _plain_date("first", self.first)
        if self.last is not None:
            _plain_date("last", self.last)
            if self.last < self.first:
                raise ValueError("last: must not be before first")


class Stretch(NamedTuple):
    """Pair terms with the ordinals of the first and last day on which they are in force."""

    terms: Terms
    first: int
    last: int


def in_force(terms: Iterable[Terms]) -> list[Stretch]:
    """Cut each of the terms at the start of the next, oldest first.

    Raises ValueError where two start on the same day.
    """
    ordered = sorted(terms, key=lambda each: each.starts_on)
    stretches = []
    for i, each in enumerate(ordered):
        last = date.max if each.ends_on is None else each.ends_on
        until = last.toordinal()
        if i + 1 < len(ordered):
            following = ordered[i + 1].starts_on
            if following == each.starts_on:
                raise ValueError("starts_on: two terms must not start on the same day")
            until = min(until, following.toordinal() - 1)
        stretches.append(Stretch(each, each.starts_on.toordinal(), until))
    return stretches


def _plain_date(field: str, value: object) -> None:
    # A datetime is a date to isinstance, yet does not compare with one.
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"{field}: must be a date")
