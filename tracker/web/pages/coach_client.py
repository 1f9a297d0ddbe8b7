"""A client in words: for the coach's page, and for the two who look at what their coach sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from tracker.services.coaching.client_view import ClientView, HabitShown
from tracker.services.coaching.figure_kinds import Summary
from tracker.services.coaching.flags import Flag
from tracker.services.coaching.suggestions import SuggestionView
from tracker.services.coaching.timeline import TimelineEntry
from tracker.web import coach_words, time_line_words
from tracker.web.coach_words import Said
from tracker.web.pages import coach_chart, coach_names, coach_trends
from tracker.web.pages.coach_chart import Spark
from tracker.web.pages.coach_trends import TrendShown
from tracker.web.pages.pictures import Picture
from tracker.web.words import dates

FEW = 8
"""So many lines of a list are shown; the others can be unfolded."""
STATES = {
    "open": lazy_gettext("waits for their answer"),
    "agreed": lazy_gettext("agreed"),
    "put_aside": lazy_gettext("put aside"),
    "withdrawn": lazy_gettext("taken back"),
}


class Fact(NamedTuple):
    """A figure with what it is of."""

    name: str
    figure: str
    words: str


@dataclass(frozen=True, slots=True)
class HabitCard:
    """A habit by its title; without a drawing where the two take turns."""

    title: str
    terms: str
    facts: Sequence[Fact]
    spark: Spark | None
    label: str


class Entry(NamedTuple):
    """A line of the time line."""

    when: str
    words: str
    terms: str


class Suggested(NamedTuple):
    """A suggestion and what came of it."""

    title: str
    when: str
    state: str


@dataclass(frozen=True, slots=True)
class ClientShown:
    """All that `coach/_client.html` shows: nothing of it is the coach's own."""

    names: str
    since: str | None
    through: str
    scopes: str
    lead: str
    flags: Sequence[tuple[str, str]]
    facts: Sequence[Fact]
    cloth: Picture | None
    counts: Sequence[str]
    """Below each week of the cloth what was kept of what counted."""
    habits: Sequence[HabitCard] | None
    """None where titles are not granted."""
    timeline: Sequence[Entry]
    trends: Sequence[TrendShown]
    has_trends: bool
    """Trends are granted, whether or not there are any yet."""
    suggestions: Sequence[Suggested]

    @property
    def many(self) -> int:
        """Return how many lines of the time line are shown at once."""
        return FEW


def shown(view: ClientView) -> ClientShown:
    """Return a client in words."""
    client, summary = view.client, view.summary
    cloth = coach_chart.cloth(summary.weeks)
    return ClientShown(
        names=coach_names.both(client),
        since=None if client.since is None else dates.with_year(client.since),
        through=dates.full(summary.through),
        scopes=coach_words.scopes(client.scopes),
        lead=_lead(summary, view.flags),
        flags=[(flag.kind, coach_words.flag(flag)) for flag in view.flags],
        facts=_facts(summary),
        cloth=cloth,
        counts=[] if cloth is None else coach_chart.counts(summary.weeks),
        habits=None if view.habits is None else [_habit(habit) for habit in view.habits],
        timeline=[_entry(entry, summary.as_of) for entry in view.timeline],
        trends=coach_trends.trends(view.trends),
        has_trends="checkins" in client.scopes,
        suggestions=[_suggested(one) for one in view.suggestions],
    )


def _lead(summary: Summary, flags: Sequence[Flag]) -> str:
    """Return one sentence: about coming back, or about together."""
    for one in flags:
        if one.kind == "back":
            return coach_words.flag(one)
    if summary.streak > 1:
        return ngettext(
            "%(num)s woven week in a row", "%(num)s woven weeks in a row", summary.streak
        )
    if summary.return_days is not None:
        if summary.return_days <= 1:
            return _("Usually back the next day")
        back = coach_words.back_after(summary.return_days)
        return _("Usually back after %(num)s %(days)s", num=back.figure, days=back.words)
    if summary.d28.counted:
        return coach_words.share_sentence(summary.d28)
    return _("The first weeks are on the loom")


def _facts(summary: Summary) -> list[Fact]:
    """Return the figures that there are; of what there is none nothing is said."""
    said: Sequence[tuple[str, Said]] = (
        (_("7 days"), coach_words.share(summary.d7)),
        (_("28 days"), coach_words.share(summary.d28)),
        (_("90 days"), coach_words.share(summary.d90)),
        (_("Change in 28 days"), coach_words.change(summary.change_28)),
        (_("In a row"), coach_words.run(summary.streak)),
        (_("Latest week"), coach_words.week(summary.week)),
        (_("Usually back after"), coach_words.back_after(summary.return_days)),
        (_("Last woven week"), coach_words.week_of(summary.last_kept_week)),
    )
    return [Fact(name, *one) for name, one in said if one.figure != coach_words.NONE]


def _habit(habit: HabitShown) -> HabitCard:
    facts = [
        Fact(name, *coach_words.share(one))
        for name, one in ((_("28 days"), habit.d28), (_("90 days"), habit.d90))
        if one is not None and one.counted
    ]
    weeks = habit.weeks if habit.weeks and any(week.counted for week in habit.weeks) else None
    return HabitCard(
        habit.title,
        _("ended") if habit.terms is None else time_line_words.terms(habit.terms),
        facts,
        None if weeks is None else coach_chart.spark(weeks),
        "" if weeks is None else coach_words.weeks_label(weeks),
    )


def _entry(entry: TimelineEntry, today: date) -> Entry:
    return Entry(
        dates.with_year(entry.on),
        time_line_words.entry(entry, today),
        time_line_words.terms(entry.terms) if entry.terms is not None else "",
    )


def _suggested(one: SuggestionView) -> Suggested:
    return Suggested(one.title, dates.with_year(one.made_on), str(STATES[one.state]))
