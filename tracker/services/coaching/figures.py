"""A couple's figures as their coach sees them: settled rows, and the fold of what follows, summed.

Nothing later than the last settled day goes into them, and nothing of who did what.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select

from tracker import streaks
from tracker.models import ClientFigures, SettledPeriod, SettledWeek
from tracker.services import habit_facts, settled, tails
from tracker.services.coaching import figure_sums, figure_text
from tracker.services.coaching.figure_kinds import (
    Counted,
    Figures,
    RangeFigures,
    Recent,
    Share,
    Summary,
    WeekStands,
)
from tracker.services.coaching.figure_sums import DAY, WEEK, HabitPeriods
from tracker.services.habit_facts import Facts
from tracker.services.seat import Seat
from tracker.store import AnySession
from tracker.streaks import Outcome, WeekState

_COUNTED = ("kept", "graced", "missed")
WINDOWS = 7, 28, 90
"""Days over which the roster sums."""
LOOKED_BACK = timedelta(weeks=8)
"""So long before a range a way back may begin that leads into it."""


def of(session: AnySession, seat: Seat, now: datetime) -> Figures:
    """Return a couple's figures as they stand now; `figure_store` has those of the day."""
    today = seat.today(now)
    through = today - timedelta(days=seat.backfill_days + 1)
    starts = figure_sums.week_starts(through, seat.week_start)
    facts = habit_facts.all_facts(session.connection(), seat.couple_id)
    progresses = tails.folded(session, seat, facts, now)
    resumed = {
        each.id: each.checkpoint.before
        for each in facts
        if each.checkpoint is not None and each.settled(today) is not None
    }
    recent = {
        each.id: Recent(resumed.get(each.id), _counted(progresses[each.id], through))
        for each in facts
    }
    rows = _rows(session, resumed, starts[0], through)
    habits = [
        HabitPeriods(
            each.id,
            [*rows.get(each.id, ()), *_from(recent[each.id].periods, starts[0])],
            _takes_turns(each, starts[0], through),
        )
        for each in facts
    ]
    before = _kept_before(session, resumed, recent, starts[0])
    began = [each.starts_on for each in facts if each.starts_on and each.starts_on <= today]
    began_on = min(began, default=None)
    d28 = figure_sums.window(habits, through, 28)
    weeks = _weeks(session, seat, progresses, now)
    streak, states, last_woven = _judged(session, seat, weeks, through)
    ways = figure_sums.returns(habits, starts[0], through, starts[0])
    cells = [figure_sums.weeks(habit, starts) for habit in habits]
    earlier = figure_sums.window(habits, through - timedelta(days=28), 28)
    return Figures(
        Summary(
            as_of=today,
            through=through,
            d7=figure_sums.window(habits, through, 7),
            d28=d28,
            d90=figure_sums.window(habits, through, 90),
            change_28=_change(d28, earlier),
            streak=streak,
            week=WeekStands(
                starts[-1],
                figure_sums.progress(own[-1] for own in cells),
                states.get(starts[-1], WeekState.QUIET)
                if starts[-1] + WEEK - DAY <= through
                else WeekState.RUNNING,
            ),
            return_days=figure_sums.typical(ways),
            last_kept_week=last_woven,
            weeks=figure_sums.together(cells, starts),
            began_on=began_on,
            silent_days=figure_sums.silence(habits, through, before, began_on),
            back=figure_sums.back(habits, through, before),
            habits=sum(_in_force(each, today) for each in facts),
        ),
        figure_sums.of_habits(
            [
                habit
                for each, habit in zip(facts, habits, strict=True)
                if _in_force(each, today) or habit.within(through - timedelta(days=89), through)
            ],
            through,
            {habit.id: own for habit, own in zip(habits, cells, strict=True)},
        ),
        recent,
    )


def over(session: AnySession, seat: Seat, first: date, last: date, now: datetime) -> RangeFigures:
    """Return the figures of a range, `last` at most the last settled day.

    They are of the day, as all figures are: from what `figure_store` has kept of it, and from now
    where it has nothing. Of turns they hold whole weeks alone, but for the windows in which the
    roster tells them, and as many days before.
    """
    row = session.execute(
        select(ClientFigures.summary, ClientFigures.detail).where(
            ClientFigures.couple_id == seat.couple_id
        )
    ).first()
    kept = None if row is None else figure_text.read(row.summary, row.detail)
    figures = kept or of(session, seat, now)
    last = min(last, figures.summary.through)
    since = first - LOOKED_BACK
    resumed = {key: one.since for key, one in figures.recent.items() if one.since is not None}
    rows = _rows(session, resumed, since, last)
    habits = [
        HabitPeriods(key, [*rows.get(key, ()), *_from(one.periods, since)])
        for key, one in figures.recent.items()
    ]
    summed = habits
    through, length = figures.summary.through, last - first + DAY
    if length.days not in WINDOWS or last not in (through, through - length):
        summed = [
            figure_sums.in_whole_weeks(habit, first, last, through, seat.week_start)
            for habit in habits
        ]
    return RangeFigures(
        first,
        last,
        figure_sums.total(summed, first, last),
        figure_sums.shares([one for one in summed if one.within(first, last)], first, last),
        figure_sums.returns(habits, first, last, since),
    )


