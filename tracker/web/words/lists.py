"""Several things in one line, as the reader's language puts them side by side."""

from collections.abc import Iterable, Sequence
from functools import reduce

from babel.lists import format_list
from flask_babel import gettext as _

from tracker.web.languages import locale


def line(parts: Iterable[str]) -> str:
    """Return parts behind each other: "every week, twice, from Monday"; nothing for none."""
    listed = list(parts)
    if not listed:
        return ""
    return reduce(_joined, listed)


def all_of(names: Sequence[str]) -> str:
    """Return all of them as one phrase: "Monday, Tuesday and Friday"."""
    return str(format_list(list(names), locale=locale()))


def _joined(before: str, after: str) -> str:
    # NOTE: only the comma between two parts of a line, "every week, twice"
    return _("%(before)s, %(after)s", before=before, after=after)
