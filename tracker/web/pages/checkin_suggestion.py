"""What Today suggests of the check-in: an answer that is asked for, reading, or answering.

It goes by the reader's own row alone: that the partner has answered shows in nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from tracker.services import checkin_glance, consents
from tracker.services.day import DayView
from tracker.web.pages import checkin_words

FRESH = timedelta(days=1)
"""How long after its day what was opened is suggested for reading."""


@dataclass(frozen=True, slots=True)
class CheckinSuggestion:
    """A card on Today."""

    heading: str
    words: str
    action: str


def suggestion(view: DayView, _now: datetime) -> CheckinSuggestion | None:
    """Return what to say of the check-in on the reader's own day, None for nothing."""
    if view.day != view.local_date:
        return None
    glance = checkin_glance.of(view)
    if glance.asked is not None:
        every = checkin_words.every(glance.asked)
        return CheckinSuggestion(
            _("%(name)s suggests checking in %(every)s", name=view.partner.name, every=every),
            _("Four questions that each of you answers alone, and then you read them together."),
            _("Look at it"),
        )
    if glance.opened_on is not None and view.today <= glance.opened_on + FRESH:
        return CheckinSuggestion(
            _("Your check-in is open"),
            _("Both your answers, side by side."),
            _("Read it"),
        )
    end = None if glance.opened_on else glance.end
    if (
        end is not None
        and not checkin_words.is_early(end, view.today)
        # Who has taken back their yes is not asked for another; on its own page it waits.
        and not consents.is_withdrawn(view.me.id, "checkins")
    ):
        return CheckinSuggestion(
            _("How are you two?"),
            _(
                "Four questions for yourself, until %(day)s.",
                day=checkin_words.by(end, view.today),
            ),
            _("Go on") if glance.is_begun else _("Check in"),
        )
    if glance.is_put_aside:
        return CheckinSuggestion(
            _("The check-in you suggested was put aside"),
            _("It can be asked again, differently."),
            _("Look at it"),
        )
    return None
