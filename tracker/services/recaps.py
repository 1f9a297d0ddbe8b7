"""Looking back on a week of the couple, from its third day after on: what was kept, never by whom.

Nothing of a recap is stored: see `recap_facts`. What is noted is the newest week that somebody has
looked back on, for themselves alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from tracker import streaks
from tracker.extensions import db
from tracker.models import Person, RecapSeen, Tick
from tracker.prepared import Prepared, PreparedAmong
from tracker.services import deck, recap_facts, tails, transaction
from tracker.services import seat as seats
from tracker.services.cloth import Ground, Place
from tracker.services.errors import NotFound
from tracker.services.habit_facts import Facts
from tracker.services.noticing import Kept, Notice, choose
from tracker.services.paging import Mark, Page
from tracker.services.recap_facts import LAST_DAY, WEEK
from tracker.services.seat import Seat

READY = LAST_DAY + timedelta(days=3)
"""After its first day: by then what is written down late is in, for most."""


@dataclass(frozen=True, slots=True)
class Span:
    """A week that can be looked back on, by its first and last day."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Recap:
    """A week as both of the two read it."""

    start: date
    end: date
    days: Sequence[Place]
    days_woven: int
    kept: Sequence[Kept]
    """Habits of which nothing was kept are not among them."""
    words: int
    """Lines written, both together."""
    is_woven: bool
    late_until: date | None
    """Until when something of it can still be written down, None where nothing is left."""
    notice: Notice
    question: str
    """A card of the deck, by its name."""
    earlier: date | None
    later: date | None


def newest(today: date, week_start: int) -> date:
    """Return the first day of the newest week that a couple can look back on; pure."""
    return streaks.week_of(today - READY, week_start)


def of_week(person_id: str, start: date | None, now: datetime) -> Recap | None:
    """Return the recap of the week that begins on `start`; None stands for the newest one.

    Without `start` it is None before the couple's first week is ready. Raises NotFound while they
    are not linked, and for what is no week of theirs or is not ready.
    """
    seat, habits = tails.take(person_id, now)
    first, last = _bounds(seat, habits, now)
    if start is None:
        if last < first:
            return None
        start = last
    if not first <= start <= last or streaks.week_of(start, seat.week_start) != start:
        raise NotFound
    found = recap_facts.read(db.session(), seat, habits, start, now)
    return Recap(
        start=start,
        end=start + LAST_DAY,
        days=found.week.days,
        days_woven=sum(place.ground == Ground.WOVEN for place in found.week.days),
        kept=found.week.kept,
        words=found.week.words,
        is_woven=found.is_woven,
        late_until=found.late_until,
        notice=choose(found.week),
        question=deck.of_week(seat.couple_id, start),
        earlier=start - WEEK if start > first else None,
        later=start + WEEK if start < last else None,
    )


def first_ready(person_id: str, now: datetime) -> date:
    """Return the day from which the couple's first week can be looked back on.

    Raises NotFound while they are not linked.
    """
    seat, habits = tails.take(person_id, now)
    return _bounds(seat, habits, now)[0] + READY


def listed(person_id: str, now: datetime, *, after: Mark | None, limit: int) -> Page[Span]:
    """Return the weeks that can be looked back on, newest first; a mark is a first day.

    Raises NotFound while they are not linked.
    """
    seat, habits = tails.take(person_id, now)
    first, last = _bounds(seat, habits, now)
    if after is not None:
        last = min(last, streaks.week_of(max(after[0], first), seat.week_start) - WEEK)
    count = max(0, (last - first).days // 7 + 1)
    starts = [last - number * WEEK for number in range(min(count, limit))]
    items = [Span(start, start + LAST_DAY) for start in starts]
    return Page(items, (starts[-1],) if count > limit else None)


def _bounds(seat: Seat, habits: Sequence[Facts], now: datetime) -> tuple[date, date]:
    """Return the first days of the couple's first week and of the newest that is ready."""
    began = [facts.starts_on for facts in habits if facts.starts_on is not None]
    first = streaks.week_of(min([seat.linked_on, *began]), seat.week_start)
    return first, newest(seat.today(now), seat.week_start)


def unseen(person_id: str, habit_ids: Collection[str], today: date, week_start: int) -> date | None:
    """Return the newest week that is ready, if somebody has not seen it and there is something.

    `habit_ids` are the couple's, `today` and `week_start` as well. So long as a week is the newest
    it is at most a week since it was ready.
    """
    start = newest(today, week_start)
    session = db.session()
    if has_seen(session, person_id, start):
        return None
    return start if has_something(session, habit_ids, start) else None


_DONE = PreparedAmong(
    lambda keys: (
        select(Tick.slot)
        .where(
            Tick.habit_id.in_(keys),
            Tick.date.between(bindparam("first"), bindparam("last")),
            Tick.done,
        )
        .limit(1)
    ),
    Tick.habit_id,
)
_SEEN = Prepared(select(RecapSeen.week).where(RecapSeen.person_id == bindparam("person")))


def has_something(session: Session, habit_ids: Collection[str], start: date) -> bool:
    """Tell whether anything was written down in a week: else nobody is called to look at it."""
    week = {"first": start, "last": start + LAST_DAY}
    return bool(_DONE.records(session.connection(), list(habit_ids), week))


def has_seen(session: Session, person_id: str, start: date) -> bool:
    """Tell whether somebody has looked back on this week or a later one."""
    seen = _SEEN.row(session.connection(), {"person": person_id})
    return seen is not None and bool(seen[0] >= start)


def see(person_id: str, start: date, now: datetime) -> None:
    """Note that somebody has looked back on a week; of an older one, or twice, there is no note.

    Raises NotFound while they are not linked.
    """
    seat = seats.take(db.session(), person_id)
    if start != newest(seat.today(now), seat.week_start):
        return
    if has_seen(db.session(), person_id, start):
        return
    with transaction.writing() as session:
        mine = select(Person.id).where(Person.id == person_id)
        if session.scalar(mine.with_for_update(key_share=True)) is None:
            return
        row = session.get(RecapSeen, person_id, populate_existing=True)
        if row is None:
            session.add(RecapSeen(person_id=person_id, week=start))
        elif row.week < start:
            row.week = start
