"""Warm marks in words: as whoever gives one taps it, and as whoever gets it reads it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _

from tracker.services.appreciations import MARKS
from tracker.web.pages.library import gratitude

_ICONS = {"heart": "heart", "smile": "sun", "thanks": "hand-heart", "keep": "sprout"}
_TAPPED: dict[str, LazyString] = {
    "heart": lazy_gettext("Warmed me"),
    "smile": lazy_gettext("Made me smile"),
    "thanks": lazy_gettext("Thank you"),
    "keep": lazy_gettext("I will keep this"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A mark as it is shown: a picture, always with its words beside it."""

    mark: str
    icon: str
    words: str
    is_chosen: bool = True


def is_of_thanks(title: str) -> bool:
    """Tell whether a habit is one of those of the library for saying thank you."""
    return any(str(idea.title) == title for idea in gratitude.GROUP.ideas)


def answers(chosen: str | None) -> Sequence[Answer]:
    """Return the ways to answer; what was chosen is first, so that one tap takes it back."""
    order = sorted(MARKS, key=lambda mark: mark != chosen)
    return [Answer(mark, _ICONS[mark], str(_TAPPED[mark]), mark == chosen) for mark in order]


def answered(mark: str | None, name: str) -> Answer | None:
    """Return how somebody called `name` answered one's own words, None where they did not."""
    if mark is None:
        return None
    words = {
        "heart": _("It warmed %(name)s.", name=name),
        "smile": _("It made %(name)s smile.", name=name),
        "thanks": _("%(name)s says thank you.", name=name),
        "keep": _("%(name)s will keep this.", name=name),
    }
    return Answer(mark, _ICONS[mark], words[mark])
