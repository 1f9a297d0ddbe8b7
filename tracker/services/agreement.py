"""What a yes does: a habit begins, or other terms follow those in force."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from tracker.models import Habit, Proposal, Terms
from tracker.services import habit_rows, imported, spans, versions
from tracker.services.seat import Seat

DAY = timedelta(days=1)


def take_effect(
    session: Session, seat: Seat, habit: Habit, proposal: Proposal, now: datetime
) -> None:
    """Let an accepted version hold from now on; what was before stays as it was agreed."""
    versions.name(habit, proposal)
    if habit.state == "proposed":
        habit.state = "active"
        wished = proposal.starts_on
        # With days of before it begins when they do: they can be written down, and are.
        if wished is None or not imported.comes_from(session, habit.id, wished):
            wished = first_day(wished, seat, now)
        _write(session, proposal, wished)
    elif proposal.begins is not None:
        rows = habit_rows.terms_rows(session, habit.id)
        starts_on = next_day(rows, proposal.begins, seat, now)
        for row in rows:
            if row.starts_on >= starts_on:  # not begun yet: these are what is replaced
                session.delete(row)
        session.flush()
        _write(session, proposal, starts_on)


def first_day(wished: date | None, seat: Seat, now: datetime) -> date:
    """Return the day a habit begins on, agreed to now."""
    today = seat.today(now)
    if wished is None:
        return today
    # An answer may be long in coming: days nobody can tick any more would all be missed.
    return max(wished, today - timedelta(days=seat.backfill_days))


def next_day(rows: Sequence[Terms], begins: str, seat: Seat, now: datetime) -> date:
    """Return the day from which terms hold that are agreed to now, after those in force.

    It is always later than `latest`, so that no day anybody has reached is judged anew.
    """
    latest = seat.latest(now)
    coming = [row.starts_on for row in rows if row.starts_on > latest]
    if coming:
        return min(coming)
    period = None
    if begins == "next_period":
        period = spans.containing(habit_rows.terms(rows), latest, seat)
    return (latest if period is None else period.end) + DAY


def _write(session: Session, proposal: Proposal, starts_on: date) -> None:
    session.add(
        Terms(
            habit_id=proposal.habit_id,
            starts_on=starts_on,
            version=proposal.version,
            unit=proposal.unit,
            every=proposal.every,
            times=proposal.times,
            weekdays=proposal.weekdays,
            mode=proposal.mode,
            first_turn=proposal.first_turn,
            grace=proposal.grace,
        )
    )
    session.flush()
