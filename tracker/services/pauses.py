"""Stretches of dates that the two take off, from one habit or from all."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Pause
from tracker.services import changes, checkpoints, habit_rows, history, paging, transaction
from tracker.services import seat as seats
from tracker.services.coaching import links
from tracker.services.errors import Conflict, Invalid, NotFound
from tracker.services.ids import is_id
from tracker.services.paging import Mark, Page
from tracker.services.seat import Seat

BACK = timedelta(days=30)
AHEAD = timedelta(days=366)
MOST = 100
"""Those that can still be removed; what is over for good does not count against new ones."""


@dataclass(frozen=True, slots=True)
class PauseView:
    """A pause: from `first` to `last`, both inclusive; without `last` the end is open."""

    id: str
    habit: str | None
    first: date
    last: date | None
    by: str | None

    def covers(self, day: date) -> bool:
        """Tell whether it takes this day off."""
        return self.first <= day and (self.last is None or day <= self.last)


def listed(person_id: str, *, after: Mark | None, limit: int) -> Page[PauseView]:
    """Return the couple's pauses in the order they were made.

    Raises NotFound while the person is not linked.
    """
    session = db.session()
    seat = seats.take(session, person_id)
    mine = Pause.couple_id == seat.couple_id
    page = paging.made(session, Pause, mine, after=after, limit=limit)
    return Page([view(pause) for pause in page.items], page.next)


def add(
    person_id: str, habit_id: str | None, first: date, last: date | None, now: datetime
) -> PauseView:
    """Take dates off; `last` is not before `first`.

    Raises NotFound, Conflict (not_active, too_many) and Invalid (too_old, too_far).
    """
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        if habit_id is not None:
            habit = habit_rows.fetch(session, person_id, habit_id).habit
            if habit.state != "active":
                raise Conflict("not_active", "This habit is not in force.")
        oldest = seat.today(now) - BACK
        return view(write(session, seat, habit_id, first, last, now, oldest=oldest))


def write(
    session: Session,
    seat: Seat,
    habit_id: str | None,
    first: date,
    last: date | None,
    now: datetime,
    *,
    oldest: date,
) -> Pause:
    """Write a pause, in the transaction of a use case that has locked the couple.

    `oldest` is the earliest `first` that changes nothing settled. Raises Conflict (too_many) and
    Invalid (too_old, too_far).
    """
    today = seat.today(now)
    if _count(session, seat, today) >= MOST:
        raise Conflict("too_many", "You have as many pauses as fit. Remove one first.")
    if first < oldest:
        raise Invalid("too_old", "This lies too far back.", "first")
    if first > today + AHEAD:
        raise Invalid("too_far", "A year ahead at most.", "first")
    pause = Pause(
        couple_id=seat.couple_id,
        habit_id=habit_id,
        by_id=seat.me.id,
        first=first,
        last=last,
        created_at=now,
    )
    session.add(pause)
    session.flush()
    _changed(session, seat, pause, now)
    _note(session, seat, pause, history.PAUSED, now)
    return pause


def _count(session: Session, seat: Seat, today: date) -> int:
    query = select(func.count()).where(
        Pause.couple_id == seat.couple_id,
        or_(Pause.first >= today - BACK, Pause.last.is_(None), Pause.last >= today),
    )
    return session.scalar(query) or 0


def remove(person_id: str, pause_id: str, now: datetime) -> None:
    """Take a pause back; of an older one that still runs, only the days still to come.

    Raises NotFound, Gone, and Conflict (too_old) for one whose days are all settled.
    """
    with transaction.writing() as session:
        seat, pause = fetch(session, person_id, pause_id, lock=True)
        drop(session, seat, pause, now, whole_from=seat.today(now) - BACK)


def drop(session: Session, seat: Seat, pause: Pause, now: datetime, *, whole_from: date) -> None:
    """Take a pause back, in the transaction of a use case that has locked the couple.

    One that began before `whole_from` keeps the days gone by. Raises Conflict (too_old) where
    these are all it has.
    """
    today = seat.today(now)
    if pause.first >= whole_from:
        _changed(session, seat, pause, now, removed=True)
        _note(session, seat, pause, history.PAUSE_REMOVED, now)
        session.delete(pause)
    elif pause.last is None or pause.last >= today:
        pause.last = today - timedelta(days=1)
        _changed(session, seat, pause, now)
        _note(session, seat, pause, history.PAUSE_ENDED, now)
    else:
        raise Conflict("too_old", "This pause is over, and so is what it was for.")


def require(person_id: str, pause_id: str) -> None:
    """Raise NotFound where this is no pause of the person's couple, Gone where it was one."""
    fetch(db.session(), person_id, pause_id)


def fetch(
    session: Session, person_id: str, pause_id: str, *, lock: bool = False
) -> tuple[Seat, Pause]:
    """Return the person's seat and a pause of their couple.

    Raises NotFound, or Gone for one of a couple that was the person's and ended.
    """
    seat = seats.find(session, person_id, lock=lock)
    pause = session.get(Pause, pause_id) if is_id(pause_id) else None
    if pause is None:
        raise NotFound
    if seat is None or pause.couple_id != seat.couple_id:
        raise habit_rows.left_behind(session, person_id, pause.couple_id)
    return seat, pause


def view(pause: Pause) -> PauseView:
    """Return a row as its two people see it."""
    return PauseView(pause.id, pause.habit_id, pause.first, pause.last, pause.by_id)


def _changed(
    session: Session, seat: Seat, pause: Pause, now: datetime, *, removed: bool = False
) -> None:
    checkpoints.drop_recent(session, seat.couple_id)
    data: dict[str, Any] = {"id": pause.id, "habit": pause.habit_id}
    if removed:
        data["removed"] = True
    else:
        data["first"] = pause.first.isoformat()
        data["last"] = None if pause.last is None else pause.last.isoformat()
    changes.add(session, seat.both(now), "pause", data, by=seat.me.id, now=now)
    links.tell_coaches(session, seat, "pause", now)


def _note(session: Session, seat: Seat, pause: Pause, what: str, now: datetime) -> None:
    history.note(
        session,
        seat.couple_id,
        what,
        by=seat.me.id,
        day=seat.me.local_date(now),
        habit_id=pause.habit_id,
        first=pause.first,
        last=pause.last,
    )
