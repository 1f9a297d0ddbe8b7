"""What the page of a habit shows: how it stands, what was agreed, what rests."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tracker.services import breaks, cloth, couples, habits, progress, tallies, yours
from tracker.services.couples import CoupleView
from tracker.services.errors import NotFound
from tracker.services.habit_views import HabitView
from tracker.services.pauses import PauseView
from tracker.services.progress import HabitProgress
from tracker.streaks import Outcome
from tracker.web.pages import habit_guidance, habit_periods, habit_standing, pictures, wish_words
from tracker.web.pages import pair as pairs
from tracker.web.pages.habit_guidance import Guidance
from tracker.web.pages.habit_periods import Line
from tracker.web.pages.habit_rests import Rest, rest
from tracker.web.pages.habit_standing import Stands
from tracker.web.pages.habit_story import Step, told
from tracker.web.pages.offer import Offer, offer
from tracker.web.pages.pair import Pair
from tracker.web.pages.pictures import Picture

STEPS, DAY = 100, timedelta(days=1)


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
class This:
    """The period that runs: what can be said and done about it."""

    start: date
    name: str
    heading: str
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
    namesakes: habits.Namesakes
    guidance: Guidance
    is_own: bool
    """It needs no counting any more, and it is time to ask whoever reads this."""
    stands: Stands | None
    cloth: Picture | None
    behind: Behind | None
    this: This | None
    rests: Sequence[Rest]
    other_rests: Sequence[Rest]
    others: Sequence[tuple[str, str]]
    """Id and title of the habits in force, this one first."""
    hard_week: int
    """How many rest because of a hard week, where that is more than one."""
    week_end: date
    last_day: date
    """Of the habit, if it were ended now."""


def view(me: str, habit_id: str, until: date | None, told_after: int, now: datetime) -> View:
    """Return the page of a habit; `until` ends the stretch of periods that is shown.

    Raises NotFound, or Gone for a habit of a couple that ended.
    """
    habit, pair = habits.get(me, habit_id, now), pairs.of(me, now)
    versions = habits.history(me, habit_id, after=(told_after,), limit=STEPS)
    was_agreed = habit.terms is not None or habit.next_terms is not None
    ahead = _ahead(me, now) if habit.state == "active" else []
    rests = [pause for pause in ahead if pause.habit in (None, habit_id)]
    titles = _in_force(me, now) if habit.state == "active" else {}
    others = [pause for pause in ahead if pause not in rests and pause.habit in titles]
    shown = [rest(pause, titles, pair.today) for pause in rests]
    held = habit.terms or habit.next_terms
    stands = behind = this = None
    last_day = pair.today
    if was_agreed:
        couple = couples.show(me, now)
        last_day = couple.today
        until = _until(habit, until, couple.latest)
        counted = progress.of_habit(me, habit_id, *habit_periods.window(habit, until), now)
        counted = replace(counted, period=counted.own_period)  # what is said of now is one's own
        stands = habit_standing.of(habit, counted, tallies.of_habit(me, habit_id, now), pair, rests)
        behind = _behind(couple, habit, counted, rests, until)
        this = _this(habit, counted, rests, pair.today)
    return View(
        habit=habit,
        pair=pair,
        terms=None if held is None else wish_words.sentence(held, pair),
        coming=_coming(habit, pair),
        offer=offer(habit, pair),
        story=told(versions.items, pair),
        story_next=None if versions.next is None else versions.next[0],
        namesakes=habits.namesakes(me, habit_id),
        guidance=habit_guidance.of(habit),
        is_own=stands is not None and stands.is_own and _is_asked(me, habit, pair),
        stands=stands,
        cloth=pictures.picture(cloth.of_habit(me, habit_id, now)) if was_agreed else None,
        behind=behind,
        this=this,
        rests=shown,
        other_rests=[rest(pause, titles, pair.today) for pause in others],
        others=sorted(titles.items(), key=lambda each: each[0] != habit_id),
        hard_week=len(breaks.of_hard_week(me, now)) if ahead else 0,
        week_end=breaks.week_end(pair.today, pair.week_start),
        last_day=last_day,
    )


def _ahead(me: str, now: datetime) -> list[PauseView]:
    try:
        return breaks.ahead(me, now)
    except NotFound:
        return []


def _in_force(me: str, now: datetime) -> dict[str, str]:
    """Return the titles of the habits in force, by id."""
    return {each.id: each.title for each in habits.alive(me, now) if each.state == "active"}


def _until(habit: HabitView, until: date | None, latest: date) -> date:
    newest = latest if habit.retired_on is None else min(latest, habit.retired_on)
    if until is None or habit.starts_on is None:
        return newest
    return min(max(until, habit.starts_on), newest)


def _coming(habit: HabitView, pair: Pair) -> str | None:
    if habit.terms is None or habit.next_terms is None:
        return None
    return wish_words.sentence(habit.next_terms, pair)


def _is_asked(me: str, habit: HabitView, pair: Pair) -> bool:
    """Tell whether somebody is to be asked now how a habit of theirs goes on."""
    held = habit.terms
    if habit.proposal is not None or held is None:
        return False
    changed_on = yours.changed_on(habit.starts_on, held.starts_on)
    return not yours.is_quiet(yours.kept_counting_on(me, habit.id), changed_on, pair.today)


def _behind(
    couple: CoupleView,
    habit: HabitView,
    counted: HabitProgress,
    rests: Sequence[PauseView],
    until: date,
) -> Behind | None:
    if not counted.periods:
        return None
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


def _this(
    habit: HabitView, counted: HabitProgress, rests: Sequence[PauseView], today: date
) -> This | None:
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
        heading=habit_periods.called(period, habit, today),
        is_day=period.start == period.end,
        skips=list(skips.items()),
    )
