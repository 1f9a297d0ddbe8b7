"""How a habit stands, in words: about coming back and about together, never a score."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

FEW = 5
"""Under so many counted periods strength is a word alone."""
STAGES = (
    (1 / 3, lazy_gettext("new")),
    (2 / 3, lazy_gettext("taking root")),
    (1.1, lazy_gettext("steady")),
)


def run(current: int, best: int) -> str:
    """Return "12 in a row"; after a gap how far it once went; nothing before the first."""
    if current:
        return ngettext("%(num)s in a row", "%(num)s in a row", current)
    if best:
        return _("Starting again. Your longest: %(best)s.", best=best)
    return ""


def spare(grace: int) -> str:
    """Return how many spare threads are in hand."""
    if grace == 0:
        return _("no spare thread in hand")
    return ngettext("one spare thread in hand", "%(num)s spare threads in hand", grace)


def strength(value: float) -> str:
    """Return strength, 0 to 1, as a word."""
    return str(next(words for most, words in STAGES if value < most))
