"""How a couple's agreements went, for their coach: what and when, never who."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.models import Habit, Pause, Terms
from tracker.services.coaching import rests
from tracker.services.coaching.clients import Client
from tracker.services.coaching.terms_said import TermsSaid, said

Kind = Literal["began", "changed", "ended", "paused", "resumed"]

MOST = 100
DAY, SHORT = timedelta(days=1), timedelta(days=14)
"""A pause that short says by its two days when it was over."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that was agreed, ended, or rested from a day on."""

    on: date
    kind: Kind
    title: str | None
    """None where titles are not granted, and where a pause is for all habits."""
    terms: TermsSaid | None
    """Of what began or changed, where titles are granted."""
    until: date | None = None
    """Of a pause: its last day, None while it is open."""
    all: bool = False
    """Of a pause and its end: for all habits."""
    count: int = 1
    """So many habits at once: without titles they are not told apart."""


def of(
    session: Session,
    client: Client,
    now: datetime,
    *,
    first: date = date.min,
    last: date = date.max,
) -> list[TimelineEntry]:
    """Return the entries from `first` to `last`, newest first, the newest MOST of them.

    What is agreed for later stands in front. A change of who begins is none here: it is not for a
    coach to know.
    """
    habits = session.scalars(
        select(Habit)
        .where(Habit.couple_id == client.couple_id, Habit.state.in_(("active", "retired")))
        .order_by(Habit.created_at, Habit.id)
    ).all()
    rows: dict[str, list[Terms]] = defaultdict(list)
    query = select(Terms).join(Habit, Habit.id == Terms.habit_id)
    query = query.where(Habit.couple_id == client.couple_id).order_by(Terms.starts_on)
    for row in session.scalars(query):
        rows[row.habit_id].append(row)
    titles = {
        habit.id: habit.title if client.names_habit(habit.retired_on) else None for habit in habits
    }
    entries: list[TimelineEntry] = []
    for habit in habits:
        entries += _agreed(habit, rows[habit.id], titles[habit.id])
    entries += _rests(session, client, titles, now, last)
    shown = _together(each for each in entries if first <= each.on <= last)
    return sorted(shown, key=lambda each: each.on, reverse=True)[:MOST]


def _agreed(habit: Habit, rows: Iterable[Terms], title: str | None) -> Iterator[TimelineEntry]:
    before: TermsSaid | None = None
    for row in rows:
        now = said(row)
        if now != before:
            kind: Kind = "began" if before is None else "changed"
            yield TimelineEntry(row.starts_on, kind, title, None if title is None else now)
        before = now
    if habit.retired_on is not None and before is not None:
        yield TimelineEntry(habit.retired_on, "ended", title, None)


def _rests(
    session: Session,
    client: Client,
    titles: dict[str, str | None],
    now: datetime,
    until: date,
) -> Iterator[TimelineEntry]:
    today = client.seat.today(now)
    until = min(until, date.max - rests.AHEAD) + rests.AHEAD
    query = select(Pause).where(Pause.couple_id == client.couple_id, Pause.first <= until)
    query = query.order_by(Pause.first.desc(), Pause.created_at, Pause.id).limit(MOST)
    for pause in session.scalars(query):
        if pause.habit_id is not None and pause.habit_id not in titles:
            continue
        title, for_all = titles.get(pause.habit_id or ""), pause.habit_id is None
        first, last = rests.days(client.seat, pause.first, pause.last, pause.created_at)
        yield TimelineEntry(first, "paused", title, None, last, for_all)
        if last is not None and last - first >= SHORT and last < today:
            yield TimelineEntry(last + DAY, "resumed", title, None, None, for_all)


def _together(entries: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """Make one of those that say the same: a hard week lets several habits rest."""
    found: dict[TimelineEntry, int] = {}
    for each in entries:
        found[each] = found.get(each, 0) + 1
    return [replace(each, count=count) for each, count in found.items()]
