"""What was changed of what two people share: noted with the change, read by both, edited by nobody.

An entry holds a day, who did it, dates and numbers: no time and no words of anybody's. Of a coach
and of ending check-ins it holds nobody, as everywhere; whose tick was taken back is told to nobody
but them, since no sentence names who did not.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select

from tracker.extensions import db
from tracker.models import Habit, HistoryEntry
from tracker.prepared import Prepared
from tracker.services import seat as seats
from tracker.services.paging import Mark, Page
from tracker.store import AnySession

LINKED = "linked"
TITLE = "title"
DAYS_BACK = "days_back"
WEEK_START = "week_start"
AGREED = "agreed"
CHANGED = "changed"
REWORDED = "reworded"
ENDED = "ended"
LIVES_ON = "lives_on"
PAUSED = "paused"
PAUSE_ENDED = "pause_ended"
PAUSE_REMOVED = "pause_removed"
OCCASION = "occasion"
TICK_BACK = "tick_back"
BROUGHT = "brought"
WALL_MADE = "wall_made"
WALL_CHANGED = "wall_changed"
WALL_ENDED = "wall_ended"
CHECKINS_AGREED = "checkins_agreed"
CHECKINS_ENDED = "checkins_ended"
COACH_ASKED = "coach_asked"
COACH_IN = "coach_in"
COACH_ENDED = "coach_ended"

KINDS = (
    LINKED,
    TITLE,
    DAYS_BACK,
    WEEK_START,
    AGREED,
    CHANGED,
    REWORDED,
    ENDED,
    LIVES_ON,
    PAUSED,
    PAUSE_ENDED,
    PAUSE_REMOVED,
    OCCASION,
    TICK_BACK,
    BROUGHT,
    WALL_MADE,
    WALL_CHANGED,
    WALL_ENDED,
    CHECKINS_AGREED,
    CHECKINS_ENDED,
    COACH_ASKED,
    COACH_IN,
    COACH_ENDED,
)
"""What an entry may be about; these stand in the answers of the API."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One change, as one of the two reads it.

    `by` is None where it is not told who. `title` is what the habit is called now. `data` holds
    dates as ISO text, numbers and booleans: what was set, and under `was` what held before.
    """

    number: int
    day: date
    what: str
    by: str | None
    habit: str | None
    title: str | None
    data: Mapping[str, Any]


_LAST = select(func.coalesce(func.max(HistoryEntry.number), 0)).where(
    HistoryEntry.couple_id == bindparam("couple")
)
_NUMBER = Prepared(_LAST)
_ADD = Prepared(insert(HistoryEntry))


def note(
    session: AnySession,
    couple_id: str,
    what: str,
    *,
    by: str | None,
    day: date,
    habit_id: str | None = None,
    **data: date | str | int | bool | None,
) -> None:
    """Note a change within the caller's transaction, which has the couple locked.

    `day` is the date it is for whoever did it, for nobody the couple's. `data` never holds free
    text.
    """
    connection = session.connection()
    row = _NUMBER.row(connection, {"couple": couple_id})
    written = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in data.items()
    }
    _ADD.run(
        connection,
        [
            {
                "couple_id": couple_id,
                "number": (0 if row is None else row[0]) + 1,
                "day": day,
                "by_id": by,
                "what": what,
                "habit_id": habit_id,
                "data": json.dumps(written, separators=(",", ":")),
            }
        ],
    )


def read(person_id: str, *, after: Mark | None, limit: int) -> Page[Entry]:
    """Return what was changed, the newest day first; a mark is (day, number).

    Raises NotFound while the person is not linked.
    """
    session = db.session()
    seat = seats.take(session, person_id)
    query = (
        select(
            HistoryEntry.number,
            HistoryEntry.day,
            HistoryEntry.what,
            HistoryEntry.by_id,
            HistoryEntry.habit_id,
            Habit.title,
            HistoryEntry.data,
        )
        .outerjoin(Habit, Habit.id == HistoryEntry.habit_id)
        .where(HistoryEntry.couple_id == seat.couple_id)
        # By day: the two clocks, and a phone that was offline, may say of less what was earlier.
        .order_by(HistoryEntry.day.desc(), HistoryEntry.number.desc())
    )
    if after is not None:
        day, number = after
        same = (HistoryEntry.day == day) & (HistoryEntry.number < number)
        query = query.where(or_(HistoryEntry.day < day, same))
    rows = session.execute(query.limit(limit + 1)).all()
    entries = [
        Entry(
            row.number,
            row.day,
            row.what,
            told_by(row.what, row.by_id, person_id),
            row.habit_id,
            row.title,
            json.loads(row.data),
        )
        for row in rows[:limit]
    ]
    more = len(rows) > limit
    return Page(entries, (entries[-1].day, entries[-1].number) if more else None)


def told_by(what: str, by: str | None, person_id: str) -> str | None:
    """Return who did it, as far as this person is told: of a tick taken back, only of their own."""
    return None if what == TICK_BACK and by != person_id else by
