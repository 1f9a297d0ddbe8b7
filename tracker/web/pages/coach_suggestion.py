"""What Today suggests of a coach: the partner's question, a hand-over, being asked again.

It goes by the reader's own row and what both know. That a coach was asked for and not let in, or
has gone, is never brought up here: their own page says it.
"""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from tracker.services.coaching import glance
from tracker.services.day import DayView
from tracker.web.words import dates


@dataclass(frozen=True, slots=True)
class CoachSuggestion:
    """A card on Today."""

    heading: str
    words: str
    action: str


def suggestion(view: DayView, now: datetime) -> CoachSuggestion | None:
    """Return what to say of a coach on the reader's own day, None for nothing."""
    if view.day != view.local_date:
        return None
    seen = glance.of(view.me.id, now)
    if seen is None:
        return None
    is_fresh = view.today <= seen.on + glance.SUGGESTED
    match seen.kind:
        case "again":
            assert seen.until is not None
            return CoachSuggestion(
                _("Shall your coach go on?"),
                _("You are asked alone, until %(day)s.", day=dates.full(seen.until)),
                _("Answer for yourself"),
            )
        case "asked" if is_fresh:
            return CoachSuggestion(
                _("%(name)s asks to let a coach in", name=view.partner.name),
                _("What a coach would see and what not, and your answer."),
                _("Look at it"),
            )
        case "handed" if is_fresh:
            return CoachSuggestion(
                _("Your coach would hand you over to somebody else"),
                _("It takes a yes of you both. Until then everything stays as it is."),
                _("Look at it"),
            )
        case "active" if view.today <= seen.on + glance.NEWS:
            # Whoever had the code may have used it: both are to read who it was.
            return CoachSuggestion(
                _("%(name)s is your coach now", name=seen.coach),
                _("You two see what they see, and either of you ends it."),
                _("See it"),
            )
    return None
