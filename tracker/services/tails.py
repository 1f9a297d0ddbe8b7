"""All of a couple's habits at once: what is settled first, then the few weeks after it folded.

The number of queries is the same for one habit and for fifty.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, or_, select

from tracker import streaks
from tracker.extensions import db
from tracker.models import Tick
from tracker.prepared import PreparedAmong
from tracker.services import checkpoints, habit_facts, standing, transaction, untold
from tracker.services import seat as seats
from tracker.services.habit_facts import Facts
from tracker.services.seat import Seat
from tracker.store import AnySession


def take(person_id: str, now: datetime) -> tuple[Seat, list[Facts]]:
    """Return the person's seat and every habit that is or was in force, nothing of them due.

    Raises NotFound while the person is not linked.
    """
    session = db.session()
    seat = seats.take(session, person_id)
    habits = habit_facts.all_facts(session.connection(), seat.couple_id)
    if any(checkpoints.is_due(facts, seat, now) for facts in habits):
        seat = settle(person_id, now)
        habits = habit_facts.all_facts(db.session.connection(), seat.couple_id)
    return seat, habits


def settle(person_id: str, now: datetime) -> Seat:
    """Move the couple's checkpoints on: once a week a read pays for it where no tick did."""
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        checkpoints.settle(session, seat, now)
    return seat


def folded(
    session: AnySession,
    seat: Seat,
    habits: Sequence[Facts],
    now: datetime,
    *,
    horizon: date | None = None,
    own: bool = False,
) -> dict[str, streaks.Progress]:
    """Return each habit's progress by its id, from what is settled on.

    `own`: as the person knows it whose seat it is, with what waits to be told (`untold`).
    """
    connection, today = session.connection(), seat.today(now)
    resumed = {facts.id: facts.settled(today) for facts in habits}
    pauses: Sequence[object] = ()
    if any(facts.pauses for facts in habits):
        pauses = standing.pauses_of(connection, seat.couple_id)
    ticks = _ticks(connection, seat if own else None, resumed)
    return {
        facts.id: standing.fold(
            connection,
            seat,
            facts,
            now,
            resume=resumed[facts.id],
            ticks=ticks[facts.id],
            pauses=pauses,
            horizon=horizon,
        )
        for facts in habits
    }


def _ticks(
    connection: Connection, reader: Seat | None, resumed: dict[str, streaks.Checkpoint | None]
) -> dict[str, list[streaks.Tick]]:
    found: dict[str, list[streaks.Tick]] = defaultdict(list)
    after = [(habit_id, standing.after_of(resume)) for habit_id, resume in resumed.items()]
    for habit_id, person, day, slot in _AFTER.rows(connection, reader, after):
        found[habit_id].append(streaks.Tick(person, day, slot))
    return found


def _after_among(tick: type[Tick]) -> PreparedAmong:
    return PreparedAmong(
        lambda keys: select(tick.habit_id, tick.person_id, tick.date, tick.slot).where(
            tick.done, or_(*((tick.habit_id == habit) & (tick.date > day) for habit, day in keys))
        ),
        Tick.habit_id,
        Tick.date,
    )


_AFTER = untold.AsReadBy(_after_among)
