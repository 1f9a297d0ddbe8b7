"""Whether there is anything left to remind somebody of: nobody is called for what is done."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker import streaks
from tracker.models import Occasion
from tracker.services import habit_facts, standing, tails, untold
from tracker.services.habit_facts import Facts
from tracker.services.seat import Seat

UNDECIDED = (streaks.Outcome.OPEN, streaks.Outcome.PENDING, streaks.Outcome.VOID)
"""What can still be kept."""
BACK = timedelta(days=366)
"""No date that is asked about lies further back: pauses that were over by then are not read."""


class Open:
    """What is open for one of the two, in habits of theirs, on dates of theirs."""

    def __init__(
        self,
        session: Session,
        seat: Seat,
        habit_ids: Iterable[str],
        last: date,
        now: datetime,
    ) -> None:
        """Read the habits; `last` is the latest date that will be asked about."""
        wanted = set(habit_ids)
        everything = habit_facts.all_facts(session.connection(), seat.couple_id)
        self.facts = {
            each.id: each
            for each in everything
            if each.id in wanted and each.state == "active" and each.terms
        }
        horizon = max(last, seat.latest(now))
        self.progress = tails.folded(
            session, seat, list(self.facts.values()), now, horizon=horizon, own=True
        )
        self.pauses: Sequence[Any] = ()
        if any(each.pauses for each in self.facts.values()):
            after = seat.today(now) - BACK
            self.pauses = standing.pauses_of(session.connection(), seat.couple_id, after)
        self.session = session
        self.seat = seat

    def on(self, habit_id: str, day: date) -> bool:
        """Tell whether this person can still do something for a habit on a date."""
        facts = self._facts(habit_id, day)
        if facts is None:
            return False
        period = standing.period_with(self.progress[habit_id].periods, day)
        return period is not None and self._is_mine(facts, period, day)

    def at_occasion(self, habit_id: str, day: date) -> bool:
        """Tell the same of an occasion on a date: what counts is the period it was set for."""
        facts = self._facts(habit_id, day)
        if facts is None:
            return False
        starts = self.session.scalars(
            select(Occasion.period_start).where(Occasion.habit_id == habit_id, Occasion.day == day)
        ).all()
        periods = self.progress[habit_id].periods
        return any(
            period.start in starts and self._is_mine(facts, period, day) for period in periods
        )

    def _facts(self, habit_id: str, day: date) -> Facts | None:
        """Return the facts of a habit in force that is not paused on a date."""
        is_off = standing.is_off(self.pauses, habit_id, day)
        return None if is_off else self.facts.get(habit_id)

    def _is_mine(self, facts: Facts, period: streaks.Period, day: date) -> bool:
        me = self.seat.me.id
        if period.outcome not in UNDECIDED:
            return False
        if period.mode == "turns" and period.turn != me:
            return False
        if period.mode == "each" and period.done_by[me] >= period.target:
            return False
        terms = facts.terms_on(period.start)
        has_slots = terms is not None and terms.cadence.unit == "day" and terms.cadence.every == 1
        return has_slots or not self._is_marked(facts.id, period, day)

    def _is_marked(self, habit_id: str, period: streaks.Period, day: date) -> bool:
        """Tell whether that date counts already, so that a tick would add nothing to it."""
        if period.start == period.end:
            return False
        tick = untold.as_read_by(self.seat)
        done = select(tick.person_id).where(tick.habit_id == habit_id, tick.date == day, tick.done)
        people = set(self.session.scalars(done))
        return self.seat.me.id in people if period.mode == "each" else bool(people)
