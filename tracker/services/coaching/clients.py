"""A couple as their coach reaches it: the way to every row that a coach may read.

Only while the link is active, has not lapsed and the couple is still one: no read waits for a job.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from tracker.extensions import db
from tracker.models import CoachConsent, CoachLink, Couple, Membership, Person
from tracker.prepared import Prepared
from tracker.services.errors import Invalid, NotFound
from tracker.services.ids import is_id
from tracker.services.seat import Partner, Seat
from tracker.store import AnySession


def is_active(
    now: datetime | BindParameter[Any], link: type[CoachLink] = CoachLink
) -> ColumnElement[bool]:
    """Select the links over which something is seen: what has lapsed waits for no job to say so."""
    return and_(link.state == "active", link.lapses_at > now)


@dataclass(frozen=True, slots=True)
class Client:
    """A couple that has let a coach in.

    A scope is in force since a date, of which both partners' consents are the two halves; None
    where either has not said yes to it. `seat` is the first partner's, for the streak engine; a
    coach is shown nothing that tells the sides apart.
    """

    link_id: str
    coach_id: str | None
    alias: str | None
    since: date | None
    lapses_at: datetime | None
    titles_since: date | None
    checkins_since: date | None
    seat: Seat

    @property
    def couple_id(self) -> str:
        """Return whose rows these are."""
        return self.seat.couple_id

    @property
    def names(self) -> tuple[str, str]:
        """Return both names, in the couple's fixed order."""
        return self.seat.me.name, self.seat.partner.name

    @property
    def scopes(self) -> list[str]:
        """Return what is granted beside adherence."""
        granted = ("titles", self.titles_since), ("checkins", self.checkins_since)
        return [name for name, since in granted if since is not None]

    def names_habit(self, retired_on: date | None) -> bool:
        """Tell whether a habit is named: never one that was over before titles were granted."""
        since = self.titles_since
        return since is not None and (retired_on is None or retired_on >= since)


def _query() -> Select[*tuple[Any, ...]]:
    mine, theirs = aliased(Membership), aliased(Membership)
    one, other = aliased(Person), aliased(Person)
    yes, too = aliased(CoachConsent), aliased(CoachConsent)
    return (
        select(
            CoachLink.id,
            CoachLink.coach_id,
            CoachLink.alias,
            CoachLink.since,
            CoachLink.lapses_at,
            yes.titles_since,
            too.titles_since,
            yes.checkins_since,
            too.checkins_since,
            Couple.id,
            Couple.week_start,
            Couple.backfill_days,
            Couple.linked_on,
            *(side.id for side in (one, other)),
            *(side.name for side in (one, other)),
            *(side.timezone for side in (one, other)),
            *(side.day_ends_at for side in (one, other)),
        )
        .join(Couple, Couple.id == CoachLink.couple_id)
        .join(mine, (mine.couple_id == Couple.id) & (mine.side == 0))
        .join(theirs, (theirs.couple_id == Couple.id) & (theirs.side == 1))
        .join(one, one.id == mine.person_id)
        .join(other, other.id == theirs.person_id)
        .outerjoin(yes, (yes.link_id == CoachLink.id) & (yes.person_id == one.id))
        .outerjoin(too, (too.link_id == CoachLink.id) & (too.person_id == other.id))
        .where(Couple.ended_at.is_(None))
    )


_ALL = _query()
_MINE = _ALL.where(CoachLink.coach_id == bindparam("coach"), is_active(bindparam("now"))).order_by(
    CoachLink.created_at, CoachLink.id
)
_ONE = Prepared(_MINE.where(CoachLink.id == bindparam("link")))
_OF_COACH = Prepared(_MINE)
_FIRST = Prepared(_MINE.limit(bindparam("limit")))
_NEXT = Prepared(
    _MINE.where(
        or_(
            CoachLink.created_at > bindparam("moment"),
            (CoachLink.created_at == bindparam("moment")) & (CoachLink.id > bindparam("after")),
        )
    ).limit(bindparam("limit"))
)


def get(coach_id: str, link_id: str, now: datetime) -> Client:
    """Return a client of this coach's. Raises NotFound."""
    return take(db.session(), coach_id, link_id, now)


