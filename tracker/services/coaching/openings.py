"""On which days the coach opened the couple's page, listed for the couple: days, and no times."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from tracker.extensions import db
from tracker.models import CoachOpening
from tracker.services import seat as seats
from tracker.services import transaction
from tracker.services.coaching import clients, links
from tracker.services.coaching.clients import Client
from tracker.services.paging import Page


@dataclass(frozen=True, slots=True)
class Opening:
    """A day of the couple's on which the coach opened their page, however often."""

    day: date


def note(client: Client, now: datetime) -> None:
    """Note that the coach opens a client's page, once a day; before anything of it is read.

    What cannot be noted is not shown: the store's refusal is the page's. Raises NotFound where the
    link has ended meanwhile.
    """
    day = client.seat.today(now)
    there = select(CoachOpening.day).filter_by(link_id=client.link_id, day=day)
    if client.coach_id is None or db.session.execute(there).first():
        return
    with transaction.writing() as session:
        clients.take(session, client.coach_id, client.link_id, now, lock=True)
        dialect = session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        fresh = insert(CoachOpening).values(link_id=client.link_id, day=day)
        session.execute(fresh.on_conflict_do_nothing())


def listed(
    person_id: str, link_id: str, now: datetime, *, after: date | None, limit: int
) -> Page[Opening]:
    """Return the days of openings, newest first; `after` is the last day of the page before.

    Raises NotFound.
    """
    session = db.session()
    link = links.fetch(session, seats.take(session, person_id), link_id, now)
    query = select(CoachOpening.day).where(CoachOpening.link_id == link.id)
    if after is not None:
        query = query.where(CoachOpening.day < after)
    days = session.scalars(query.order_by(CoachOpening.day.desc()).limit(limit + 1)).all()
    shown = [Opening(day) for day in days[:limit]]
    return Page(shown, (shown[-1].day,) if len(days) > limit else None)
