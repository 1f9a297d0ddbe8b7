"""Breaks as people take them: skip this one, a hard week, on again. All of them are pauses."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tracker import streaks
from tracker.extensions import db
from tracker.models import Habit, Pause
from tracker.services import habit_rows, pauses, spans, transaction
from tracker.services import seat as seats
from tracker.services.errors import Conflict, Invalid, NotFound
from tracker.services.pauses import BACK, PauseView
from tracker.services.seat import Seat


def ahead(person_id: str, now: datetime) -> list[PauseView]:
    """Return the couple's pauses that run or are to come, of single habits and of all.

    The one that began first comes first. Raises NotFound while the person is not linked.
    """
    session = db.session()
    return ahead_of(session, seats.take(session, person_id), now)


def ahead_of(session: Session, seat: Seat, now: datetime) -> list[PauseView]:
    """Return what `ahead` does, of a seat."""
    return [pauses.view(pause) for pause in _from(session, seat, seat.today(now))]


def skip(person_id: str, habit_id: str, period_start: date, now: datetime) -> PauseView:
    """Take off the whole of the running period that starts on `period_start`; twice is once.

    Raises NotFound where no period starts then, Gone, Conflict (not_active, too_many) and
    Invalid (too_old, too_far) for a period that does not run.
    """
    with transaction.writing() as session:
        access = habit_rows.fetch(session, person_id, habit_id, lock=True)
        seat, habit = access.place, access.habit
        if habit.state != "active" or not isinstance(seat, Seat):
            raise Conflict("not_active", "This habit is not in force.")
        period = spans.starting(_terms(session, habit.id), period_start, seat)
        if period is None:
            raise NotFound
        today = seat.today(now)
        if period.end < today:
            raise Invalid("too_old", "This one is over.", "period")
        if period.start > seat.latest(now):
            raise Invalid("too_far", "This one has not begun.", "period")
        known = _covering(_from(session, seat, today), habit.id, period.start, period.end)
        if known is not None:
            return pauses.view(known)
        # However long ago it began, a period that still runs is in no settled row.
        return pauses.view(
            pauses.write(
                session, seat, habit.id, period.start, period.end, now, oldest=period.start
            )
        )


def hard_week(person_id: str, keep: str, now: datetime) -> list[PauseView]:
    """Take off every habit but one to the end of the week; return the pauses made for it.

    The week is the couple's, on the asking person's date. What began before that day and would
    end within the week rests as a whole. Raises NotFound, Gone, Conflict (not_active, too_many).
    """
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        if habit_rows.fetch(session, person_id, keep).habit.state != "active":
            raise Conflict("not_active", "This habit is not in force.")
        day = seat.me.local_date(now)
        until = week_end(day, seat.week_start)
        known = _from(session, seat, day)
        made = []
        for habit_id in _active(session, seat):
            if habit_id == keep:
                continue
            periods = spans.overlapping(_terms(session, habit_id), day, until, seat)
            if not periods:
                continue
            first = periods[0].start if periods[0].end <= until else max(day, periods[0].start)
            if _covering(known, habit_id, first, until) is None:
                oldest = min(first, day - BACK)
                made.append(pauses.write(session, seat, habit_id, first, until, now, oldest=oldest))
        return [pauses.view(pause) for pause in made]


def end(person_id: str, pause_id: str, now: datetime) -> None:
    """Go on again: the days gone by stay off, and what runs counts again.

    A pause that reaches back into the running period alone is taken back whole. Raises NotFound,
    Gone, and Conflict (too_old) for one that is over.
    """
    with transaction.writing() as session:
        _end(session, *pauses.fetch(session, person_id, pause_id, lock=True), now)


def of_hard_week(person_id: str, now: datetime) -> list[PauseView]:
    """Return what still rests because of a hard week, where that is more than one habit.

    Raises NotFound while the person is not linked.
    """
    session = db.session()
    seat = seats.take(session, person_id)
    return [pauses.view(pause) for pause in _made_at_once(session, seat, now)]


def end_hard_week(person_id: str, now: datetime) -> None:
    """Let the week go on as usual: end all that `of_hard_week` returns; nothing else.

    Raises NotFound while the person is not linked.
    """
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        for pause in _made_at_once(session, seat, now):
            _end(session, seat, pause, now)


def _made_at_once(session: Session, seat: Seat, now: datetime) -> list[Pause]:
    """Return the pauses of single habits that a hard week made.

    It alone makes several by one person in the same instant, up to the same day. A single one
    cannot be told from any other pause, and needs no more than to be ended itself.
    """
    made: dict[tuple[str | None, datetime, date | None], list[Pause]] = defaultdict(list)
    for pause in _from(session, seat, seat.today(now)):
        if pause.habit_id is not None:
            made[pause.by_id, pause.created_at, pause.last].append(pause)
    return [pause for together in made.values() if len(together) > 1 for pause in together]


def _end(session: Session, seat: Seat, pause: Pause, now: datetime) -> None:
    whole_from = seat.today(now)
    if pause.habit_id is not None:
        running = spans.containing(_terms(session, pause.habit_id), whole_from, seat)
        whole_from = whole_from if running is None else running.start
    pauses.drop(session, seat, pause, now, whole_from=whole_from)


def week_end(day: date, week_start: int) -> date:
    """Return the last day of the couple's week that contains a day."""
    return streaks.week_of(day, week_start) + timedelta(days=6)


def _terms(session: Session, habit_id: str) -> tuple[streaks.Terms, ...]:
    return habit_rows.terms(habit_rows.terms_rows(session, habit_id))


def _active(session: Session, seat: Seat) -> Sequence[str]:
    query = select(Habit.id).where(Habit.couple_id == seat.couple_id, Habit.state == "active")
    return session.scalars(query.order_by(Habit.created_at, Habit.id)).all()


def _from(session: Session, seat: Seat, day: date) -> Sequence[Pause]:
    """Return the couple's pauses that reach to a day or beyond."""
    query = select(Pause).where(
        Pause.couple_id == seat.couple_id, or_(Pause.last.is_(None), Pause.last >= day)
    )
    return session.scalars(query.order_by(Pause.first, Pause.created_at, Pause.id)).all()


def _covering(known: Sequence[Pause], habit_id: str, first: date, last: date) -> Pause | None:
    """Return a pause in which all of these days of a habit are off already."""
    for pause in known:
        reaches = pause.last is None or pause.last >= last
        if pause.habit_id in (None, habit_id) and pause.first <= first and reaches:
            return pause
    return None
