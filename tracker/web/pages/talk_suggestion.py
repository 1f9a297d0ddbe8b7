"""What Today says of a talk: that one goes on, or that one may be ticked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from tracker.services import talks
from tracker.services.day import DayView
from tracker.services.talk_clock import TalkView
from tracker.streaks import Outcome
from tracker.web.pages import talk_left, talk_page, talk_words
from tracker.web.words import dates


@dataclass(frozen=True, slots=True)
class TalkSuggestion:
    """A card on Today: what it says, and what leads on to the talk."""

    kind: str
    """`running`, or `tick`."""
    talk: str
    heading: str
    words: str
    action: str


def suggestion(view: DayView, now: datetime) -> TalkSuggestion | None:
    """Return what to say of the couple's last talk, None where there is nothing to say."""
    talk = talks.latest(view.me.id, now)
    if talk is None:
        return None
    return _running(talk, view) if talk.is_open else _tick(talk, view, now)


def _running(talk: TalkView, view: DayView) -> TalkSuggestion:
    if talk.over:
        words = _("The time is up. You may stay as long as you like.")
    elif talk.state == "paused":
        words = _("The clock waits for you.")
    else:
        # An hour and not what is left: Today may lie open meanwhile.
        ends = (talk.now + talk.left + timedelta(seconds=30)).astimezone(ZoneInfo(view.me.timezone))
        words = _("The clock runs until %(time)s.", time=dates.clock(ends.strftime("%H:%M")))
    return TalkSuggestion("running", talk.id, _("You two are talking"), words, _("To the clock"))


def _tick(talk: TalkView, view: DayView, now: datetime) -> TalkSuggestion | None:
    """Return the question about a talk of today whose habit a tick of the reader adds to."""
    day = talk_page.day_of(talk, view)
    habit = view.habits.get(talk.habit or "")
    if habit is None or habit.period is None or day != view.day:
        return None
    if talk_page.is_late(talk, view.local_date, day, now) or talk_left.is_left(talk.id):
        return None
    if any(one.person == view.me.id and one.date == day for one in habit.written):
        return None
    if habit.period.mode != "each" and habit.period.outcome == Outcome.KEPT:
        return None
    words = _("It can be woven in for today.")
    return TalkSuggestion("tick", talk.id, talk_words.talked(talk), words, _("Tick it"))
