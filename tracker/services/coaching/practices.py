"""What coaches work under: its name, who is in it, and how each of them likes their roster.

A practice is a name and a list of colleagues. It opens nobody's couples to anybody: of a colleague
the owner reads how many couples they have, and that is all.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Coach, CoachCode, CoachLink, Couple, Person, Practice
from tracker.services import changes, transaction
from tracker.services.coaching import coaches
from tracker.services.errors import Forbidden, NotFound
from tracker.streaks import local_date

FELL_POINTS = 5, 50
SILENT_DAYS = 3, 60
"""Within which bounds a coach may set from when on something is flagged."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a coach likes their roster."""

    initials: bool
    fell_points: int
    silent_days: int


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of a practice, as another of it sees them."""

    id: str
    name: str
    owner: bool
    clients: int | None
    """How many couples they have: for themselves and for the owner, None for others."""


@dataclass(frozen=True, slots=True)
class PracticeView:
    """A practice, as one of its coaches sees it; oneself first, then who has been there longest."""

    id: str
    name: str
    owner: bool
    colleagues: Sequence[Colleague]


def find(person_id: str, now: datetime) -> PracticeView | None:
    """Return the practice somebody coaches under, None where they do not coach."""
    coach = coaches.find(db.session(), person_id)
    return None if coach is None else view(db.session(), coach, now)


def show(person_id: str, now: datetime) -> PracticeView:
    """Return the practice somebody coaches under. Raises NotFound where they do not coach."""
    found = find(person_id, now)
    if found is None:
        raise NotFound
    return found


def rename(person_id: str, name: str, now: datetime) -> PracticeView:
    """Give the practice another name; couples read it beside their coach's.

    Raises NotFound where the person does not coach, Forbidden (not_owner).
    """
    with transaction.writing() as session:
        coach, practice = take_own(session, person_id)
        if practice.name != name:
            practice.name = name
            session.flush()
            tell(session, members(session, practice.id), now, by=person_id)
        return view(session, coach, now)


def wishes(person_id: str) -> Wishes:
    """Return how a coach likes their roster. Raises NotFound where they do not coach."""
    coach = coaches.find(db.session(), person_id)
    if coach is None:
        raise NotFound
    return _wishes(coach)


def set_wishes(person_id: str, wanted: Mapping[str, Any], now: datetime) -> Wishes:
    """Set `initials`, `fell_points` or `silent_days`; what is not in `wanted` stays.

    The bounds are judged at the door. Raises NotFound where the person does not coach.
    """
    with transaction.writing() as session:
        coach = coaches.find(session, person_id)
        if coach is None:
            raise NotFound
        before = _wishes(coach)
        for name in ("initials", "fell_points", "silent_days"):
            setattr(coach, name, wanted.get(name, getattr(coach, name)))
        session.flush()
        if _wishes(coach) != before:
            tell(session, [person_id], now, by=person_id)
        return _wishes(coach)


def let_go(session: Session, person_id: str, now: datetime) -> None:
    """Hand on the practice of somebody who is erased, or let it go with them.

    Within the erasing transaction, the person being locked, before their rows go.
    """
    coach = coaches.find(session, person_id)
    if coach is None:
        return
    lock_codes(session, person_id)
    practice = lock(session, {coach.practice_id}).get(coach.practice_id)
    session.refresh(coach)
    if practice is None or practice.id != coach.practice_id:
        # The owner parted from them while we waited; nobody parts them from one of their own.
        practice = lock(session, {coach.practice_id})[coach.practice_id]
    left = [one for one in members(session, practice.id) if one != person_id]
    session.delete(coach)
    session.flush()
    if not left:
        session.delete(practice)
    elif practice.owner_id == person_id:
        practice.owner_id = left[0]
    session.flush()
    tell(session, left, now, by=None)


def lock(session: Session, practice_ids: Collection[str]) -> dict[str, Practice]:
    """Lock practices, in the order of their ids: after couples and persons, before streams.

    Who is in one changes under its lock alone.
    """
    query = select(Practice).where(Practice.id.in_(practice_ids)).order_by(Practice.id)
    fresh = query.with_for_update().execution_options(populate_existing=True)
    return {practice.id: practice for practice in session.scalars(fresh)}


def lock_codes(session: Session, person_id: str) -> None:
    """Lock what invites colleagues to somebody's practice: before it, as who joins does."""
    own = select(Coach.practice_id).where(Coach.person_id == person_id).scalar_subquery()
    session.execute(select(CoachCode.id).where(CoachCode.practice_id == own).with_for_update())


def take(session: Session, person_id: str) -> tuple[Coach, Practice]:
    """Return somebody's coaching and their practice, both locked. Raises NotFound."""
    query = select(Coach).where(Coach.person_id == person_id)
    coach = session.scalar(query)
    if coach is None:
        raise NotFound
    practice = lock(session, {coach.practice_id}).get(coach.practice_id)
    # Whoever moved this coach while we waited has moved them for us, too: then it is another one.
    coach = session.scalar(query.execution_options(populate_existing=True))
    if coach is None or practice is None or coach.practice_id != practice.id:
        raise NotFound
    return coach, practice


def take_own(session: Session, person_id: str) -> tuple[Coach, Practice]:
    """Return an owner's coaching and practice, locked. Raises NotFound, Forbidden (not_owner)."""
    coach, practice = take(session, person_id)
    if practice.owner_id != person_id:
        raise Forbidden("not_owner", "This is for who owns the practice.")
    return coach, practice


def members(session: Session, practice_id: str) -> list[str]:
    """Return who is in a practice, those who have been there longest first."""
    joined = func.coalesce(Coach.joined_at, Coach.created_at)
    query = select(Coach.person_id).where(Coach.practice_id == practice_id)
    return list(session.scalars(query.order_by(joined, Coach.person_id)))


def tell(session: Session, people: Collection[str], now: datetime, *, by: str | None) -> None:
    """Show coaches that something of their practice or their settings changed."""
    zones = session.execute(
        select(Person.id, Person.timezone, Person.day_ends_at).where(Person.id.in_(people))
    )
    dates = {row.id: local_date(now, row.timezone, row.day_ends_at) for row in zones}
    if dates:
        changes.add(session, dates, "settings", {"what": "practice"}, by=by, now=now)


def view(session: Session, coach: Coach, now: datetime) -> PracticeView:
    """Return a coach's practice as they see it."""
    practice = session.get_one(Practice, coach.practice_id)
    is_owner = practice.owner_id == coach.person_id
    joined = func.coalesce(Coach.joined_at, Coach.created_at)
    rows = session.execute(
        select(Coach.person_id, Person.name, func.count(Couple.id))
        .join(Person, Person.id == Coach.person_id)
        .outerjoin(
            CoachLink,
            (CoachLink.coach_id == Coach.person_id)
            & (CoachLink.state == "active")
            & (CoachLink.lapses_at > now),
        )
        .outerjoin(Couple, (Couple.id == CoachLink.couple_id) & Couple.ended_at.is_(None))
        .where(Coach.practice_id == practice.id)
        .group_by(Coach.person_id, Person.name, joined)
        .order_by(Coach.person_id != coach.person_id, joined, Coach.person_id)
    )
    colleagues = [
        Colleague(
            person_id,
            name,
            practice.owner_id == person_id,
            clients if is_owner or person_id == coach.person_id else None,
        )
        for person_id, name, clients in rows
    ]
    return PracticeView(practice.id, practice.name, is_owner, colleagues)


def _wishes(coach: Coach) -> Wishes:
    return Wishes(coach.initials, coach.fell_points, coach.silent_days)
