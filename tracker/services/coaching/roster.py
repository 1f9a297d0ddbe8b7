"""All of a coach's clients, before the first coffee: as many queries for sixty as for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import CoachLink, Pause
from tracker.services import transaction
from tracker.services.coaching import clients, coaches, consents, figure_store, flags, rests
from tracker.services.coaching.clients import Client
from tracker.services.coaching.figure_kinds import Summary
from tracker.services.coaching.flags import Flag, PauseFact
from tracker.services.paging import Mark, Page


class Thresholds(NamedTuple):
    """From how many percentage points, and from how many days on, there is a flag."""

    fell_points: int = flags.FELL_POINTS
    silent_days: int = flags.SILENT_DAYS


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A client: `client` has names, alias, since and scopes, live; `summary` the day's figures."""

    client: Client
    summary: Summary
    flags: Sequence[Flag]
    text: str
    """The summary as JSON, as the API answers it."""


def listed(coach_id: str, now: datetime) -> list[RosterRow]:
    """Return all clients, in the order in which they came; none for who does not coach."""
    session = db.session()
    limits = thresholds(session, coach_id)
    return rows(session, clients.of_coach(session, coach_id, now), limits, now)


def page(coach_id: str, now: datetime, *, after: Mark | None, limit: int) -> Page[RosterRow]:
    """Return a page of them; a mark is the id of the client before.

    Raises Invalid where that client is not there any more.
    """
    session = db.session()
    last_id = None if after is None else str(after[0])
    found = clients.page(session, coach_id, now, after=last_id, limit=limit + 1)
    shown = found[:limit]
    made = rows(session, shown, thresholds(session, coach_id), now)
    return Page(made, (shown[-1].link_id,) if len(found) > limit else None)


def rows(
    session: Session, those: Sequence[Client], limits: Thresholds, now: datetime
) -> list[RosterRow]:
    """Return the rows of clients; a couple that ended in between has none."""
    stored = figure_store.fresh(session, those, now)
    resting = pauses(db.session(), those, now)
    there = [client for client in those if client.couple_id in stored]
    made = []
    for client in there:
        figures = stored[client.couple_id]
        found = flagged(client, figures.summary, resting, limits, now)
        made.append(RosterRow(client, figures.summary, found, figures.text))
    return made


def flagged(
    client: Client,
    summary: Summary,
    resting: Mapping[str, PauseFact],
    limits: Thresholds,
    now: datetime,
) -> list[Flag]:
    """Return the flags of a client."""
    return flags.flags(
        summary,
        pause=resting.get(client.couple_id),
        asked_again_until=consents.asking(client.lapses_at, client.since, now),
        fell_points=limits.fell_points,
        silent_days=limits.silent_days,
    )


_PAUSES = select(Pause.couple_id, Pause.first, Pause.last, Pause.habit_id, Pause.created_at).where(
    Pause.couple_id.in_(bindparam("couples", expanding=True)),
    Pause.first <= bindparam("latest"),
    or_(Pause.last.is_(None), Pause.last >= bindparam("earliest")),
)


def pauses(session: Session, those: Sequence[Client], now: datetime) -> dict[str, PauseFact]:
    """Return by couple the pause that runs: of all habits rather than of one, and the longest."""
    seats = {client.couple_id: client.seat for client in those}
    today = [seat.today(now) for seat in seats.values()]
    if not today:
        return {}
    days = {"latest": max(today) + rests.AHEAD, "earliest": min(today)}
    found: dict[str, PauseFact] = {}
    rows = session.connection().execute(_PAUSES, {"couples": list(seats), **days})
    for couple_id, begins, ends, habit_id, made_at in rows:
        seat = seats[couple_id]
        day = seat.today(now)
        first, last = rests.days(seat, begins, ends, made_at)
        fact = PauseFact(first, last, habit_id is None)
        if first <= day and (last is None or last >= day):
            known = found.get(couple_id)
            found[couple_id] = fact if known is None else max(known, fact, key=_weight)
    return found


def _weight(pause: PauseFact) -> tuple[bool, date, date]:
    return pause.all, pause.last or date.max, pause.first


def thresholds(session: Session, coach_id: str | None) -> Thresholds:
    """Return from where on somebody wants to see flags; who does not coach yet, as they come."""
    coach = None if coach_id is None else coaches.find(session, coach_id)
    return Thresholds() if coach is None else Thresholds(coach.fell_points, coach.silent_days)


def name(coach_id: str, link_id: str, alias: str | None, now: datetime) -> Client:
    """Give a client a name of the coach's own, None for none; nobody else sees it.

    Raises NotFound.
    """
    with transaction.writing() as session:
        client = clients.take(session, coach_id, link_id, now, lock=True)
        session.get_one(CoachLink, link_id).alias = alias
        return replace(client, alias=alias)
