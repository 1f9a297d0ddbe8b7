"""How one habit stands, in words; figures only for "why this number"."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from tracker import streaks
from tracker.services import yours
from tracker.services.habit_views import HabitView
from tracker.services.pauses import PauseView
from tracker.services.progress import HabitProgress
from tracker.services.tallies import Tally
from tracker.streaks import Outcome
from tracker.streaks.cadence import EARNS_AFTER
from tracker.web.pages import habit_periods
from tracker.web.pages.pair import Pair
from tracker.web.words import dates, standing


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


def of(
    habit: HabitView,
    counted: HabitProgress,
    tally: Tally,
    pair: Pair,
    rests: Sequence[PauseView],
) -> Stands:
    """Return how a habit stands; `rests` are its pauses that run or are to come."""
    is_settled = habit.terms is not None and yours.is_settled(
        habit.terms.cadence, counted.strength, tally.kept
    )
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
        is_own=is_settled and habit.state == "active",
    )


def _lead(habit: HabitView, counted: HabitProgress) -> str:
    if habit.state == "retired":
        if counted.best:
            return ngettext("%(num)s in a row", "%(num)s in a row", counted.best)
        return _("It lives on.") if habit.lives_on else _("It has ended.")
    run = standing.run(counted.current, counted.best)
    if run or habit.terms is not None:
        return run or _("Your first threads come here.")
    assert habit.next_terms is not None
    return _("Agreed. It has not begun yet.")


def _ended(habit: HabitView, counted: HabitProgress) -> str | None:
    if habit.retired_on is None:
        return None
    day = dates.with_year(habit.retired_on)
    if habit.lives_on:
        if counted.best:
            return _("That was your longest. Since %(day)s it lives on without counting.", day=day)
        return _("Since %(day)s it lives on without counting.", day=day)
    if counted.best:
        return _(
            "That was your longest. Its last day was %(day)s, and what you wove stays.", day=day
        )
    return _("Its last day was %(day)s. What you wrote stays.", day=day)


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
                "Strength: %(value)s of 100. It grows with each one and fades slowly, so that a "
                "single gap is hardly seen.",
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