def take(
    session: AnySession, coach_id: str, link_id: str, now: datetime, *, lock: bool = False
) -> Client:
    """Return a client of this coach's, with `lock` the couple locked first.

    Raises NotFound: for a link that never was, that is another's, or that has ended or lapsed.
    """
    if not is_id(link_id):
        raise NotFound
    if lock:
        lock_couple(session, link_id)
    values = {"link": link_id, "coach": coach_id, "now": now}
    row = _ONE.row(session.connection(), values)
    if row is None:
        raise NotFound
    return _client(row)


def lock_couple(session: AnySession, link_id: str) -> bool:
    """Lock the couple of a link until the transaction ends; False where there is none.

    In a statement of its own: one that waits for a lock has read the other tables before.
    """
    if not is_id(link_id):
        return False
    query = select(Couple.id).join(CoachLink, CoachLink.couple_id == Couple.id)
    locking = query.where(CoachLink.id == link_id).with_for_update(of=Couple)
    return session.execute(locking).first() is not None


def of_coach(session: AnySession, coach_id: str, now: datetime) -> list[Client]:
    """Return all clients of a coach, in the order in which they came."""
    values = {"coach": coach_id, "now": now}
    return [_client(row) for row in _OF_COACH.rows(session.connection(), values)]


def page(
    session: AnySession, coach_id: str, now: datetime, *, after: str | None, limit: int
) -> list[Client]:
    """Return so many clients of a coach in that order, those after a link's.

    Raises Invalid where that link is not there any more.
    """
    connection = session.connection()
    values = {"coach": coach_id, "now": now, "limit": limit}
    if after is None:
        return [_client(row) for row in _FIRST.rows(connection, values)]
    mine = (CoachLink.coach_id == coach_id, CoachLink.id == after)
    moment = session.scalar(select(CoachLink.created_at).where(*mine))
    if moment is None:
        raise Invalid("invalid", "This is no cursor of ours.", "after")
    values |= {"moment": moment, "after": after}
    return [_client(row) for row in _NEXT.rows(connection, values)]


def everybody(session: AnySession, now: datetime, *, after: str | None, limit: int) -> list[Client]:
    """Return so many clients of all coaches, by link, those after a link's: for due work."""
    query = _ALL.where(is_active(now))
    if after is not None:
        query = query.where(CoachLink.id > after)
    return [_client(row) for row in session.execute(query.order_by(CoachLink.id).limit(limit))]


def agreed_of(session: AnySession, coach_id: str, now: datetime) -> list[Client]:
    """Return the couples that have asked for a coach by name, and wait for an answer of theirs.

    A hand-over waits as long as the coach before is there.
    """
    before = aliased(CoachLink)
    is_there = select(before.id).where(before.id == CoachLink.follows_id, is_active(now, before))
    query = _ALL.where(
        CoachLink.coach_id == coach_id,
        CoachLink.state == "agreed",
        or_(CoachLink.follows_id.is_(None), is_there.exists()),
    )
    ordered = query.order_by(CoachLink.created_at, CoachLink.id)
    return [_client(row) for row in session.execute(ordered)]


def agreed(session: AnySession, link_id: str) -> Client:
    """Return a couple that waits for whoever has its code. Raises NotFound."""
    query = _ALL.where(CoachLink.id == link_id, CoachLink.state == "agreed")
    row = session.execute(query.where(CoachLink.coach_id.is_(None))).first()
    if row is None:
        raise NotFound
    return _client(row)


def of_link(session: AnySession, link_id: str) -> Client:
    """Return a couple as its coach sees it or would see it, in whatever state the link is.

    For the couple itself, which has fetched the link through its own seat.
    """
    return _client(session.execute(_ALL.where(CoachLink.id == link_id)).one())


def _client(row: Any) -> Client:
    link_id, coach_id, alias, since, lapses_at, *dates = row[:9]
    couple_id, week_start, backfill_days, linked_on, *persons = row[9:]
    one, other = (Partner(*persons[offset::2]) for offset in (0, 1))
    seat = Seat(couple_id, week_start, backfill_days, linked_on, one, other, 0)
    titles, checkins = (_both(*dates[at : at + 2]) for at in (0, 2))
    return Client(link_id, coach_id, alias, since, lapses_at, titles, checkins, seat)


def _both(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)
