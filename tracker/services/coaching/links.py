"""Links between a couple and a coach, as either partner reaches them; how they end, who hears."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from tracker.models import CoachCode, CoachLink, Person
from tracker.services import changes
from tracker.services.errors import NotFound
from tracker.services.ids import is_id
from tracker.services.seat import Seat
from tracker.streaks import local_date


def open_of(session: Session, couple_id: str, now: datetime) -> list[CoachLink]:
    """Return what is asked, agreed or active, the coach who is there first, then a hand-over.

    What has lapsed is not: nobody waits for the job that notes it.
    """
    query = (
        select(CoachLink)
        .where(
            CoachLink.couple_id == couple_id,
            CoachLink.state != "ended",
            or_(CoachLink.lapses_at.is_(None), CoachLink.lapses_at > now),
        )
        .order_by(CoachLink.follows_id.is_not(None), CoachLink.created_at)
    )
    return list(session.scalars(query))


def fetch(session: Session, seat: Seat, link_id: str, now: datetime) -> CoachLink:
    """Return one of the couple's open links. Raises NotFound."""
    if is_id(link_id):
        for link in open_of(session, seat.couple_id, now):
            if link.id == link_id:
                return link
    raise NotFound


def end(session: Session, seat: Seat, link: CoachLink, now: datetime) -> None:
    """End a link within the caller's transaction, the couple being locked.

    Nobody is named: neither partner nor coach reads who ended it.
    """
    _close(session, link, seat, now)
    tell_couple(session, seat, link, now)
    tell_coach(session, link, "ended", now)


def end_with_couple(session: Session, seat: Seat, now: datetime) -> None:
    """End all links of a couple that ends; the coach's stream says `unlinked` as the couple's do.

    The couple's own streams get no row of it: there `unlinked` stays the last.
    """
    for link in _unended(session, seat.couple_id):
        was_active = link.state == "active"
        _close(session, link, seat, now)
        if link.coach_id is not None and was_active:
            _tell(session, link.coach_id, "unlinked", {"client": link.id}, now)
        else:
            tell_coach(session, link, "ended", now)


def tell_couple(
    session: Session, seat: Seat, link: CoachLink, now: datetime, *, by: str | None = None
) -> None:
    """Show both partners that something changed about their coach."""
    data = {"id": link.id, "state": link.state}
    changes.add(session, seat.both(now), "coach", data, by=by, now=now)


def tell_coach(session: Session, link: CoachLink, what: str, now: datetime) -> None:
    """Show the coach, if there is one, that something changed: a date, and nobody's name.

    `what`: consent, pause, suggestion, question, ended. A coach hears of a link once both partners
    have said yes.
    """
    if link.coach_id is not None and link.state != "asked":
        _tell(session, link.coach_id, "coach", {"client": link.id, "what": what}, now)


def tell_coaches(session: Session, seat: Seat, what: str, now: datetime) -> None:
    """Show the coach of a couple, if they have one, that something of theirs changed."""
    query = select(CoachLink).where(
        CoachLink.couple_id == seat.couple_id,
        CoachLink.state == "active",
        CoachLink.lapses_at > now,
    )
    for link in session.scalars(query):
        tell_coach(session, link, what, now)


def _unended(session: Session, couple_id: str) -> Sequence[CoachLink]:
    query = select(CoachLink).where(CoachLink.couple_id == couple_id, CoachLink.state != "ended")
    return session.scalars(query.order_by(CoachLink.created_at)).all()


def _close(session: Session, link: CoachLink, seat: Seat, now: datetime) -> None:
    link.state, link.ended_on, link.alias = "ended", seat.today(now), None
    session.execute(delete(CoachCode).where(CoachCode.link_id == link.id))
    session.flush()


def _tell(session: Session, coach_id: str, kind: str, data: dict[str, str], now: datetime) -> None:
    zone = session.execute(
        select(Person.timezone, Person.day_ends_at).where(Person.id == coach_id)
    ).one()
    day = local_date(now, zone.timezone, zone.day_ends_at)
    changes.add(session, {coach_id: day}, kind, data, by=None, now=now)
