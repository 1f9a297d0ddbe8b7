"""When this one is to be: "Friday, after bedtime". Freely moved, never judged."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Occasion
from tracker.services import changes, habit_rows, habit_views, history, spans, transaction
from tracker.services.errors import Invalid, NotFound
from tracker.services.habit_rows import Access
from tracker.services.habit_views import HabitView, OccasionView
from tracker.services.places import Place
from tracker.services.reminders import planning
from tracker.services.seat import Seat

BACK, AHEAD = timedelta(days=366), timedelta(days=400)
"""How far from the couple's dates a period may start."""
AROUND = timedelta(days=366)
"""How far from its period's start an occasion may lie: the longest period is a year."""


def put(
    person_id: str,
    habit_id: str,
    period_start: date | None,
    occasion: OccasionView | None,
    now: datetime,
) -> HabitView:
    """Set when the two mean to do it in the period that starts on `period_start`; None clears.

    Raises NotFound where no period starts then (None stands for what is no date), Gone, and
    Invalid (bad_day).
    """
    with transaction.writing() as session:
        access = habit_rows.fetch(session, person_id, habit_id, lock=True)
        start = _start(session, access, period_start, now)
        if occasion is not None and abs(occasion.day - start) > AROUND:
            raise Invalid("bad_day", "That is far from this period.", "day")
        row = session.get(Occasion, (habit_id, start))
        if row is not None or occasion is not None:
            was = None if row is None else OccasionView(row.day, row.time, row.words)
            if was != occasion:
                _note(session, access.place, habit_id, start, was, occasion, now)
            _write(session, row, habit_id, start, occasion)
            planning.replan_occasions(session, habit_id, now)
            data = {
                "habit": habit_id,
                "period_start": start.isoformat(),
                "day": None if occasion is None else occasion.day.isoformat(),
            }
            everybody = access.place.both(now)
            changes.add(session, everybody, "occasion", data, by=person_id, now=now)
        return habit_views.one(session, access.place, access.habit, now)


def require(person_id: str, habit_id: str, period_start: date | None, now: datetime) -> None:
    """Raise NotFound or Gone where `put` would."""
    session = db.session()
    _start(session, habit_rows.fetch(session, person_id, habit_id), period_start, now)


def _start(session: Session, access: Access, day: date | None, now: datetime) -> date:
    place, habit = access.place, access.habit
    if day is None or not isinstance(place, Seat):
        raise NotFound
    if not place.today(now) - BACK <= day <= place.latest(now) + AHEAD:
        raise NotFound
    terms = habit_rows.terms(habit_rows.terms_rows(session, habit.id), habit.retired_on)
    if spans.starting(terms, day, place) is None:
        raise NotFound
    return day


def _write(
    session: Session,
    row: Occasion | None,
    habit_id: str,
    start: date,
    occasion: OccasionView | None,
) -> None:
    if row is not None:
        session.delete(row)
        session.flush()
    if occasion is not None:
        session.add(
            Occasion(
                habit_id=habit_id,
                period_start=start,
                day=occasion.day,
                time=occasion.time,
                words=occasion.words,
            )
        )


def _note(
    session: Session,
    place: Place,
    habit_id: str,
    start: date,
    was: OccasionView | None,
    occasion: OccasionView | None,
    now: datetime,
) -> None:
    if place.couple_id is None:
        return
    history.note(
        session,
        place.couple_id,
        history.OCCASION,
        by=place.me.id,
        day=place.me.local_date(now),
        habit_id=habit_id,
        period=start,
        was=None if was is None else was.day,
        value=None if occasion is None else occasion.day,
    )
