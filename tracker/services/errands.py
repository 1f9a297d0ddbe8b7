"""What a use case asks to be done once it is committed: a mail, a push.

An errand names ids and instants alone. What it comes to, a secret or words, is worked out when it
is run: from a queue nobody can read anything.
"""

from dataclasses import dataclass

from tracker.store import AnySession

_ASKED = "woven_errands"


@dataclass(frozen=True, slots=True)
class Errand:
    """A kind of work, by the name `jobs` knows it by, and what it is about.

    `ids` may hold dates and instants too, in ISO format.
    """

    name: str
    ids: tuple[str, ...] = ()


def ask(session: AnySession, name: str, *ids: str) -> None:
    """Ask for an errand; it is handed on after the commit, and forgotten if there is none."""
    session.info.setdefault(_ASKED, []).append(Errand(name, ids))


def take(session: AnySession) -> list[Errand]:
    """Return what was asked for, once."""
    asked: list[Errand] = session.info.pop(_ASKED, [])
    return asked