def _counted(progress: streaks.Progress, through: date) -> list[Counted]:
    return [
        Counted(one.end, one.outcome == Outcome.KEPT, one.mode == "turns")
        for one in progress.periods
        if one.end <= through and one.outcome in _COUNTED
    ]


def _from(periods: Iterable[Counted], first: date) -> list[Counted]:
    return [one for one in periods if one.end >= first]


_ROWS = (
    select(SettledPeriod.habit_id, SettledPeriod.end, SettledPeriod.outcome, SettledPeriod.mode)
    .where(
        SettledPeriod.habit_id.in_(bindparam("habits", expanding=True)),
        SettledPeriod.end.between(bindparam("first"), bindparam("last")),
        SettledPeriod.outcome.in_(_COUNTED),
    )
    .order_by(SettledPeriod.habit_id, SettledPeriod.end)
)


def _rows(
    session: AnySession, resumed: Mapping[str, date], first: date, last: date
) -> dict[str, list[Counted]]:
    """Return the settled periods that count, by habit, of those that ended before its day."""
    until = min(last, max(resumed.values(), default=first) - DAY)
    if not resumed or until < first:
        return {}
    values = {"habits": list(resumed), "first": first, "last": until}
    found: dict[str, list[Counted]] = {key: [] for key in resumed}
    for key, end, outcome, mode in session.connection().execute(_ROWS, values).all():
        if end < resumed[key]:
            found[key].append(Counted(end, outcome == "kept", mode == "turns"))
    return found


def _kept_before(
    session: AnySession,
    resumed: Collection[str],
    recent: Mapping[str, Recent],
    first: date,
) -> date | None:
    """Return the last day before `first` on which something was kept."""
    own = [p.end for one in recent.values() for p in one.periods if p.kept and p.end < first]
    query = select(func.max(SettledPeriod.end)).where(
        SettledPeriod.habit_id.in_(resumed),
        SettledPeriod.end < first,
        SettledPeriod.outcome == "kept",
    )
    row = session.scalar(query) if resumed else None
    return max([*own, *([] if row is None else [row])], default=None)


def _weeks(
    session: AnySession, seat: Seat, progresses: Mapping[str, streaks.Progress], now: datetime
) -> streaks.CoupleWeeks:
    today, latest = seat.today(now), seat.latest(now)
    return streaks.couple_weeks(
        progresses.values(),
        today=today,
        latest=latest,
        week_start=seat.week_start,
        weeks=figure_sums.WEEKS + 8,
        resume=settled.weeks_resume(session, seat.couple_id, today),
    )


def _judged(
    session: AnySession, seat: Seat, weeks: streaks.CoupleWeeks, through: date
) -> tuple[int, dict[date, WeekState], date | None]:
    """Return the streak, the states by week, and the last woven week: of settled weeks alone."""
    before = streaks.week_of(through + DAY, seat.week_start)
    states = {week.start: week.state for week in weeks.weeks if week.start < before}
    woven = [start for start, state in states.items() if state == WeekState.WOVEN]
    last = max(woven, default=None) or session.scalar(
        select(func.max(SettledWeek.start)).where(
            SettledWeek.couple_id == seat.couple_id,
            SettledWeek.state == "woven",
            SettledWeek.start < before,
        )
    )
    return weeks.checkpoint(before).streak, states, last


def _change(now: Share, before: Share) -> float | None:
    return None if now.rate is None or before.rate is None else now.rate - before.rate


def _in_force(facts: Facts, today: date) -> bool:
    return (
        facts.starts_on is not None
        and facts.starts_on <= today
        and (facts.retired_on is None or facts.retired_on >= today)
    )


def _takes_turns(facts: Facts, first: date, last: date) -> bool:
    """Tell whether the two took turns on any day of a range."""
    ends = [*(terms.starts_on for terms in facts.terms[1:]), facts.retired_on or date.max]
    return any(
        terms.mode == "turns" and terms.starts_on <= last and end >= first
        for terms, end in zip(facts.terms, ends, strict=True)
    )
