"""How often a habit was kept in all its life: sums of settled rows and the fold after them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from tracker.extensions import db
from tracker.models import SettledPeriod
from tracker.services import habit_facts, habit_rows, standing
from tracker.services.seat import Seat

COUNTED = ("kept", "graced", "missed")


@dataclass(frozen=True, slots=True)
class Tally:
    """Periods that were kept, and those that counted: kept or not, resting ones left out."""

    kept: int
    counted: int
    mended: bool
    """The last one that counted was mended by a spare thread."""


def of_habit(person_id: str, habit_id: str, now: datetime) -> Tally:
    """Return a habit's sums from its first day on.

    Raises NotFound, or Gone for a habit of a couple that ended.
    """
    session = db.session()
    seat = habit_rows.fetch(session, person_id, habit_id).place
    if not isinstance(seat, Seat):
        return Tally(0, 0, mended=False)
    facts = habit_facts.facts_of(session.connection(), seat.couple_id, habit_id)
    assert facts is not None
    resume = facts.settled(seat.today(now))
    progress = standing.fold(session.connection(), seat, facts, now, resume=resume)
    outcomes = [str(period.outcome) for period in progress.periods]
    judged = [outcome for outcome in outcomes if outcome in COUNTED]
    number = Counter(judged)
    if resume is not None:
        settled = select(SettledPeriod.outcome, func.count()).where(
            SettledPeriod.habit_id == habit_id
        )
        for outcome, count in session.execute(settled.group_by(SettledPeriod.outcome)):
            number[outcome] += count
    return Tally(
        kept=number["kept"],
        counted=sum(number[outcome] for outcome in COUNTED),
        mended=judged[-1:] == ["graced"],
    )
