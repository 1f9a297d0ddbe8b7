"""A habit as its two people see it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session

from tracker import streaks
from tracker.models import CoachSuggestion, Habit, Import, Occasion, Proposal, Terms
from tracker.prepared import PreparedAmong
from tracker.services import habit_rows, spans
from tracker.services.habit_rows import TermsColumns
from tracker.services.places import Place
from tracker.services.seat import Seat


class HabitRow(Protocol):
    """What a view takes of a habit, from a mapped object or from a plain row."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def why(self) -> str | None: ...
    @property
    def emoji(self) -> str | None: ...
    @property
    def plan(self) -> str | None: ...
    @property
    def two_minute(self) -> str | None: ...
    @property
    def state(self) -> str: ...
    @property
    def retired_on(self) -> date | None: ...
    @property
    def lives_on(self) -> bool: ...


HABIT_COLUMNS = (
    "id",
    "title",
    "why",
    "emoji",
    "plan",
    "two_minute",
    "state",
    "retired_on",
    "lives_on",
)


@dataclass(frozen=True, slots=True)
class TermsView:
    """Terms, agreed or asked for; what is only asked for has no end and may have no start."""

    cadence: streaks.Cadence
    mode: str
    first_turn: str | None
    grace: bool
    starts_on: date | None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of what somebody asked for, and what became of it."""

    version: int
    by: str | None
    title: str
    why: str | None
    emoji: str | None
    plan: str | None
    two_minute: str | None
    terms: TermsView
    begins: str | None
    at: date
    status: str
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class OccasionView:
    """When the two mean to do it this time."""

    day: date
    time: str | None
    words: str | None


@dataclass(frozen=True, slots=True)
class Brings:
    """Days of before that come in with a yes to what is asked, and whose they are."""

    by: str
    days: int
    notes: int
    """How many of the days have words with them, which nobody else reads before."""
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class HabitView:
    """A habit with the terms in force on the later of the two dates, and what is asked for."""

    id: str
    title: str
    why: str | None
    emoji: str | None
    plan: str | None
    two_minute: str | None
    state: str
    terms: TermsView | None
    """Of a habit that ended: the last ones."""
    next_terms: TermsView | None
    proposal: VersionView | None
    occasion: OccasionView | None
    starts_on: date | None
    retired_on: date | None
    lives_on: bool
    """Of one that ended: it goes on without being counted."""
    said_yes: bool = False
    """Of what a coach suggests: whoever reads this has said yes; nobody else is shown it."""
    brings: Brings | None = None


def one(session: Session, place: Place, habit: Habit, now: datetime) -> HabitView:
    """Return the view of one habit."""
    return many(session, place, [habit], now)[0]


def many(
    session: Session, place: Place, habits: Sequence[HabitRow], now: datetime
) -> list[HabitView]:
    """Return the views of several habits, in a constant number of queries."""
    session.flush()
    ids = [habit.id for habit in habits]
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in _TERMS.records(session.connection(), ids):
        rows[row.habit_id].append(row)
    proposals, said_yes = _open(session, place, ids)
    latest = place.latest(now)
    occasions = _occasions(session, place, habits, rows, latest)
    views = []
    for habit in habits:
        held, coming = _terms(rows[habit.id], habit.retired_on, latest)
        proposal = proposals.get(habit.id)
        views.append(
            HabitView(
                id=habit.id,
                title=habit.title,
                why=habit.why,
                emoji=habit.emoji,
                plan=habit.plan,
                two_minute=habit.two_minute,
                state=habit.state,
                terms=held,
                next_terms=coming,
                proposal=None if proposal is None else version(proposal),
                occasion=occasions.get(habit.id),
                starts_on=rows[habit.id][0].starts_on if rows[habit.id] else None,
                retired_on=habit.retired_on,
                lives_on=habit.lives_on,
                said_yes=habit.id in said_yes,
                brings=_brings(proposal, is_new=habit.state == "proposed"),
            )
        )
    return views


def _open(
    session: Session, place: Place, ids: Sequence[str]
) -> tuple[dict[str, Proposal], set[str]]:
    """Return by habit what waits for an answer, and to which of it the reader has said yes."""
    rows = _OPEN.records(session.connection(), ids)
    found = {row.habit_id: row for row in rows}
    return found, {row.habit_id for row in rows if row.yes_id == place.me.id}


def _brings(asked: Any, *, is_new: bool) -> Brings | None:
    """Return what comes with the open version; with a new habit nothing before its first day."""
    if asked is None or asked.brought_by is None:
        return None
    if is_new and (asked.starts_on is None or asked.starts_on > asked.brought_last):
        return None
    return Brings(
        asked.brought_by,
        asked.brought_days,
        asked.brought_notes,
        max(asked.brought_first, asked.starts_on) if is_new else asked.brought_first,
        asked.brought_last,
    )


def _open_among(keys: Sequence[BindParameter[Any]]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *Proposal.__table__.columns,
            CoachSuggestion.yes_id,
            Import.person_id.label("brought_by"),
            Import.days.label("brought_days"),
            Import.notes.label("brought_notes"),
            Import.first.label("brought_first"),
            Import.last.label("brought_last"),
        )
        .outerjoin(
            CoachSuggestion,
            (CoachSuggestion.habit_id == Proposal.habit_id)
            & (CoachSuggestion.version == Proposal.version),
        )
        .outerjoin(Import, Import.habit_id == Proposal.habit_id)
        .where(Proposal.habit_id.in_(keys), Proposal.status == "open")
    )


_OPEN = PreparedAmong(_open_among, Proposal.habit_id)
_TERMS = PreparedAmong(
    lambda keys: (
        select(*Terms.__table__.columns)
        .where(Terms.habit_id.in_(keys))
        .order_by(Terms.habit_id, Terms.starts_on)
    ),
    Terms.habit_id,
)
_OCCASIONS = PreparedAmong(
    lambda keys: select(*Occasion.__table__.columns).where(
        Occasion.habit_id.in_(keys),
        Occasion.period_start.between(bindparam("first"), bindparam("last")),
    ),
    Occasion.habit_id,
)


def version(proposal: Proposal) -> VersionView:
    """Return the view of one version."""
    return VersionView(
        version=proposal.version,
        by=proposal.by_id,
        title=proposal.title,
        why=proposal.why,
        emoji=proposal.emoji,
        plan=proposal.plan,
        two_minute=proposal.two_minute,
        terms=_view(proposal, proposal.starts_on, None),
        begins=proposal.begins,
        at=proposal.made_on,
        status=proposal.status,
        answered_on=proposal.answered_on,
    )


def _terms(
    rows: Sequence[Terms], retired_on: date | None, latest: date
) -> tuple[TermsView | None, TermsView | None]:
    held = coming = None
    followed = [row.starts_on - timedelta(days=1) for row in rows[1:]]
    for row, ends_on in zip(rows, [*followed, retired_on], strict=False):
        view = _view(row, row.starts_on, ends_on)
        if row.starts_on <= latest or retired_on is not None:
            held = view
        elif coming is None:
            coming = view
    return held, coming


def _view(row: TermsColumns, starts_on: date | None, ends_on: date | None) -> TermsView:
    cadence = habit_rows.cadence(row)
    return TermsView(cadence, row.mode, row.first_turn, row.grace, starts_on, ends_on)


def _occasions(
    session: Session,
    place: Place,
    habits: Sequence[HabitRow],
    rows: dict[str, list[Any]],
    latest: date,
) -> dict[str, OccasionView]:
    """Return, by habit, the occasion of the period that contains `latest`."""
    if not isinstance(place, Seat):
        return {}
    starts: dict[str, date] = {}
    for habit in habits:
        terms = habit_rows.terms(rows[habit.id], habit.retired_on)
        period = spans.containing(terms, latest, place)
        if period is not None:
            starts[habit.id] = period.start
    if not starts:
        return {}
    between = {"first": min(starts.values()), "last": max(starts.values())}
    found = _OCCASIONS.records(session.connection(), list(starts), between)
    return {
        row.habit_id: OccasionView(row.day, row.time, row.words)
        for row in found
        if row.period_start == starts[row.habit_id]
    }
