"""What a look came to, and how one is taken."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tracker.config import Settings

State = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of what the doctor says."""

    state: State
    said: str
    do: str = ""
    """What helps, where something does."""


@dataclass(frozen=True, slots=True)
class Line:
    """A finding, and what it is about."""

    about: str
    finding: Finding


Check = Callable[[Settings, datetime], Iterator[Finding]]


def ok(said: str) -> Finding:
    """Return that something is as it should be."""
    return Finding("ok", said)


def note(said: str, do: str = "") -> Finding:
    """Return something to know, which may be meant."""
    return Finding("note", said, do)


def wrong(said: str, do: str = "") -> Finding:
    """Return something that has to be mended."""
    return Finding("wrong", said, do)


def look(checks: Mapping[str, Check], settings: Settings, now: datetime) -> Iterator[Line]:
    """Take one look after the other; one that fails says so, and the others are taken."""
    for about, check in checks.items():
        try:
            for finding in check(settings, now):
                yield Line(about, finding)
        except Exception as error:
            # Its kind alone: PostgreSQL quotes addresses and names in what it says.
            yield Line(about, wrong(f"could not be looked at: {type(error).__name__}"))
