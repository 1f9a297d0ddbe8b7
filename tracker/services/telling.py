"""Telling what waits: when somebody's moment has come, all of it in one transaction.

A process that dies before the commit has told nothing, and the next minute finds it due again.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import Person
from tracker.services import checkpoints, transaction, untold
from tracker.services import seat as seats
from tracker.services.errands import Errand
from tracker.services.habit_facts import REACH
from tracker.services.seat import Seat
from tracker.services.tick_writer import TickWriter
from tracker.services.transaction import Committed
from tracker.store import AnySession


def due(now: datetime) -> Sequence[str]:
    """Return whose moment has come, the earliest first."""
    session = db.session()
    session.rollback()  # or what another worker has told meanwhile would still be seen
    waits = select(Person.id).where(Person.tells_next_at <= now)
    return session.scalars(waits.order_by(Person.tells_next_at, Person.id)).all()


def hand_out(people: Sequence[str]) -> None:
    """Ask for the telling of these people, each at a second of its own.

    A round begins with the minute: what always came just then would be seen to come from one.
    """
    transaction.publish(Committed(errands=[Errand("tell", (person,)) for person in people]))


def tell(person_id: str, now: datetime) -> int:
    """Tell what waits of somebody, if their moment has come; return how many cells that were.

    It was judged when it was said, and is not judged again.
    """
    with transaction.writing_core() as session:
        seat = seats.find(session, person_id, lock=True)
        # Asked only now: somebody else may have told it while this waited for the couple.
        at = session.scalar(select(Person.tells_next_at).where(Person.id == person_id))
        if at is None or at > now:
            return 0
        if seat is None:  # not linked any more: there is nobody to tell
            untold.end(session, [person_id])
            return 0
        cells = untold.take(session, person_id)
        if cells:
            _make_room(session, seat, min(day for _, day, _ in cells), now)
        writer = TickWriter(session, replace(seat, tells_later=False, has_untold=False), now)
        for place, cell in cells.items():
            writer.tell(place, cell)
        writer.close()
    return len(cells)


def _make_room(session: AnySession, seat: Seat, first: date, now: datetime) -> None:
    """Forget what was settled past a day: only after days without a server can that have been."""
    if first < seat.today(now) - REACH:
        checkpoints.drop_unsettled(session, seat.couple_id, first + REACH)
