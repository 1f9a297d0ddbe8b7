"""The packet for a session: what was kept, changed and asked since the last one, or in a range.

Couple and coach read the very same one, and its figures are those of the day, like the roster's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.services import habit_facts
from tracker.services import seat as seats
from tracker.services.coaching import (
    clients,
    figure_store,
    figures,
    goals,
    links,
    openings,
    questions,
    sessions,
    timeline,
    trends,
)
from tracker.services.coaching.clients import Client
from tracker.services.coaching.figure_kinds import RangeFigures, Share, Summary
from tracker.services.coaching.figure_sums import NOTHING
from tracker.services.coaching.goals import GoalView
from tracker.services.coaching.questions import QuestionView
from tracker.services.coaching.sessions import Sessions
from tracker.services.coaching.terms_said import TermsSaid, said_on
from tracker.services.coaching.timeline import TimelineEntry
from tracker.services.coaching.trends import Trend
from tracker.services.errors import Invalid, NotFound

SHORTEST, USUAL, LONGEST = 7, 28, 400
"""Days of a range: the least, those where no session tells, and the most."""


@dataclass(frozen=True, slots=True)
class PacketHabit:
    """A habit in the packet; a share is None where it would tell of one turn.

    `terms` are those of the range's last day, None where it was not in force then.
    """

    id: str
    title: str
    terms: TermsSaid | None
    now: Share | None
    before: Share | None


@dataclass(frozen=True, slots=True)
class Packet:
    """What the three have before them when they meet."""

    client: Client
    """Without what is the coach's own: its alias is None."""
    summary: Summary
    """The figures of the day, the roster's."""
    session_on: date | None
    """The session that the range goes back to, None where a range was chosen or none was held."""
    now: RangeFigures
    before: RangeFigures
    """The same number of days right before."""
    habits: Sequence[PacketHabit] | None
    """None where titles are not granted."""
    changes: Sequence[TimelineEntry]
    """Newest first; up to today where the range reaches the last settled day."""
    trends: Sequence[Trend]
    goals: Sequence[GoalView]
    """What is still meant, and what was done since the range began."""
    questions: Sequence[QuestionView]
    sessions: Sessions

    @property
    def days(self) -> int:
        """Return how many days the range has."""
        return (self.now.last - self.now.first).days + 1

    def covers(self, week: date) -> bool:
        """Tell whether a day of the week that starts then lies in the range."""
        return self.now.first - timedelta(days=6) <= week <= self.now.last


def for_coach(
    coach_id: str, link_id: str, first: date | None, last: date | None, now: datetime
) -> Packet:
    """Return the packet of a client, and note that the coach opened it today.

    Raises NotFound, Invalid (bad_range).
    """
    session = db.session()
    client = clients.take(session, coach_id, link_id, now)
    openings.note(client, now)
    return make(session, client, first, last, now)


def for_couple(
    person_id: str, link_id: str, first: date | None, last: date | None, now: datetime
) -> Packet:
    """Return the same packet to either partner. Raises NotFound, Invalid (bad_range)."""
    session = db.session()
    links.fetch(session, seats.take(session, person_id), link_id, now)
    return make(session, clients.of_link(session, link_id), first, last, now)


def make(
    session: Session, client: Client, first: date | None, last: date | None, now: datetime
) -> Packet:
    """Return the packet of a range; without one since the last session, at least seven days.

    The range ends on the last settled day at the latest. Raises NotFound where the couple ended in
    between, Invalid (bad_range) under 7 days and over 400.
    """
    stored = figure_store.fresh(session, [client], now).get(client.couple_id)
    if stored is None:
        raise NotFound
    summary, link_id = stored.summary, client.link_id
    held = sessions.of_link(session, link_id, client.seat.today(now))
    begin, end = _chosen(first, last, summary.through)
    session_on = None if first or last else _session_within(held, summary.through)
    begin = session_on or begin
    length = end - begin + timedelta(days=1)
    current = figures.over(session, client.seat, begin, end, now)
    before = figures.over(session, client.seat, begin - length, end - length, now)
    until = end if end < summary.through else date.max
    return Packet(
        replace(client, alias=None),
        summary,
        session_on,
        current,
        before,
        _habits(session, client, current, before) if client.titles_since else None,
        timeline.of(session, client, now, first=begin, last=until),
        trends.of(session, client),
        [
            goal
            for goal in goals.of_link(session, link_id)
            if goal.done_on is None or goal.done_on >= begin
        ],
        questions.of_link(session, link_id),
        held,
    )


def _chosen(first: date | None, last: date | None, through: date) -> tuple[date, date]:
    """Return the range that was asked for, up to the last settled day."""
    end = min(last or through, through)
    begin = first or end - timedelta(days=USUAL - 1)
    if first is not None and last is not None and first > last:
        raise Invalid("bad_range", "This range ends before it begins.", "to")
    if (end - begin).days >= LONGEST:
        raise Invalid("bad_range", "This is too long to look at in one go.", "from")
    if (end - begin).days < SHORTEST - 1:
        raise Invalid(
            "bad_range", "A packet covers at least seven days that are over and settled.", "from"
        )
    return begin, end


def _session_within(held: Sessions, through: date) -> date | None:
    """Return the last session that a packet can go back to: far enough, and not too far."""
    latest, earliest = (through - timedelta(days=days - 1) for days in (SHORTEST, LONGEST))
    return next((day for day in held.all if earliest <= day <= latest), None)


def _habits(
    session: Session, client: Client, current: RangeFigures, before: RangeFigures
) -> list[PacketHabit]:
    shown = []
    for each in habit_facts.all_facts(session.connection(), client.couple_id):
        terms = said_on(each, current.last)
        shares = [found.habits.get(each.id, NOTHING) for found in (current, before)]
        counts = any(share != NOTHING for share in shares)
        if client.names_habit(each.retired_on) and (terms is not None or counts):
            shown.append(PacketHabit(each.id, each.title, terms, *shares))
    return shown
