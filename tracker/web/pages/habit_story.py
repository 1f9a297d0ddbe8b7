"""How an agreement came about: who asked, what changed, who said yes, by date.

What was put aside or taken back is said without a name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from tracker.services.habit_views import VersionView
from tracker.web.pages import wish_words
from tracker.web.pages.pair import Pair
from tracker.web.pages.wish_words import Line


@dataclass(frozen=True, slots=True)
class Step:
    """One version: when, who asked for what, and what came of it, on which day."""

    on: date
    said: str
    terms: str | None
    """All that was asked for in one line, where there was nothing before."""
    changes: Sequence[Line]
    answer: str | None
    answered_on: date | None


def told(versions: Iterable[VersionView], pair: Pair) -> list[Step]:
    """Return the steps, oldest first, each beside what it answers or what held then."""
    steps: list[Step] = []
    before: VersionView | None = None
    agreed: VersionView | None = None
    for version in versions:
        if before is not None and before.status == "countered":
            steps.append(_countered(version, before, pair))
        elif agreed is not None:
            steps.append(_amending(version, agreed, pair))
        else:
            terms = wish_words.sentence(wish_words.of_version(version), pair)
            steps.append(_step(version, _asked(version, pair), pair, terms))
        before = version
        agreed = version if version.status == "accepted" else agreed
    return steps


def _countered(version: VersionView, answered: VersionView, pair: Pair) -> Step:
    new, old = (wish_words.of_version(each) for each in (version, answered))
    if version.by == pair.me:
        said = _("You suggested it differently.")
    else:
        said = _("%(name)s suggested it differently.", name=_name(version, pair))
    return _step(version, said, pair, changes=_changed(wish_words.lines(new, pair, old)))


def _amending(version: VersionView, agreed: VersionView, pair: Pair) -> Step:
    # When each began is said by the dates beside them.
    new, old = (
        replace(wish_words.of_version(each), starts_on=None, begins=None)
        for each in (version, agreed)
    )
    said = _change_asked(version, pair)
    return _step(version, said, pair, changes=_changed(wish_words.lines(new, pair, old)))


def _step(
    version: VersionView,
    said: str,
    pair: Pair,
    terms: str | None = None,
    changes: Sequence[Line] = (),
) -> Step:
    return Step(version.at, said, terms, changes, _answer(version, pair), version.answered_on)


def _changed(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.is_changed]


def _asked(version: VersionView, pair: Pair) -> str:
    if version.version > 1:  # what it answers stands on the page before
        return _change_asked(version, pair)
    if pair.by_coach(version.by):
        return _("A coach suggested it.")
    if version.by == pair.me:
        return _("You asked for it.")
    return _("%(name)s asked for it.", name=_name(version, pair))


def _change_asked(version: VersionView, pair: Pair) -> str:
    if version.by == pair.me:
        return _("You asked for a change.")
    return _("%(name)s asked for a change.", name=_name(version, pair))


def _name(version: VersionView, pair: Pair) -> str:
    """Return what the partner is called, or somebody who is neither of the two."""
    return pair.names.get(version.by or "") or _("Somebody")


def _answer(version: VersionView, pair: Pair) -> str | None:
    """Return what came of a version; what a counter came of is told by the next step."""
    if version.status == "accepted":
        if version.by == pair.me:
            return _("%(name)s said yes.", name=pair.called)
        return _("You said yes.") if version.by == pair.partner else _("You both said yes.")
    return {
        "open": _("It waits for an answer."),
        "declined": _("It was put aside."),
        "withdrawn": _("It was taken back."),
    }.get(version.status)
