"""A session's packet as PDF: one or two calm A4 pages, as the page prints it."""

from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _

from tracker import background
from tracker.web.packet_words import Told


@dataclass(frozen=True, slots=True)
class Labels:
    """What the paper says beside the packet's own words."""

    packet: str
    weeks: str
    habits: str
    now: str
    before: str
    changes: str
    unchanged: str
    back: str
    trends: str
    goals: str
    no_goals: str
    questions: str
    no_questions: str
    page: str
    """With `{page}` and `{pages}` to be filled in."""
    language: str


def draw(told: Told) -> bytes:
    """Return the PDF. Drawn in a thread, so that nobody else waits for it."""
    from tracker.web import packet_pdf  # what it draws with takes long to load, and few need it

    labels = _labels()
    return background.apart(lambda: packet_pdf.draw(told, labels))


def _labels() -> Labels:
    return Labels(
        packet=_("For the session"),
        weeks=_("The last 26 weeks"),
        habits=_("Habit by habit"),
        now=_("This range"),
        before=_("Before"),
        changes=_("What changed"),
        unchanged=_("Nothing was changed in these days."),
        back=_("Coming back"),
        trends=_("Check-ins: the mean of both, 0 to 10"),
        goals=_("Goals"),
        no_goals=_("No goal is written down."),
        questions=_("Questions to bring"),
        no_questions=_("No question was written down."),
        page=_("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        language=str(get_locale()).partition("_")[0],
    )
