"""Two linked people: what they set together, how it begins, and how either of them leaves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import (
    Couple,
    Habit,
    Import,
    Invite,
    Membership,
    Person,
    Proposal,
)
from tracker.services import (
    calendar_feeds,
    changes,
    checkpoints,
    consents,
    history,
    imported,
    push,
    transaction,
    undone,
    untold,
    walls,
)
from tracker.services import seat as seats
from tracker.services.coaching import links
from tracker.services.errors import Conflict, NotFound
from tracker.services.places import BACKFILL_DAYS
from tracker.services.reminders import planning
from tracker.services.seat import Seat
from tracker.streaks import local_date


@dataclass(frozen=True, slots=True)
class PartnerView:
    """One of the two, as one of the two sees them."""

    id: str
    name: str
    timezone: str | None
    """None for the other: their date suffices, and a zone tells where somebody is."""
    local_date: date


@dataclass(frozen=True, slots=True)
class CoupleView:
    """The couple, as one of the two sees it. From `cursor` on the stream tells the rest."""

    id: str
    partners: Sequence[PartnerView]
    title: str | None
    week_start: int
    backfill_days: int
    today: date
    latest: date
    linked_on: date
    cursor: int

    def partner_of(self, person_id: str) -> PartnerView:
        """Return the other of the two."""
        return next(one for one in self.partners if one.id != person_id)


def show(person_id: str, now: datetime) -> CoupleView:
    """Return the person's couple.

    Raises NotFound while they are not linked.
    """
    couple = find(person_id, now)
    if couple is None:
        raise NotFound
    return couple


def find(person_id: str, now: datetime) -> CoupleView | None:
    """Return the person's couple, None while they are not linked."""
    # The cursor first: what changes from here on is seen below, in the stream, or in both.
    cursor = changes.cursor(person_id)
    seat = seats.find(db.session(), person_id)
    if seat is None:
        return None
    sides = {side.id: side for side in (seat.me, seat.partner)}
    return CoupleView(
        id=seat.couple_id,
        partners=[
            PartnerView(
                side.id,
                side.name,
                side.timezone if side.id == person_id else None,
                side.local_date(now),
            )
            for side in (sides[one] for one in seat.pair)
        ],
        title=seat.title,
        week_start=seat.week_start,
        backfill_days=seat.backfill_days,
        today=seat.today(now),
        latest=seat.latest(now),
        linked_on=seat.linked_on,
        cursor=cursor,
    )


def require(person_id: str) -> None:
    """Raise NotFound while the person is not linked."""
    seats.take(db.session(), person_id)


class Wanted(TypedDict, total=False):
    """What the two set together; what is left out stays."""

    title: str | None
    week_start: int
    backfill_days: int


SET = {
    "title": history.TITLE,
    "week_start": history.WEEK_START,
    "backfill_days": history.DAYS_BACK,
}
"""As what each is noted."""


def change(person_id: str, now: datetime, **wanted: Unpack[Wanted]) -> None:
    """Set what the two set together.

    Raises NotFound, and Conflict `week_is_fixed` once a habit was active.
    """
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        given: dict[str, Any] = dict(wanted)
        new = {name: value for name, value in given.items() if value != getattr(seat, name)}
        if not new:
            return
        if "week_start" in new:
            _refuse_fixed_week(session, seat.couple_id)
            checkpoints.drop_weeks(session, seat.couple_id)  # cut by the old first day
        session.execute(update(Couple).where(Couple.id == seat.couple_id).values(new))
        day = seat.me.local_date(now)
        for name, value in new.items():
            both = {"was": getattr(seat, name), "value": value}
            if name == "title":  # words of theirs: noted is whether there are any
                both = {when: said is not None for when, said in both.items()}
            history.note(session, seat.couple_id, SET[name], by=person_id, day=day, **both)
        changes.add(
            session, seat.both(now), "couple", {"id": seat.couple_id}, by=person_id, now=now
        )


def week_is_fixed(person_id: str) -> bool:
    """Tell whether the first day of the couple's weeks can no longer be set.

    Raises NotFound while the person is not linked.
    """
    session = db.session()
    return _week_is_fixed(session, seats.take(session, person_id).couple_id)


def _week_is_fixed(session: Session, couple_id: str) -> bool:
    begun = select(Habit.id).where(
        Habit.couple_id == couple_id, Habit.state.in_(("active", "retired"))
    )
    return session.execute(begun.limit(1)).first() is not None


