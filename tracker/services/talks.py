"""Device-free talks: a clock that the server holds, for whichever devices look at it.

Nothing here knows who looks.
"""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Talk
from tracker.prepared import Prepared
from tracker.services import changes, habit_rows, talk_clock, transaction
from tracker.services import seat as seats
from tracker.services.errors import Conflict, Invalid, NotFound
from tracker.services.ids import is_id
from tracker.services.seat import Seat
from tracker.services.talk_clock import MICROSECOND, TalkView


def start(
    person_id: str,
    now: datetime,
    *,
    minutes: int,
    turn_minutes: int | None = None,
    first_turn: str | None = None,
    habit_id: str | None = None,
) -> TalkView:
    """Begin a talk; it runs from now on. Who starts it begins, unless `first_turn` says otherwise.

    Raises NotFound and Gone (also for the habit), Conflict (talk_open where one goes on already,
    not_active) and Invalid (bad_first_turn).
    """
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        if habit_id is not None:
            _require_active(session, person_id, habit_id)
        side = _side(seat, turn_minutes, first_turn)
        last = _last(session, seat)
        if last is not None and last.ended_at is None:
            _refuse_open(last, now)
        talk = Talk(
            couple_id=seat.couple_id,
            by_id=person_id,
            habit_id=habit_id,
            minutes=minutes,
            turn_minutes=turn_minutes,
            first_side=side,
            started_at=now,
            elapsed=0,
            running_since=now,
            version=1,
        )
        session.add(talk)
        session.flush()
        return _changed(session, seat, talk, now)


def _require_active(session: Session, person_id: str, habit_id: str) -> None:
    if habit_rows.fetch(session, person_id, habit_id).habit.state != "active":
        raise Conflict("not_active", "This habit is not in force.")


def _side(seat: Seat, turn_minutes: int | None, first_turn: str | None) -> int | None:
    if first_turn is not None and (turn_minutes is None or first_turn not in seat.pair):
        raise Invalid("bad_first_turn", "This names one of you two, with turns.", "first_turn")
    if turn_minutes is None:
        return None
    return seat.side if first_turn is None else seat.pair.index(first_turn)


def _refuse_open(last: Talk, now: datetime) -> None:
    """Close one that counts as ended by now; raise Conflict (talk_open) for one that goes on."""
    ended_at = talk_clock.lapsed_at(last, now)
    if ended_at is None:
        raise Conflict("talk_open", "You two are talking already.")
    last.elapsed = talk_clock.elapsed(last, now) // MICROSECOND
    last.ended_at, last.running_since = ended_at, None


def pause(person_id: str, talk_id: str, version: int, now: datetime) -> TalkView:
    """Hold the clock. Paused already, by whoever, is as good.

    Raises NotFound, Gone and Conflict (stale_talk, talk_over once its time is up or it ended).
    """
    with transaction.writing() as session:
        seat, talk = _fetch(session, person_id, talk_id, lock=True)
        if not _is_as_wanted(talk, version, now, "paused"):
            elapsed = talk_clock.elapsed(talk, now)
            if elapsed >= timedelta(minutes=talk.minutes):
                raise Conflict("talk_over", "The time is up. Stay as long as you like.")
            talk.elapsed, talk.running_since = elapsed // MICROSECOND, None
            talk.version += 1
            return _changed(session, seat, talk, now)
        return talk_clock.view(seat, talk, now)


def resume(person_id: str, talk_id: str, version: int, now: datetime) -> TalkView:
    """Let the clock go on. Running already is as good.

    Raises NotFound, Gone and Conflict (stale_talk, talk_over for one that ended).
    """
    with transaction.writing() as session:
        seat, talk = _fetch(session, person_id, talk_id, lock=True)
        if not _is_as_wanted(talk, version, now, "running"):
            talk.running_since = now
            talk.version += 1
            return _changed(session, seat, talk, now)
        return talk_clock.view(seat, talk, now)


