"""Milestones in words: what was reached lately, and what came before it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from tracker.services.milestones import Kind, Milestone
from tracker.web.words import dates

MOST = 3
"""So many are shown at once; somebody who begins six habits on one day reaches six of a kind."""
REMEMBERED = timedelta(days=60)
"""What was reached longer ago opens nothing: it waits in the fold with all the others."""


@dataclass(frozen=True, slots=True)
class Smile:
    """A milestone in words: what it is, when it was, and a sentence for the day it is new."""

    title: str
    when: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Smiles:
    """All milestones: those that are new, or one to look back to, and the others."""

    new: Sequence[Smile]
    memory: Smile | None
    earlier: Sequence[Smile]

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.new or self.memory or self.earlier)


def smiles(reached: Sequence[Milestone], today: date) -> Smiles:
    """Return milestones, newest first, in words; `today` is that of whoever reads."""
    new = [each for each in reached if each.is_new][:MOST]
    earlier = [smile(each, today) for each in reached if each not in new]
    # While nothing is new, the newest that has a date, so long as it is no old tale.
    end = reached[0].end if reached and not new else None
    memory = earlier.pop(0) if end is not None and today - end <= REMEMBERED else None
    return Smiles([smile(each, today) for each in new], memory, earlier)


def smile(reached: Milestone, today: date) -> Smile:
    """Return one milestone in words."""
    title, sentence = _WORDS[reached.kind](reached.title or "")
    return Smile(title, _when(reached, today), sentence)


def _when(reached: Milestone, today: date) -> str | None:
    start, end = reached.start, reached.end
    if start is None or end is None:
        return None
    if start == end:
        return dates.ago(end, today)
    return dates.span_gone_by(start, end, today)


def _first_crossing(habit: str) -> tuple[str, str]:
    title = _("Your first crossing: %(habit)s", habit=habit)
    return title, _("Two threads, one place. That is how every cloth begins.")


def _in_a_row(habit: str) -> tuple[str, str]:
    title = _("Ten in a row: %(habit)s", habit=habit)
    return title, _("Ten times in a row you made room for it.")


def _month(_habit: str) -> tuple[str, str]:
    return _("Your first month"), _("Four woven weeks, and the life around them went on.")


def _kept(habit: str) -> tuple[str, str]:
    title = _("Kept 66 times: %(habit)s", habit=habit)
    return title, _(
        "In a study it took about 66 days, on average, until something went by itself, and one "
        "day left out did no harm (Lally and others, 2010)."
    )


def _back(_habit: str) -> tuple[str, str]:
    return _("You found your way back"), _("After some plain days your threads crossed again.")


_WORDS: dict[Kind, Callable[[str], tuple[str, str]]] = {
    Kind.FIRST_CROSSING: _first_crossing,
    Kind.IN_A_ROW: _in_a_row,
    Kind.MONTH: _month,
    Kind.KEPT: _kept,
    Kind.BACK: _back,
}
