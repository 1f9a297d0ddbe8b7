"""Whom a mail goes to, and what they read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is written to."""

    email: str
    timezone: str
    language: str | None
    """None: they have not chosen."""
