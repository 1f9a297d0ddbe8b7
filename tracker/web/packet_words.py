"""A session's packet in words: worked out once, drawn by the page and by the PDF alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask_babel import format_decimal, lazy_gettext, ngettext
from flask_babel import gettext as _

from tracker.services.coaching.packet import Packet, PacketHabit
from tracker.services.coaching.timeline import TimelineEntry
from tracker.services.coaching.trends import Trend
from tracker.web import coach_words, time_line_words
from tracker.web.words import dates, lists

TRENDS = {
    "heard": lazy_gettext("Heard"),
    "trusting": lazy_gettext("Trusting"),
    "close": lazy_gettext("Close"),
    "appreciated": lazy_gettext("Appreciated"),
}


class Line(NamedTuple):
    """Something with a figure and the words under it, or with a day beside it."""

    name: str
    figure: str
    words: str = ""


class HabitLine(NamedTuple):
    """A habit, its terms, and how it went in the range and in as many days before."""

    title: str
    terms: str
    now: str
    before: str


class Bar(NamedTuple):
    """A week of the picture: parts of ten that were kept, and of those that counted."""

    start: date
    kept: int
    counted: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Told:
    """The packet in words. `habits` is None where titles are not granted."""

    title: str
    first: date
    last: date
    through: date
    range: str
    origin: str
    settled: str
    lead: str
    compared: str
    figures: Sequence[Line]
    weeks: Sequence[Bar]
    weeks_label: str
    weeks_note: str
    habits: Sequence[HabitLine] | None
    changes: Sequence[Line]
    returns: str
    trends: Sequence[Line]
    goals: Sequence[Line]
    questions: Sequence[Line]
    sessions: Sequence[Line]


def tell(packet: Packet, title: str) -> Told:
    """Return a packet in words; `title` is what the two are called here."""
    now, before = packet.now, packet.before
    summary = packet.summary
    label = ngettext("The %(num)s day before", "The %(num)s days before", packet.days)
    weeks = [
        Bar(week.start, week.kept, week.counted, packet.covers(week.start))
        for week in summary.weeks
    ]
    return Told(
        title=title,
        first=now.first,
        last=now.last,
        through=summary.through,
        range=dates.span_with_year(now.first, now.last),
        origin=_origin(packet),
        settled=_(
            "Days count once they are over and settled: so far up to %(day)s.",
            day=dates.day_and_month(summary.through),
        ),
        lead=coach_words.share_sentence(now.total),
        compared=_compared(packet),
        figures=[
            _figure(_("This range"), now.total),
            _figure(label, before.total),
            _figure(_("Last 7 days"), summary.d7),
            _figure(_("Last 28 days"), summary.d28),
            _figure(_("Last 90 days"), summary.d90),
        ],
        weeks=weeks,
        weeks_label=coach_words.weeks_label(summary.weeks),
        weeks_note=_("the weeks of this range stand out"),
        habits=None if packet.habits is None else [_habit(each) for each in packet.habits],
        changes=[
            Line(_changed(each, summary.as_of), dates.with_year(each.on)) for each in packet.changes
        ],
        returns=_returns(now.returns),
        trends=[_trend(each) for each in packet.trends if each.points],
        goals=[Line(goal.text, _goal_day(goal.made_on, goal.done_on)) for goal in packet.goals],
        questions=[Line(one.text, dates.with_year(one.made_on)) for one in packet.questions],
        sessions=_sessions(packet),
    )


def pair(names: tuple[str, str]) -> str:
    """Return "Ana and Ben"."""
    return _("%(one)s and %(other)s", one=names[0], other=names[1])


def _changed(entry: TimelineEntry, today: date) -> str:
    what = time_line_words.entry(entry, today)
    if entry.terms is None:
        return what
    return _("%(what)s: %(terms)s", what=what, terms=time_line_words.terms(entry.terms))


def _origin(packet: Packet) -> str:
    if packet.session_on is not None:
        return _("Since the session on %(day)s", day=dates.full(packet.session_on))
    return ngettext("%(num)s day", "%(num)s days", packet.days)


def _compared(packet: Packet) -> str:
    return ngettext(
        "In the %(num)s day before: %(share)s",
        "In the %(num)s days before: %(share)s",
        packet.days,
        share=coach_words.share_sentence(packet.before.total),
    )


def _figure(name: str, share: coach_words.Share) -> Line:
    said = coach_words.share(share)
    return Line(name, said.figure, said.words)


def _habit(habit: PacketHabit) -> HabitLine:
    said = (
        _("not in force at the end") if habit.terms is None else time_line_words.terms(habit.terms)
    )
    takes_turns = habit.terms is not None and habit.terms.mode == "turns"
    now, before = (_of_habit(share, takes_turns) for share in (habit.now, habit.before))
    return HabitLine(habit.title, said, now, before)


def _of_habit(share: coach_words.Share | None, takes_turns: bool) -> str:
    if takes_turns and (share is None or not share.counted):
        return _("turns: no sum for these days")
    if share is None:
        return _("no sum of its own for these days")
    if not share.counted:
        return _("nothing to count")
    return coach_words.share_sentence(share)


def _returns(days: Sequence[int]) -> str:
    if not days:
        return _("Nothing to come back from in these days.")
    longest = max(days)
    if len(days) == 1:
        return ngettext("Back once, after %(num)s day.", "Back once, after %(num)s days.", longest)
    listed = lists.line(str(each) for each in days[:12])
    return _("Back %(times)s times, after so many days: %(days)s.", times=len(days), days=listed)


def _trend(trend: Trend) -> Line:
    (first, start), (last, end) = trend.points[0], trend.points[-1]
    name = str(TRENDS[trend.question])
    if first == last:
        return Line(name, _mean(end), dates.day_and_month(last))
    figure = _("%(now)s after %(before)s", now=_mean(end), before=_mean(start))
    words = ngettext(
        "%(num)s check-in since %(day)s",
        "%(num)s check-ins since %(day)s",
        len(trend.points),
        day=dates.with_year(first),
    )
    return Line(name, figure, words)


def _mean(number: float) -> str:
    return str(format_decimal(number, "0.0"))


def _goal_day(made_on: date, done_on: date | None) -> str:
    if done_on is not None:
        return _("done on %(day)s", day=dates.with_year(done_on))
    return _("since %(day)s", day=dates.with_year(made_on))


def _sessions(packet: Packet) -> list[Line]:
    held = packet.sessions
    named = ((_("Last session"), held.last), (_("Next session"), held.next))
    return [Line(name, dates.with_year(day)) for name, day in named if day is not None]
