"""An idea for a habit, and the group it stands in."""

from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from tracker.streaks import Cadence


@dataclass(frozen=True, slots=True)
class Idea:
    """A habit to start from; the two change what they like before they agree.

    `slug` is part of an address and stays as it is, whatever the title becomes. `plan` is an
    if-then plan in the words of two, `two_minute` the small version that counts too. `gentle`:
    good for those who find opening up hard; the others have a `gentler` plan. `mode` is one of
    the engine's.
    """

    slug: str
    emoji: str
    title: LazyString
    why: LazyString
    plan: LazyString
    two_minute: LazyString
    cadence: Cadence
    mode: str
    gentle: bool = False
    gentler: LazyString | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Ideas that build the same thing. `icon` is a name from Lucide."""

    slug: str
    icon: str
    name: LazyString
    line: LazyString
    ideas: tuple[Idea, ...]
