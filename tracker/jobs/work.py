"""The work there is: errands by the name that services ask for them by, and rounds by the clock.

Whoever does some registers it here, at import:

    @errand("mail.reset")
    def reset(link_id: str) -> None: ...

    @round_("reminders", minutes=1)
    def remind() -> None: ...
"""

from collections.abc import Callable
from dataclasses import dataclass

Do = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Doing:
    """How an errand is run; `retries` only where doing it twice does no harm."""

    do: Do
    retries: int
    later: tuple[int, int] | None
    """Seconds from and to which its moment is drawn: who asked is not to see how busy it is."""


@dataclass(frozen=True, slots=True)
class Round:
    """What is done again and again. Several processes may do it at once: it must claim its work."""

    do: Do
    minutes: int


ERRANDS: dict[str, Doing] = {}
ROUNDS: dict[str, Round] = {}


def errand(
    name: str, *, retries: int = 0, later: tuple[int, int] | None = None
) -> Callable[[Do], Do]:
    """Register what is done for errands of this name; it gets their ids."""

    def register(do: Do) -> Do:
        ERRANDS[name] = Doing(do, retries, later)
        return do

    return register


def round_(name: str, *, minutes: int) -> Callable[[Do], Do]:
    """Register what is done every so many minutes, a divisor of a day."""

    def register(do: Do) -> Do:
        ROUNDS[name] = Round(do, minutes)
        return do

    return register
