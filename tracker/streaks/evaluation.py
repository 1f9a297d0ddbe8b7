"""Evaluate a habit: list its periods, judge each, fold them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from tracker.streaks.fold import Fold
from tracker.streaks.marks import Marks
from tracker.streaks.outcome import KEPT, PausedDays, outcome_unkept
from tracker.streaks.periods import blocks
from tracker.streaks.progress import Checkpoint, Period, Progress, draft_period
from tracker.streaks.terms import Pause, Terms, TickLike, in_force


def evaluate(
    terms: Iterable[Terms],
    ticks: Iterable[TickLike],
    pauses: Iterable[Pause],
    *,
    partners: Sequence[Any],
    week_start: int,
    today: date,
    latest: date | None = None,
    backfill_days: int = 0,
    horizon: date | None = None,
    resume: Checkpoint | None = None,
) -> Progress:
    """Judge a habit's periods and fold them, all at once or from a checkpoint on.

    `partners` is a pair of ids, `week_start` an ISO weekday. With `resume` only ticks dated after
    its `through` are needed. `horizon` lists periods up to another date than `latest`; only
    those that start by `latest` are folded. Raises ValueError as "field: message".
    """
    latest = today if latest is None else latest
    one, other = _checked(partners, week_start, today, latest, backfill_days)
    resumed = Checkpoint() if resume is None else resume
    after = 0 if resumed.through is None else resumed.through.toordinal()
    folded_until = latest.toordinal()
    listed_until = folded_until if horizon is None else horizon.toordinal()
    until = max(folded_until, listed_until)
    now = today.toordinal()

    marks, paused, fold = Marks(ticks, (one, other)), PausedDays(pauses), Fold(resumed)
    periods: list[Period] = []
    to_date = date.fromordinal

    for stretch in in_force(terms):
        agreed = stretch.terms
        mode, cadence, times = agreed.mode, agreed.cadence, agreed.cadence.times
        each, turns = mode == "each", mode == "turns"
        if turns and agreed.first_turn not in (one, other):
            raise ValueError("first_turn: must be one of the partners")
        if stretch.last <= after or stretch.first > until:
            continue
        order = (one, other) if agreed.first_turn == one else (other, one)
        daily = cadence.unit == "day"
        count = marks.counter(slots=cadence.has_slots, either=not each)
        fold.under(agreed)

        for start, end, partial, number in blocks(
            stretch, after=after, until=until, week_start=week_start
        ):
            ones, others, done = count(start, end)
            if each:
                done = ones if ones < others else others
                one_part = ones / times if ones < times else 1.0
                other_part = others / times if others < times else 1.0
                fraction = (one_part + other_part) / 2
            else:
                fraction = done / times if done < times else 1.0
            outcome = KEPT
            if done < times:
                outcome = outcome_unkept(
                    start,
                    end,
                    partial=partial,
                    daily=daily,
                    times=times,
                    spare=fold.spare,
                    paused=paused,
                    today=now,
                    backfill_days=backfill_days,
                )

            if start <= folded_until:
                fold.add(end, outcome, fraction)
            else:
                # Nobody's day has come there yet: however it stands, it is for later folds.
                fold.hold(end)

            if start <= listed_until:
                first = to_date(start)
                last = first if start == end else to_date(end)
                done_by = {one: ones, other: others}
                turn = order[number % 2] if turns else None
                periods.append(
                    draft_period(
                        first, last, mode, times, done, done_by, fraction, outcome, turn, partial
                    )
                )

    return Progress(
        fold.current,
        fold.best,
        fold.grace,
        fold.strength,
        tuple(periods),
        fold.toward,
        tuple(fold.states),
        resumed,
        None if fold.unsettled is None else to_date(fold.unsettled),
    )


def _checked(
    partners: Sequence[Any], week_start: int, today: date, latest: date, backfill_days: int
) -> tuple[Any, Any]:
    if len(partners) != 2 or partners[0] == partners[1]:
        raise ValueError("partners: must be two different persons")
    if type(week_start) is not int or not 1 <= week_start <= 7:
        raise ValueError("week_start: must be from 1 (Monday) to 7 (Sunday)")
    if type(backfill_days) is not int or backfill_days < 0:
        raise ValueError("backfill_days: must be a whole number from 0 on")
    if latest < today:
        raise ValueError("latest: must not be before today")
    return partners[0], partners[1]
