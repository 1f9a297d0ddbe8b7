"""Links between a couple and a coach, as either partner reaches them; how they end, who hears."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from tracker.models import CoachCode, CoachLink, Couple
from tracker.services import changes, history, places, undone
from tracker.services.coaching import clients, suggested
from tracker.services.errors import NotFound
from tracker.services.ids import is_id
from tracker.services.seat import Seat


def is_open(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Select what is asked, agreed or active: what has lapsed waits for no job to say so."""
    lasts = or_(CoachLink.lapses_at.is_(None), CoachLink.lapses_at > now)
    return and_(CoachLink.state != "ended", lasts)


def open_of(session: Session, couple_id: str, now: datetime) -> list[CoachLink]:
    """Return what is asked, agreed or active, the coach who is there first, then a hand-over.

    A hand-over by a coach who is not there any more is not.
    """
    query = (
        select(CoachLink)
        .where(CoachLink.couple_id == couple_id, is_open(now))
        .order_by(CoachLink.follows_id.is_not(None), CoachLink.created_at)
    )
    found = list(session.scalars(query))
    return found if found and found[0].follows_id is None else []


def fetch(session: Session, seat: Seat, link_id: str, now: datetime) -> CoachLink:
    """Return one of the couple's open links. Raises NotFound."""
    if is_id(link_id):
        for link in open_of(session, seat.couple_id, now):
            if link.id == link_id:
                return link
    raise NotFound


def end(session: Session, seat: Seat, link: CoachLink, now: datetime) -> None:
    """End a link within the caller's transaction, the couple being locked.

    Nobody is named: neither partner nor coach reads who ended it. With a link ends the hand-over
    that follows it.
    """
    following = select(CoachLink).where(
        CoachLink.follows_id == link.id, CoachLink.state.in_(("asked", "agreed"))
    )
    for ending in (*session.scalars(following).all(), link):
        was_asked = ending.state == "asked"
        _close(session, ending, seat, now)
        tell_couple(session, seat, ending, now)
        if ending.since is not None:
            day = seat.today(now)
            history.note(session, seat.couple_id, history.COACH_ENDED, by=None, day=day)
        if not was_asked:  # else the coach has never heard of it
            tell_coach(session, ending, "ended", now)
    tell_before(session, link, now)


def end_with_couple(session: Session, seat: Seat, now: datetime) -> None:
    """End all links of a couple that ends; the coach's stream says `unlinked` as the couple's do.

    The couple's own streams get no row of it: there `unlinked` stays the last.
    """
    for link in _unended(session, seat.couple_id):
        state = link.state
        _close(session, link, seat, now)
        if link.coach_id is not None and state == "active":
            _tell(session, link.coach_id, "unlinked", {"client": link.id}, now)
        elif state == "agreed":
            tell_coach(session, link, "ended", now)


def end_of_coach(session: Session, coach_id: str, now: datetime) -> None:
    """End all that a coach has or is asked for, couple by couple, each locked first."""
    mine = (CoachLink.coach_id == coach_id, CoachLink.state != "ended")
    couples = select(CoachLink.couple_id).where(*mine).distinct().order_by(CoachLink.couple_id)
    for couple_id in session.scalars(couples).all():
        session.execute(select(Couple.id).where(Couple.id == couple_id).with_for_update())
        for link in session.scalars(
            select(CoachLink).where(*mine, CoachLink.couple_id == couple_id)
        ).all():
            end(session, clients.of_link(session, link.id).seat, link, now)


def tell_couple(
    session: Session, seat: Seat, link: CoachLink, now: datetime, *, by: str | None = None
) -> None:
    """Show both partners that something changed about their coach."""
    data = {"id": link.id, "state": link.state}
    changes.add(session, seat.both(now), "coach", data, by=by, now=now)


def tell_self(session: Session, seat: Seat, link: CoachLink, now: datetime) -> None:
    """Show the partner who acts, and nobody else, what they have answered."""
    data = {"id": link.id, "state": link.state}
    alone = {seat.me.id: seat.me.local_date(now)}
    changes.add(session, alone, "coach", data, by=seat.me.id, now=now)


def tell_coach(session: Session, link: CoachLink, what: str, now: datetime) -> None:
    """Show the coach, if there is one, that something changed: a date, and nobody's name.

    `what`: asked, consent, pause, suggestion, question, goal, session, handover, ended. A coach
    hears of a link once both partners have said yes.
    """
    if link.coach_id is not None and link.state != "asked":
        _tell(session, link.coach_id, "coach", {"client": link.id, "what": what}, now)


def tell_before(session: Session, link: CoachLink, now: datetime) -> None:
    """Show the coach who hands a couple over, if this link is such, that it came further or ended.

    A first yes of the two is none of that.
    """
    before = None if link.follows_id is None else session.get(CoachLink, link.follows_id)
    if before is not None and before.state == "active":
        tell_coach(session, before, "handover", now)


def tell_both(session: Session, client: clients.Client, what: str, now: datetime) -> None:
    """Show a couple and their coach that something changed which the coach wrote for the three."""
    link = session.get_one(CoachLink, client.link_id)
    tell_couple(session, client.seat, link, now)
    tell_coach(session, link, what, now)


def tell_coaches(session: Session, seat: Seat, what: str, now: datetime) -> None:
    """Show the coach of a couple, if they have one, that something of theirs changed."""
    query = select(CoachLink).where(CoachLink.couple_id == seat.couple_id, clients.is_active(now))
    for link in session.scalars(query):
        tell_coach(session, link, what, now)


def _unended(session: Session, couple_id: str) -> Sequence[CoachLink]:
    query = select(CoachLink).where(CoachLink.couple_id == couple_id, CoachLink.state != "ended")
    return session.scalars(query.order_by(CoachLink.created_at)).all()


def _close(session: Session, link: CoachLink, seat: Seat, now: datetime) -> None:
    suggested.withdraw_all(session, seat, link.id, now)
    link.state, link.ended_on, link.alias = "ended", seat.today(now), None
    session.execute(delete(CoachCode).where(CoachCode.link_id == link.id))
    undone.note(session, "coach", link.id, now)
    session.flush()


def _tell(session: Session, coach_id: str, kind: str, data: dict[str, str], now: datetime) -> None:
    coach = places.alone(session, coach_id)
    changes.add(session, coach.both(now), kind, data, by=None, now=now)
