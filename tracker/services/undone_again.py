"""Undo again what came back with an older backup: without a password, and as it was done then.

Who was erased is erased, who left has left, a coaching that ended has ended; all as of the moment
at which it was first done, so that what is deleted 30 days later goes on that day.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import Select, select

from tracker.extensions import db
from tracker.models import CoachLink, Couple, Membership, Person
from tracker.services import couples, personal_data, transaction, undone, undone_list
from tracker.services import seat as seats
from tracker.services.coaching import clients, links
from tracker.services.undone import Entry, Kind

log = structlog.get_logger(__name__)

ASKED = 500
"""Ids that are looked up at once."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How much stands in the list, what of it was undone again, and what could not be."""

    listed: int
    couples: int
    coachings: int
    people: int
    left: int


def again(path: Path, now: datetime) -> Figures:
    """Undo again what stands in the list and is there: each in a transaction of its own.

    One that fails is logged and left for the next time; the others are done.
    """
    entries = [entry for entry in undone_list.read(path) if entry.at > now - undone.KEPT]
    done: dict[Kind, int] = dict.fromkeys(_THERE, 0)
    left = 0
    # A person last: with them goes what they are part of.
    for kind, undo in _UNDO.items():
        for entry in _there(kind, [entry for entry in entries if entry.kind == kind]):
            try:
                done[kind] += undo(entry.id, min(entry.at, now))
            except Exception:
                log.exception("undone_again_failed", kind=kind, id=entry.id)
                left += 1
    figures = Figures(len(entries), done["couple"], done["coach"], done["person"], left)
    if any(done.values()):
        log.warning(
            "undone_again",
            couples=figures.couples,
            coachings=figures.coachings,
            people=figures.people,
        )
    return figures


def keep(path: Path, now: datetime) -> int:
    """Bring list and table into line: write what is not listed yet, let go of what is too old.

    Returns how much was written. Raises OSError where the list cannot be.
    """
    oldest = now - undone.KEPT
    written = undone_list.add(path, undone.noted(oldest))
    undone_list.forget(path, oldest)
    undone.forget(oldest)
    return written


def _end_couple(couple_id: str, now: datetime) -> bool:
    with transaction.writing() as session:
        person_id = session.scalar(
            select(Membership.person_id)
            .where(Membership.couple_id == couple_id, Membership.ended_at.is_(None))
            .limit(1)
        )
        seat = None if person_id is None else seats.find(session, person_id, lock=True)
        if seat is None or seat.couple_id != couple_id:
            return False
        couples.end(session, seat, None, now)
        return True


def _end_coaching(link_id: str, now: datetime) -> bool:
    with transaction.writing() as session:
        if not clients.lock_couple(session, link_id):
            return False
        link = session.get_one(CoachLink, link_id)
        if link.state == "ended":
            return False
        links.end(session, clients.of_link(session, link_id).seat, link, now)
        return True


_UNDO: Mapping[Kind, Callable[[str, datetime], bool]] = {
    "couple": _end_couple,
    "coach": _end_coaching,
    "person": personal_data.erase_again,
}
_THERE: Mapping[Kind, Select[str]] = {
    "couple": select(Couple.id).where(Couple.ended_at.is_(None)),
    "coach": select(CoachLink.id).where(CoachLink.state != "ended"),
    "person": select(Person.id),
}


def _there(kind: Kind, entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield what of these is there, all looked up before the first is undone."""
    query = _THERE[kind]
    (column,) = query.selected_columns
    found: set[str] = set()
    for first in range(0, len(entries), ASKED):
        some = [entry.id for entry in entries[first : first + ASKED]]
        found.update(db.session.scalars(query.where(column.in_(some))))
    yield from (entry for entry in entries if entry.id in found)