def _refuse_fixed_week(session: Session, couple_id: str) -> None:
    if _week_is_fixed(session, couple_id):
        raise Conflict(
            "week_is_fixed",
            "Your weeks have begun: another first day would judge them anew.",
        )


def was_linked(person_id: str) -> bool:
    """Tell whether the person was in a couple that has ended, whoever of the two ended it."""
    ended = select(Membership.side).where(
        Membership.person_id == person_id, Membership.ended_at.is_not(None)
    )
    return db.session.execute(ended.limit(1)).first() is not None


@transaction.room_or_not
def unlink(person_id: str, now: datetime) -> None:
    """Leave, at once and without asking the other.

    Raises NotFound while the person is not linked.
    """
    with transaction.writing() as session:
        end(session, seats.take(session, person_id, lock=True), person_id, now)


def waiting(person_ids: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """Return what makes a habit one that these people propose while they wait for a partner."""
    return (
        Habit.owner_id.in_(person_ids),
        Habit.couple_id.is_(None),
        Habit.state == "proposed",
    )


def begin(
    session: Session, pair: tuple[str, str], *, by: str, week_start: int, now: datetime
) -> str:
    """Make two people a couple within the caller's transaction; return its id.

    Both are locked already and neither is linked. What they proposed while they waited becomes
    the couple's.
    """
    people = session.execute(
        select(Person.id, Person.timezone, Person.day_ends_at).where(Person.id.in_(pair))
    )
    dates = {row.id: local_date(now, row.timezone, row.day_ends_at) for row in people}
    couple = Couple(
        week_start=week_start,
        backfill_days=BACKFILL_DAYS,
        linked_on=min(dates.values()),
        created_at=now,
    )
    session.add(couple)
    session.flush()
    session.add_all(
        Membership(couple_id=couple.id, person_id=person_id, side=side)
        for side, person_id in enumerate(pair)
    )
    session.flush()
    changes.add(session, dates, "couple", {"id": couple.id}, by=by, now=now)
    history.note(session, couple.id, history.LINKED, by=None, day=couple.linked_on)
    proposed = session.execute(
        select(Habit.id, Habit.state, Proposal.version)
        .join(Proposal, (Proposal.habit_id == Habit.id) & (Proposal.status == "open"))
        .where(*waiting(pair))
        .order_by(Habit.created_at, Habit.id)
    ).all()
    session.execute(
        update(Habit)
        .where(*waiting(pair))
        .values(couple_id=couple.id)
        .execution_options(synchronize_session=False)
    )
    for habit in proposed:
        changes.add(session, dates, "habit", dict(habit._mapping), by=by, now=now)
    return couple.id


def end(session: Session, seat: Seat, by: str | None, now: datetime) -> None:
    """End a couple within the caller's transaction; its row is locked already (`seat.take`).

    What waits for an answer is withdrawn. `unlinked` is all that the two streams say of it, and
    must stay their last row: the caller adds nothing for this couple afterwards.
    """
    session.execute(update(Couple).where(Couple.id == seat.couple_id).values(ended_at=now))
    session.execute(
        update(Membership).where(Membership.couple_id == seat.couple_id).values(ended_at=now)
    )
    habits = select(Habit.id).where(Habit.couple_id == seat.couple_id)
    session.execute(
        update(Proposal)
        .where(Proposal.habit_id.in_(habits), Proposal.status == "open")
        .values(status="withdrawn", answered_on=seat.today(now))
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Habit)
        .where(Habit.couple_id == seat.couple_id, Habit.state == "proposed")
        .values(state="withdrawn")
        .execution_options(synchronize_session=False)
    )
    imported.drop(session, Import.habit_id.in_(habits))
    session.execute(delete(Invite).where(Invite.person_id.in_(seat.pair)))
    untold.end(session, seat.pair)
    calendar_feeds.end(session, seat.pair)
    walls.end(session, seat.couple_id)
    planning.end_couple(session, seat.couple_id)
    push.end_all(session, seat.pair)
    links.end_with_couple(session, seat, now)
    consents.end(session, seat.pair, "notice", now)
    undone.note(session, "couple", seat.couple_id, now)
    changes.add(session, seat.both(now), "unlinked", {"couple": seat.couple_id}, by=by, now=now)
