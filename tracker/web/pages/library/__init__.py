"""The library: habits two people can start from, grouped by what they build.

Research is named only where `why` says what was found and no more than that. Nothing here may
serve to watch or to press a partner: no whereabouts, no phones looked through, no duty to tell,
and touch only where both like it.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from flask_babel import force_locale

from tracker import spoken
from tracker.web.pages.library import (
    gratitude,
    listening,
    making_time,
    play,
    repair,
    talk,
    touch,
    vulnerability,
)
from tracker.web.pages.library.idea import Group, Idea

__all__ = ["Group", "Idea", "find", "groups", "named", "titled"]

_GROUPS = (
    making_time.GROUP,
    listening.GROUP,
    gratitude.GROUP,
    talk.GROUP,
    touch.GROUP,
    repair.GROUP,
    play.GROUP,
    vulnerability.GROUP,
)
_IDEAS = {idea.slug: idea for group in _GROUPS for idea in group.ideas}


def groups() -> Sequence[Group]:
    """Return all groups, in the order to show them."""
    return _GROUPS


def find(slug: str) -> Idea | None:
    """Return the idea with this slug, None where there is none."""
    return _IDEAS.get(slug)


def titled(title: str) -> tuple[Group, Idea] | None:
    """Return the idea that goes by a title, with its group: nothing else ties a habit to it."""
    wanted = named(title)
    return next(
        ((group, idea) for group in _GROUPS for idea in group.ideas if idea.slug == wanted), None
    )


def named(title: str) -> str | None:
    """Return the slug of the idea that a title is of, in any language: the two may speak two."""
    return _titles().get(_folded(title))


@lru_cache(maxsize=1)
def _titles() -> Mapping[str, str]:
    titles: dict[str, str] = {}
    for language in reversed(spoken.LANGUAGES):
        with force_locale(spoken.locale_of(language)):
            titles |= {_folded(str(idea.title)): idea.slug for idea in _IDEAS.values()}
    return titles


def _folded(title: str) -> str:
    return unicodedata.normalize("NFC", title).casefold()
