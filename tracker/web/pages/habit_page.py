"""What the page of a habit shows: how it stands, what was agreed, what rests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker import streaks
from tracker.services import breaks, cloth, couples, habits, progress, tallies
from tracker.services.errors import NotFound
from tracker.services.habit_views import HabitView
from tracker.services.pauses import PauseView
from tracker.services.progress import HabitProgress
from tracker.services.tallies import Tally
from tracker.streaks import Outcome
from tracker.streaks.cadence import EARNS_AFTER
from tracker.web.pages import habit_periods, library, pictures, wish_words
from tracker.web.pages import pair as pairs
from tracker.web.pages.habit_periods import Line
from tracker.web.pages.habit_story import Step, told
from tracker.web.pages.offer import Offer, offer
from tracker.web.pages.pair import Pair
from tracker.web.pages.pictures import Picture
from tracker.web.pages.words import dates, standing

ROOTED = 2 / 3
KEPT_LONG = 66
"""Strong for so long, a habit may no longer need counting (Lally 2010: about 66 days)."""
STEPS, DAY = 100, timedelta(days=1)
MOST_HABITS = 50


@dataclass(frozen=True, slots=True)
class Rest:
    """A pause that runs or is to come, in words."""

    id: str
    title: str | None
    """Of the habit that rests, None for all of them."""
    habit: str | None
    words: str
    runs: bool


@dataclass(frozen=True, slots=True)
class Behind:
    """The periods behind the numbers, as far as they are shown, and the way further back."""

    lines: Sequence[Line]
    first: date
    last: date
    older: date | None
    """Where an older stretch ends."""
    is_newest: bool


@dataclass(frozen=True, slots=True)
class Stands:
    """How a habit stands, in words; figures only for "why this number"."""

    lead: str
    current: int
    now: str | None
    strength: str
    spare: str | None
    figures: Sequence[str]
    is_own: bool
    """It needs no counting any more."""


@dataclass(frozen=True, slots=True)
class This:
    """The period that runs: what can be said and done about it."""

    start: date
    name: str
    is_day: bool
    skips: Sequence[tuple[date, str]]
    """First day and dates of what can be skipped: two, while only one of you is past midnight."""


@dataclass(frozen=True, slots=True)
class View:
    """All of the page."""

    habit: HabitView
    pair: Pair
    terms: str | None
    coming: str | None
    offer: Offer | None
    story: Sequence[Step]
    story_next: int | None
    small: str | None
    stands: Stands | None
    cloth: Picture | None
    behind: Behind | None
    this: This | None
    rests: Sequence[Rest]
    other_rests: Sequence[Rest]
    others: Sequence[tuple[str, str]]
    """Id and title of the habits in force, this one first."""
    week_end: date


def view(me: str, habit_id: str, until: date | None, told_after: int, now: datetime) -> View:
    """Return the page of a habit; `until` ends the stretch of periods that is shown.

    Raises NotFound, or Gone for a habit of a couple that ended.
    """
    habit, pair = habits.get(me, habit_id, now), pairs.of(me, now)
    versions = habits.history(me, habit_id, after=(told_after,), limit=STEPS)
    was_agreed = habit.terms is not None or habit.next_terms is not None
    ahead = _ahead(me, now) if habit.state == "active" else []
    rests = [pause for pause in ahead if pause.habit in (None, habit_id)]
    in_force = _in_force(me, now) if habit.state == "active" else []
    titles = {each.id: each.title for each in in_force}
    others = [pause for pause in ahead if pause not in rests and pause.habit in titles]
    shown = [_rest(pause, titles, pair) for pause in rests]
    held = habit.terms or habit.next_terms
    stands = behind = this = None
    if was_agreed:
        until = _until(habit, until, couples.show(me, now).latest)
        counted = progress.of_habit(me, habit_id, *habit_periods.window(habit, until), now)
        stands = _stands(habit, counted, tallies.of_habit(me, habit_id, now), pair, rests)
        behind = _behind(me, habit, counted, rests, until, now)
        this = _this(habit, counted, rests)
    return View(
        habit=habit,
        pair=pair,
        terms=None if held is None else wish_words.sentence(held, pair),
        coming=_coming(habit, pair),
        offer=offer(habit, pair),
        story=told(versions.items, pair),
        story_next=None if versions.next is None else versions.next[0],
        small=_small(habit),
        stands=stands,
        cloth=pictures.picture(cloth.of_habit(me, habit_id, now)) if was_agreed else None,
        behind=behind,
        this=this,
        rests=shown,
        other_rests=[_rest(pause, titles, pair) for pause in others],
        others=sorted(titles.items(), key=lambda each: each[0] != habit_id),
        week_end=breaks.week_end(pair.today, pair.week_start),
    )


def _ahead(me: str, now: datetime) -> list[PauseView]:
    try:
        return breaks.ahead(me, now)
    except NotFound:
        return []


def _in_force(me: str, now: datetime) -> Sequence[HabitView]:
    return habits.listed(me, now, state="active", after=None, limit=MOST_HABITS).items


def _until(habit: HabitView, until: date | None, latest: date) -> date:
    newest = latest if habit.retired_on is None else min(latest, habit.retired_on)
    if until is None or habit.starts_on is None:
        return newest
    return min(max(until, habit.starts_on), newest)


def _coming(habit: HabitView, pair: Pair) -> str | None:
    if habit.terms is None or habit.next_terms is None:
        return None
    return wish_words.sentence(habit.next_terms, pair)


def _small(habit: HabitView) -> str | None:
    """Return the two-minute version of the idea a habit began from, unless it says so itself."""
    for group in library.groups():
        for idea in group.ideas:
            if str(idea.title) == habit.title and str(idea.two_minute) not in (habit.why or ""):
                return str(idea.two_minute)
    return None


def _rest(pause: PauseView, titles: dict[str, str], pair: Pair) -> Rest:
    runs = pause.first <= pair.today
    return Rest(
        pause.id,
        titles.get(pause.habit or ""),
        pause.habit,
        _rest_words(pause, pair.today, runs=runs),
        runs,
    )


def _rest_words(pause: PauseView, today: date, *, runs: bool) -> str:
    if pause.last is None:
        if runs:
            return _("Since %(day)s, with an open end", day=dates.near(pause.first, today))
        return _("From %(day)s, with an open end", day=dates.near(pause.first, today))
    if runs:
        if pause.last == today:
            return _("Until the end of today")
        return _("Until %(day)s", day=dates.near(pause.last, today))
    if pause.first == pause.last:
        return _("On %(day)s", day=dates.full(pause.first))
    return dates.span(pause.first, pause.last)


def _stands(
    habit: HabitView,
    counted: HabitProgress,
    tally: Tally,
    pair: Pair,
    rests: Sequence[PauseView],
) -> Stands:
    strong = counted.strength >= ROOTED and tally.kept >= KEPT_LONG
    gracious = habit.terms is None or habit.terms.grace
    return Stands(
        lead=_lead(habit, counted),
        current=counted.current,
        now=_now(counted.period, pair, rests)
        if habit.state == "active"
        else _ended(habit, counted),
        strength=standing.strength(counted.strength),
        spare=_spare(counted.grace, mended=tally.mended) if gracious else None,
        figures=_figures(habit, counted, tally),
        is_own=strong and habit.state == "active",
    )


def _lead(habit: HabitView, counted: HabitProgress) -> str:
    if habit.state == "retired":
        if counted.best:
            return ngettext("%(num)s in a row", "%(num)s in a row", counted.best)
        return _("It rests now.")
    run = standing.run(counted.current, counted.best)
    if run or habit.terms is not None:
        return run or _("Your first threads come here.")
    assert habit.next_terms is not None
    return _("Agreed. It has not begun yet.")


def _ended(habit: HabitView, counted: HabitProgress) -> str | None:
    if habit.retired_on is None:
        return None
    day = dates.with_year(habit.retired_on)
    if counted.best:
        return _("That was your longest. It rests since %(day)s, and what you wove stays.", day=day)
    return _("Since %(day)s. What you wrote stays.", day=day)


def _now(period: streaks.Period | None, pair: Pair, rests: Sequence[PauseView]) -> str | None:
    """Say how the period that runs stands; who is in, never who is not."""
    if period is None:
        return None
    if period.outcome == Outcome.KEPT:
        return _("You both did.") if period.mode == "each" else _("This one is woven.")
    if habit_periods.is_resting(period, rests):
        return _("This one is resting.")
    if period.mode == "each":
        if period.done_by[pair.me] >= period.target:
            return _("You are in.")
        if pair.partner is not None and period.done_by[pair.partner] >= period.target:
            return _("%(name)s is in.", name=pair.called)
    elif period.turn is not None:
        if period.turn == pair.me:
            return _("Your turn.")
        return _("%(name)s’s turn.", name=pair.called)
    elif period.target > 1 and period.done:
        return _("%(done)s of %(all)s so far.", done=period.done, all=period.target)
    return None


def _spare(grace: int, *, mended: bool) -> str:
    if not mended:
        return standing.spare(grace)
    if grace == 0:
        return _("mended, the spare is used")
    return ngettext("mended, one spare left", "mended, %(num)s spares left", grace)


def _figures(habit: HabitView, counted: HabitProgress, tally: Tally) -> list[str]:
    figures = []
    if counted.current:
        figures.append(
            _(
                "“In a row” counts every one that was woven. What is mended or resting does not "
                "end it, and neither do other terms."
            )
        )
    if counted.best:
        figures.append(_("Your longest: %(best)s.", best=counted.best))
    if tally.counted:
        figures.append(
            ngettext(
                "Woven: %(kept)s of %(num)s.",
                "Woven: %(kept)s of %(num)s.",
                tally.counted,
                kept=tally.kept,
            )
        )
    if tally.counted >= standing.FEW:
        figures.append(
            _(
                "Strength: %(value)s of 100. It grows with each one and fades slowly, so that one "
                "plain day is hardly seen.",
                value=round(100 * counted.strength),
            )
        )
    if habit.terms is not None and habit.terms.grace:
        figures.append(
            _(
                "Everybody begins with one spare thread. Every %(number)s woven bring another, up "
                "to two in hand. One mends a gap by itself, once it is too late to write it down.",
                number=EARNS_AFTER[habit.terms.cadence.unit],
            )
        )
    return figures


def _behind(
    me: str,
    habit: HabitView,
    counted: HabitProgress,
    rests: Sequence[PauseView],
    until: date,
    now: datetime,
) -> Behind | None:
    if not counted.periods:
        return None
    couple = couples.show(me, now)
    order = [partner.id for partner in couple.partners]
    first = counted.periods[0].start
    older = habit.starts_on is not None and first > habit.starts_on
    return Behind(
        lines=habit_periods.lines(counted.periods, order, habit.starts_on, rests),
        first=first,
        last=min(until, counted.periods[-1].end),
        older=first - DAY if older else None,
        is_newest=until == _until(habit, None, couple.latest),
    )


def _this(habit: HabitView, counted: HabitProgress, rests: Sequence[PauseView]) -> This | None:
    period = counted.period
    if period is None or habit.state != "active":
        return None
    skips = {
        each.start: habit_periods.when(each)
        for each in (*counted.periods, period)
        if each.outcome == Outcome.OPEN and not habit_periods.is_resting(each, rests)
    }
    return This(
        start=period.start,
        name=habit_periods.when(period),
        is_day=period.start == period.end,
        skips=list(skips.items()),
    )