def end(person_id: str, talk_id: str, version: int, now: datetime) -> TalkView:
    """End it, for both. Ended already is as good.

    Raises NotFound, Gone and Conflict (stale_talk).
    """
    with transaction.writing() as session:
        seat, talk = _fetch(session, person_id, talk_id, lock=True)
        if not _is_as_wanted(talk, version, now, "ended"):
            talk.elapsed = talk_clock.elapsed(talk, now) // MICROSECOND
            talk.ended_at, talk.running_since = now, None
            talk.version += 1
            return _changed(session, seat, talk, now)
        return talk_clock.view(seat, talk, now)


def count_for(person_id: str, talk_id: str, habit_id: str, now: datetime) -> TalkView:
    """Say as what a talk can be ticked, where nobody has said so yet.

    Of somebody whose ticks are told later nothing is said: the other would hear that they tick. Nor
    while something waits: with the setting off again, a cell that waits goes on waiting.
    Raises NotFound and Gone (also for the habit), and Conflict (not_active).
    """
    with transaction.writing() as session:
        seat, talk = _fetch(session, person_id, talk_id, lock=True)
        _require_active(session, person_id, habit_id)
        if talk.habit_id is not None or seat.tells_later or seat.has_untold:
            return talk_clock.view(seat, talk, now)
        talk.habit_id = habit_id
        talk.version += 1
        return _changed(session, seat, talk, now)


def _is_as_wanted(talk: Talk, version: int, now: datetime, wanted: str) -> bool:
    """Tell whether a press has nothing left to do: somebody was quicker, or it came twice.

    A press that was meant for another state than it finds does nothing: who sees the talk as it is
    now may press again. Raises Conflict (talk_over, stale_talk).
    """
    state = talk_clock.state(talk, now)
    if state == wanted:
        return True
    if state == "ended":
        raise Conflict("talk_over", "This talk has ended.")
    if talk.version != version:
        raise Conflict("stale_talk", "The other of you was quicker. Look again.")
    return False


def current(person_id: str, now: datetime) -> TalkView:
    """Return the talk that goes on.

    Raises NotFound where none does, and while the person is not linked.
    """
    talk = latest(person_id, now)
    if talk is None or not talk.is_open:
        raise NotFound
    return talk


def latest(person_id: str, now: datetime) -> TalkView | None:
    """Return the couple's talk that began last, None before the first.

    Raises NotFound while the person is not linked.
    """
    session = db.session()
    seat = seats.take(session, person_id)
    talk = _LAST.record(session.connection(), {"couple": seat.couple_id})
    return None if talk is None else talk_clock.view(seat, talk, now)


def get(person_id: str, talk_id: str, now: datetime) -> TalkView:
    """Return one talk, also one that ended.

    Raises NotFound, or Gone for one of a couple that was the person's and ended.
    """
    seat, talk = _fetch(db.session(), person_id, talk_id)
    return talk_clock.view(seat, talk, now)


def require(person_id: str, talk_id: str) -> None:
    """Raise NotFound where this is no talk of the person's couple, Gone where it was one."""
    _fetch(db.session(), person_id, talk_id)


def _fetch(
    session: Session, person_id: str, talk_id: str, *, lock: bool = False
) -> tuple[Seat, Talk]:
    seat = seats.find(session, person_id, lock=lock)
    talk = session.get(Talk, talk_id) if is_id(talk_id) else None
    if talk is None:
        raise NotFound
    if seat is None or talk.couple_id != seat.couple_id:
        raise habit_rows.left_behind(session, person_id, talk.couple_id)
    return seat, talk


Rows = TypeVar("Rows", bound=Select[Any])


def _newest_first(query: Rows) -> Rows:
    return query.order_by(Talk.ended_at.is_not(None), Talk.started_at.desc()).limit(1)


_LAST = Prepared(
    _newest_first(select(*Talk.__table__.columns).where(Talk.couple_id == bindparam("couple")))
)


def _last(session: Session, seat: Seat) -> Talk | None:
    """Return the talk that began last: one that goes on is that one, since no other may begin."""
    query = select(Talk).where(Talk.couple_id == seat.couple_id)
    return session.scalars(_newest_first(query)).first()


def _changed(session: Session, seat: Seat, talk: Talk, now: datetime) -> TalkView:
    """Note the change for both, without saying who of them made it."""
    view = talk_clock.view(seat, talk, now)
    data = {"id": view.id, "state": view.state, "version": view.version}
    changes.add(session, seat.both(now), "talk", data, by=None, now=now)
    return view
