"""A habit's rows: fetched through membership, and turned into what the streak engine takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker import streaks
from tracker.extensions import db
from tracker.models import Habit, Membership, Terms
from tracker.services import places
from tracker.services.errors import Gone, NotFound
from tracker.services.ids import is_id
from tracker.services.places import Place
from tracker.store import AnySession


@dataclass(frozen=True, slots=True)
class Access:
    """A habit and the place through which a person reaches it."""

    place: Place
    habit: Habit


class TermsColumns(Protocol):
    """The columns of `terms` or of `proposals`, as a mapped object or as a plain row."""

    unit: str
    every: int
    times: int
    weekdays: str | None
    mode: str
    first_turn: str | None
    grace: bool


class TermsRow(TermsColumns, Protocol):
    """A row of `terms`."""

    starts_on: date


def require(person_id: str, habit_id: str) -> None:
    """Raise NotFound where this is no habit of the person's, Gone where it was one."""
    fetch(db.session(), person_id, habit_id)


def fetch(session: Session, person_id: str, habit_id: str, *, lock: bool = False) -> Access:
    """Return a habit of the person's couple, or one that waits with them for a partner.

    With `lock` the couple (or the waiting person) is locked first, then the habit is read.
    Raises NotFound, or Gone for a habit of a couple that was the person's and ended.
    """
    place = places.find(session, person_id, lock=lock)
    habit = session.get(Habit, habit_id) if is_id(habit_id) else None
    if habit is None:
        raise NotFound
    if habit.couple_id is None:
        if habit.owner_id != person_id:
            raise NotFound
        return Access(places.alone(session, person_id), habit)
    if habit.couple_id != place.couple_id:
        raise left_behind(session, person_id, habit.couple_id)
    return Access(place, habit)


def left_behind(session: AnySession, person_id: str, couple_id: str) -> Gone | NotFound:
    """Return why a row of another couple is refused: it was one's own couple, or never was."""
    was_mine = select(Membership.side).where(
        Membership.couple_id == couple_id, Membership.person_id == person_id
    )
    return NotFound() if session.execute(was_mine).first() is None else Gone()


def terms_rows(session: Session, habit_id: str) -> Sequence[Terms]:
    """Return the rows of a habit's terms, oldest first."""
    return session.scalars(
        select(Terms).where(Terms.habit_id == habit_id).order_by(Terms.starts_on)
    ).all()


def terms(rows: Iterable[TermsRow], retired_on: date | None = None) -> tuple[streaks.Terms, ...]:
    """Return the engine's terms of one habit, oldest first; the last ends on `retired_on`.

    Successive terms end where the next begin: the engine sees to that.
    """
    ordered = sorted(rows, key=lambda row: row.starts_on)
    return tuple(
        [
            _terms(cadence(row), row.mode, row.starts_on, retired_on, row.first_turn, row.grace)
            for row in ordered
            if retired_on is None or row.starts_on <= retired_on
        ]
    )


# Terms are made anew for each tick and each habit of a page, and nearly always the same ones.
_terms = lru_cache(maxsize=4096)(streaks.Terms)


def cadence(row: TermsColumns) -> streaks.Cadence:
    """Return the engine's cadence of a row."""
    return _cadence(row.unit, row.every, row.times, row.weekdays)


@lru_cache(maxsize=1024)
def _cadence(unit: str, every: int, times: int, weekdays: str | None) -> streaks.Cadence:
    days = None if weekdays is None else tuple(map(int, weekdays.split(",")))
    return streaks.Cadence(unit, every, times, days)
