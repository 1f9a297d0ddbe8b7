"""Several coaches under one practice: the owner invites, each comes and goes, clients stay theirs.

Whoever leaves begins a practice of their own again. The owner decides about the name and about who
is in it; no couple of a colleague's is theirs to see.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Coach, CoachCode, Person, Practice
from tracker.services import places, transaction
from tracker.services.coaching import coach_codes, coaches, handovers, practices
from tracker.services.coaching.coach_codes import Offer
from tracker.services.coaching.practices import PracticeView
from tracker.services.errors import Conflict, NotFound
from tracker.services.ids import is_id

LIVES = timedelta(days=7)
"""How long an invitation waits."""
MOST = 50
"""So many coaches work under one practice."""


def invite(owner_id: str, key: bytes, now: datetime) -> Offer:
    """Make a code for one colleague; the one before is void.

    Raises NotFound where the person does not coach, Forbidden (not_owner), Conflict (too_many).
    """
    with transaction.writing() as session:
        practices.lock_codes(session, owner_id)
        _, practice = practices.take_own(session, owner_id)
        _refuse_full(session, practice)
        return coach_codes.make(
            session, "colleague", key, now, practice_id=practice.id, lives=LIVES
        )


def withdraw_invite(owner_id: str) -> None:
    """Void the code for a colleague. Raises NotFound also without one, Forbidden (not_owner)."""
    with transaction.writing() as session:
        practices.lock_codes(session, owner_id)
        _, practice = practices.take_own(session, owner_id)
        query = select(CoachCode).where(
            CoachCode.kind == "colleague", CoachCode.practice_id == practice.id
        )
        code = session.scalar(query)
        if code is None:
            raise NotFound
        session.delete(code)


def join(person_id: str, text: str, key: bytes, now: datetime) -> PracticeView:
    """Come under the practice whose code this is; one's own, which is empty then, goes.

    Raises NotFound for a code that is none, Conflict (own_practice, in_practice, too_many).
    """
    joined = None
    with transaction.writing() as session:
        places.alone(session, person_id, lock=True)
        code = coach_codes.find(session, text, "colleague", key, now)
        if code is not None:
            joined = _join(session, person_id, code, now)
    if joined is None:  # raised out here, so that a wrong try stays counted
        raise NotFound
    return joined


def leave(person_id: str, now: datetime) -> PracticeView:
    """Leave for a practice of one's own; one's clients come along.

    Raises NotFound where the person does not coach, Conflict (own_practice) for who owns it.
    """
    with transaction.writing() as session:
        handovers.end_of_coach(session, person_id, now)  # couples are locked before practices
        coach, practice = practices.take(session, person_id)
        if practice.owner_id == person_id:
            raise Conflict("own_practice", "It is yours: hand it on to a colleague first.")
        _part(session, coach, now)
        practices.tell(session, practices.members(session, practice.id), now, by=person_id)
        return practices.view(session, coach, now)


def remove(owner_id: str, colleague_id: str, now: datetime) -> PracticeView:
    """Part from a colleague, who begins a practice of their own with the clients they have.

    Raises NotFound for who is no colleague, Forbidden (not_owner).
    """
    with transaction.writing() as session:
        _require(session, owner_id, colleague_id)
        handovers.end_of_coach(session, colleague_id, now)
        coach, practice = practices.take_own(session, owner_id)
        colleague = _colleague(session, practice, colleague_id, owner_id)
        _part(session, colleague, now)
        people = practices.members(session, practice.id)
        practices.tell(session, [*people, colleague_id], now, by=owner_id)
        return practices.view(session, coach, now)


def hand_on(owner_id: str, colleague_id: str, now: datetime) -> PracticeView:
    """Make a colleague the owner. Raises NotFound for who is none, Forbidden (not_owner)."""
    with transaction.writing() as session:
        practices.lock_codes(session, owner_id)
        coach, practice = practices.take_own(session, owner_id)
        practice.owner_id = _colleague(session, practice, colleague_id, owner_id).person_id
        # Who the next owner works with is theirs to say.
        coach_codes.void(session, "colleague", practice_id=practice.id)
        session.flush()
        practices.tell(session, practices.members(session, practice.id), now, by=owner_id)
        return practices.view(session, coach, now)


def require(person_id: str, colleague_id: str) -> None:
    """Raise NotFound unless the two work under one practice, or are one."""
    _require(db.session(), person_id, colleague_id)


def _require(session: Session, person_id: str, colleague_id: str) -> None:
    query = select(Coach.practice_id).where(Coach.person_id.in_([person_id, colleague_id]))
    found = session.scalars(query).all() if is_id(colleague_id) else []
    if len(found) != len({person_id, colleague_id}) or len(set(found)) != 1:
        raise NotFound


def _join(session: Session, person_id: str, code: CoachCode, now: datetime) -> PracticeView:
    """Move a coach to the practice of a code; the person and the code are locked."""
    coach = coaches.take_up(session, person_id, now)
    left, joined = coach.practice_id, str(code.practice_id)
    if left == joined:
        raise Conflict("own_practice", "You work under this practice already.")
    locked = practices.lock(session, {left, joined})
    session.refresh(coach)
    if joined not in locked or coach.practice_id != left:
        raise NotFound
    if locked[left].owner_id != person_id or len(practices.members(session, left)) > 1:
        detail = "You work with others already: leave, or hand that practice on, first."
        raise Conflict("in_practice", detail)
    _refuse_full(session, locked[joined])
    coach.practice_id, coach.joined_at = joined, now
    session.flush()
    session.delete(locked[left])
    session.delete(code)
    session.flush()
    practices.tell(session, practices.members(session, joined), now, by=person_id)
    return practices.view(session, coach, now)


def _part(session: Session, coach: Coach, now: datetime) -> None:
    """Give a coach a practice of their own, that which they were in being locked."""
    name = session.get_one(Person, coach.person_id).name
    own = Practice(name=name, owner_id=coach.person_id, created_at=now)
    session.add(own)
    session.flush()
    coach.practice_id, coach.joined_at = own.id, None
    session.flush()


def _colleague(session: Session, practice: Practice, colleague_id: str, owner_id: str) -> Coach:
    query = select(Coach).where(Coach.person_id == colleague_id, Coach.practice_id == practice.id)
    colleague: Coach | None = session.scalar(query) if is_id(colleague_id) else None
    if colleague is None or colleague_id == owner_id:
        raise NotFound
    return colleague


def _refuse_full(session: Session, practice: Practice) -> None:
    if len(practices.members(session, practice.id)) >= MOST:
        raise Conflict("too_many", "The practice has as many coaches as fit.")
