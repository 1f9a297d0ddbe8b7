"""Figures of the day: worked out once, when the couple's day is over for both, and kept.

Whatever happens in between, a tick, a phone that comes back, somebody who looks, moves no figure:
else a coach could read off them who did what, and when.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import ClientFigures, CoachLink, Couple
from tracker.services import checkpoints, habit_facts, transaction
from tracker.services import seat as seats
from tracker.services.coaching import clients, figure_text, figures
from tracker.services.coaching.clients import Client
from tracker.services.coaching.figure_kinds import Figures, Summary
from tracker.services.errors import NotFound
from tracker.services.seat import Seat
from tracker.store import StoreBusy

JOURNEY = timedelta(days=2)
"""Setting a clock back takes a couple's day back by so much; figures further ahead are wrong."""


@dataclass(frozen=True, slots=True)
class StoredFigures:
    """What is kept of a couple for a day of theirs: the roster's part."""

    summary: Summary
    text: str
    """The same as JSON, as the API answers it."""


def fresh(session: Session, those: Iterable[Client], now: datetime) -> dict[str, StoredFigures]:
    """Return the figures of the day by couple; who has none of today gets them worked out.

    That takes a transaction of its own for each couple: nothing that was read of the session
    before may be relied on after. A couple that ended in between is left out. Where the store
    takes nothing in, those of a day before stand: worked out and not kept, they could move.
    Raises StoreBusy where there are none.
    """
    own = {client.couple_id: client.seat for client in those}
    found, stale = {}, []
    rows = _stored(session, list(own))
    for couple_id, seat in own.items():
        kept = _kept(rows.get(couple_id), seat.today(now))
        if kept is None:
            stale.append(seat)
        else:
            found[couple_id] = kept
    for seat in stale:
        try:
            made = _renew(seat, now)
        except StoreBusy:
            made = _earlier(rows.get(seat.couple_id), seat.today(now))
            if made is None:
                raise
        if made is not None:
            found[seat.couple_id] = made
    return found


def whole(session: Session, client: Client, now: datetime) -> Figures:
    """Return all figures of the day of one client. Raises NotFound where the couple ended."""
    if client.couple_id not in fresh(session, [client], now):
        raise NotFound
    query = select(ClientFigures.summary, ClientFigures.detail)
    row = db.session.execute(query.where(ClientFigures.couple_id == client.couple_id)).first()
    kept = None if row is None else figure_text.read(row.summary, row.detail)
    if kept is None:
        raise NotFound
    return kept


def waiting(now: datetime, after: str | None, most: int) -> tuple[list[Client], str | None]:
    """Return who of so many clients needs new figures, and after which the next ones follow."""
    session = db.session()
    found = clients.everybody(session, now, after=after, limit=most)
    rows = _stored(session, [client.couple_id for client in found])
    needing = [
        client
        for client in found
        if _kept(rows.get(client.couple_id), client.seat.today(now)) is None
    ]
    return needing, found[-1].link_id if len(found) == most else None


def forget() -> None:
    """Drop the figures of couples that have no coach any more, nor ask for one."""
    coached = select(CoachLink.couple_id).where(CoachLink.state != "ended")
    over = ClientFigures.couple_id.not_in(coached)
    if db.session.scalar(select(ClientFigures.couple_id).where(over).limit(1)) is not None:
        with transaction.writing() as session:
            session.execute(delete(ClientFigures).where(over))


_STORED = select(ClientFigures.couple_id, ClientFigures.as_of, ClientFigures.summary).where(
    ClientFigures.couple_id.in_(bindparam("couples", expanding=True))
)


def _stored(session: Session, couple_ids: Sequence[str]) -> dict[str, tuple[date, str]]:
    rows = session.connection().execute(_STORED, {"couples": couple_ids}).all()
    return {couple_id: (as_of, text) for couple_id, as_of, text in rows}


def _kept(row: tuple[date, str] | None, today: date) -> StoredFigures | None:
    """Return what is kept, if it is of the couple's day, or of one they have travelled back from.

    What a server's wrong clock made of days to come is not.
    """
    if row is None or not today <= row[0] <= today + JOURNEY:
        return None
    summary = figure_text.read_summary(row[1])
    return None if summary is None else StoredFigures(summary, row[1])


def _earlier(row: tuple[date, str] | None, today: date) -> StoredFigures | None:
    if row is None or row[0] >= today:
        return None
    summary = figure_text.read_summary(row[1])
    return None if summary is None else StoredFigures(summary, row[1])


def _renew(seat: Seat, now: datetime) -> StoredFigures | None:
    with transaction.writing() as session:
        # In a statement of its own: who waits for a lock has read the other tables before.
        there = select(Couple.id).where(Couple.id == seat.couple_id, Couple.ended_at.is_(None))
        if session.scalar(there.with_for_update()) is None:
            return None
        current = seats.find(session, seat.me.id)
        if current is None or current.couple_id != seat.couple_id:
            return None
        today = current.today(now)
        # Another process may have been quicker: what it wrote is what the coach has seen.
        made = _kept(_stored(session, [seat.couple_id]).get(seat.couple_id), today)
        return made or _write(session, current, now)


def _write(session: Session, seat: Seat, now: datetime) -> StoredFigures:
    habits = habit_facts.all_facts(session.connection(), seat.couple_id)
    if any(checkpoints.is_due(facts, seat, now) for facts in habits):
        checkpoints.settle(session, seat, now)
    made = figures.of(session, seat, now)
    summary, detail = figure_text.write(made)
    session.execute(delete(ClientFigures).where(ClientFigures.couple_id == seat.couple_id))
    session.execute(
        insert(ClientFigures).values(
            couple_id=seat.couple_id,
            as_of=made.summary.as_of,
            summary=summary,
            detail=detail,
        )
    )
    return StoredFigures(made.summary, summary)
