"""The page of a day: its heading, its days to choose from, its habits by whose doing counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from tracker.services.day import DayView
from tracker.services.ended import Farewell
from tracker.services.habit_views import HabitView
from tracker.services.swallowed import Swallowed
from tracker.web.pages.offer import Offer
from tracker.web.pages.suggestions import Suggestion
from tracker.web.pages.talk_suggestion import TalkSuggestion
from tracker.web.pages.today_rows import Row, Rows
from tracker.web.words import dates

DAY = timedelta(days=1)
FEW = 3
"""With so few habits the library is shown the way to."""
HEADINGS = (
    ("together", lazy_gettext("Together")),
    ("each", lazy_gettext("Each of you")),
    ("turns", lazy_gettext("Taking turns")),
)

Invitation = Literal["invite", "parted", "first habit", "another habit", "swallowed", "suggestion"]


@dataclass(frozen=True, slots=True)
class Opening:
    """What is asked of the page: a day, and what was wrong with a form sent from it."""

    day: date | None = None
    wrong: Mapping[str, list[str]] = field(default_factory=dict)
    habit: str | None = None
    """Beside which one the form is."""
    form: str | None = None
    typed: Mapping[str, str] = field(default_factory=dict)

    def is_open(self, habit: str, form: str) -> bool:
        """Tell whether this form was sent and refused."""
        return self.habit == habit and self.form == form


@dataclass(frozen=True, slots=True)
class Choice:
    """A day to go to."""

    date: date
    weekday: str
    name: str
    is_shown: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Habits of one mode."""

    mode: str
    heading: str
    woven: int
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Badge:
    """One of the two, by the first letter of their name."""

    name: str
    letter: str


@dataclass(frozen=True, slots=True)
class Page:
    """All that the template shows."""

    day: date
    heading: str
    is_today: bool
    asked: Sequence[Offer]
    asks: Sequence[Offer]
    """What waits for oneself; what one asked for, or said yes to where the coach suggests it."""
    invitation: Invitation | None
    days: Sequence[Choice] = ()
    sections: Sequence[Section] = ()
    resting: Sequence[Row] = ()
    badges: Sequence[Badge] = ()
    couple: str | None = None
    partner: str | None = None
    me: str | None = None
    side: int = 0
    turns_in: int = 0
    local_date: date | None = None
    swallowed: Swallowed | None = None
    suggests: Suggestion | None = None
    over: Sequence[Farewell] = ()
    """What ended a moment ago, whoever of the two ended it."""

    @property
    def is_bare(self) -> bool:
        """Tell whether there is no habit yet, nor any that is asked for."""
        return not (self.sections or self.resting or self.asked or self.asks)

    @property
    def suggestion(self) -> object | None:
        """Return what the suggestion is about."""
        return None if self.suggests is None else self.suggests.about

    @property
    def is_about_now(self) -> bool:
        """Tell whether what is suggested goes on right now, and so stands before the habits."""
        talk = self.suggestion
        return isinstance(talk, TalkSuggestion) and talk.kind == "running"

    @property
    def is_all_woven(self) -> bool:
        """Tell whether everything that is to be done is done."""
        return bool(self.sections) and all(
            section.woven == len(section.rows) for section in self.sections
        )

    @classmethod
    def alone(cls, today: date, offers: Sequence[Offer], *, was_linked: bool) -> "Page":
        """Return the page of somebody who is not linked, or not any more."""
        return cls(today, _("Today"), True, (), offers, "parted" if was_linked else "invite")

    @classmethod
    def of(
        cls,
        view: DayView,
        found: Sequence[HabitView],
        offers: Sequence[Offer],
        swallowed: Swallowed | None = None,
        suggests: Suggestion | None = None,
        over: Sequence[Farewell] = (),
    ) -> "Page":
        """Return the page of one of a couple; a day gone by shows its habits alone."""
        in_words = Rows(view)
        active = [each for each in found if each.state == "active" and each.id in view.habits]
        rows = [in_words.row(habit, view.habits[habit.id]) for habit in active]
        is_today = view.day == view.local_date
        sections = [
            Section(mode, str(name), sum(row.is_kept for row in some), some)
            for mode, name in HEADINGS
            if (some := [row for row in rows if not row.is_off and row.mode == mode])
        ]
        names = {view.me.id: view.me.name, view.partner.id: view.partner.name}
        shown = offers if is_today else ()
        return cls(
            day=view.day,
            heading=_heading(view),
            is_today=is_today,
            asked=[offer for offer in shown if offer.waits_for_me],
            asks=[offer for offer in shown if not offer.waits_for_me],
            invitation=_invitation(len(rows), len(offers), swallowed, suggests)
            if is_today
            else None,
            swallowed=swallowed,
            suggests=suggests,
            over=over,
            days=_days(view) if rows else (),
            sections=sections,
            resting=[row for row in rows if row.is_off],
            badges=[Badge(names[one], names[one][:1].upper()) for one in view.pair],
            couple=view.couple,
            partner=view.partner.name,
            me=view.me.id,
            side=view.pair.index(view.me.id),
            turns_in=view.turns_in,
            local_date=view.local_date,
        )


def _heading(view: DayView) -> str:
    near = dates.near(view.day, view.local_date)
    return near[:1].upper() + near[1:]


def _invitation(
    habits: int, offers: int, swallowed: Swallowed | None, suggests: Suggestion | None
) -> Invitation | None:
    """Return the one thing that Today suggests beside the habits."""
    if swallowed is not None:
        return "swallowed"
    if suggests is not None:
        return "suggestion"
    if habits == 0:
        return None if offers else "first habit"
    return "another habit" if habits < FEW and not offers else None


def _days(view: DayView) -> list[Choice]:
    return [
        Choice(
            date=day,
            weekday=dates.short_weekday(day),
            name=dates.full(day),
            is_shown=day == view.day,
            is_today=day == view.local_date,
        )
        for day in (
            view.first + number * DAY for number in range((view.local_date - view.first).days + 1)
        )
    ]
