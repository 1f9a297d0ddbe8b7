"""Collect what a person wrote or may read into one document."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.models import (
    CalendarFeed,
    CardWishes,
    Clock,
    Consent,
    ContactWishes,
    Couple,
    Credential,
    Habit,
    HabitPlace,
    Import,
    ImportedDay,
    Invite,
    KeptTick,
    MailLink,
    Membership,
    Occasion,
    Passkey,
    Pause,
    Person,
    Proposal,
    PushSubscription,
    RecapSeen,
    Reminder,
    Terms,
    Tick,
    UntoldTick,
)
from tracker.services.changes import instant
from tracker.services.instants import moment
from tracker.services.personal_data import coaching, together
from tracker.services.personal_data.plain import columns
from tracker.services.personal_data.words import WORDS, said_first

_ACCOUNT = (
    "id email name timezone day_ends_at created_at email_confirmed_at "
    "tells_at_day_end tells_next_at language"
)
_CONTACT = "quiet_from quiet_until by_mail nudges nudged_on nudge_sent_on recap recap_told"
_TERMS = "unit every times weekdays mode first_turn grace"
_REMINDER = "id kind time weekdays lead_minutes next_at next_day taken_day created_at"
_FATE = "starts_on begins status made_on answered_on"


def document(session: Session, person_id: str, now: datetime, secret: bytes) -> dict[str, Any]:
    """Return the document, made of what JSON knows alone; `secret` opens a coach's own notes."""
    person = session.get_one(Person, person_id)
    waiting = select(Habit).where(Habit.owner_id == person_id, Habit.couple_id.is_(None))
    return {
        "made_at": instant(now),
        "account": columns(person, _ACCOUNT),
        "clocks": [
            columns(clock, "since timezone day_ends_at")
            for clock in _mine(session, Clock, person_id, Clock.since)
        ],
        "credentials": [
            columns(row, "id kind label shared created_at last_used_at expires_at sessions_seen_at")
            for row in _mine(session, Credential, person_id, Credential.created_at)
        ],
        "second_factor": coaching.second_factor(session, person_id),
        "passkeys": [
            columns(row, "id label created_at last_used_at")
            for row in _mine(session, Passkey, person_id, Passkey.created_at)
        ],
        "consents": [
            columns(row, "subject version given_at withdrawn_at")
            for row in _mine(session, Consent, person_id, Consent.given_at)
        ],
        "contact": [
            columns(row, _CONTACT)
            for row in _mine(session, ContactWishes, person_id, ContactWishes.person_id)
        ],
        "push": _push(session, person_id),
        "reminders": [
            {"habit": row.habit_id, **columns(row, _REMINDER)}
            for row in _mine(session, Reminder, person_id, Reminder.created_at)
        ],
        "habit_places": [
            {"habit": row.habit_id, **columns(row, "position kept_counting_on")}
            for row in _mine(session, HabitPlace, person_id, HabitPlace.position)
        ],
        "recaps": [
            columns(row, "week") for row in _mine(session, RecapSeen, person_id, RecapSeen.week)
        ],
        "card_wishes": [
            columns(row, "gentle")
            for row in _mine(session, CardWishes, person_id, CardWishes.person_id)
        ],
        "mail_links": [
            columns(row, "purpose email created_at expires_at")
            for row in _mine(session, MailLink, person_id, MailLink.created_at)
        ],
        "invites": [
            columns(row, "created_at code_expires_at expires_at")
            for row in _mine(session, Invite, person_id, Invite.created_at)
        ],
        "calendar": [
            columns(row, "created_at")
            for row in _mine(session, CalendarFeed, person_id, CalendarFeed.person_id)
        ],
        "waiting": _habits(session, session.scalars(waiting).all(), person_id, ended=False),
        "couples": [
            _couple(session, couple, person_id)
            for couple in session.scalars(
                select(Couple)
                .join(Membership, Membership.couple_id == Couple.id)
                .where(Membership.person_id == person_id)
                .order_by(Couple.created_at)
            ).all()
        ],
        "untold_ticks": [
            {"habit": row.habit_id, **columns(row, "date slot done note")}
            for row in _mine(session, UntoldTick, person_id, UntoldTick.date)
        ],
        "imports": _imports(session, person_id),
        "coaching": coaching.of_coach(session, person_id, secret),
        # After the couples: what is moved in this moment is rather in both than in neither.
        "kept_ticks": [
            {"habit": row.habit_id, **columns(row, "title date slot note")}
            for row in _mine(session, KeptTick, person_id, KeptTick.date)
        ],
    }


def _push(session: Session, person_id: str) -> list[dict[str, Any]]:
    """Return where pushes go; the endpoint itself would let others send there."""
    rows = session.execute(
        select(
            Credential.kind,
            Credential.label,
            PushSubscription.names_habits,
            PushSubscription.created_at,
        )
        .join(Credential, Credential.id == PushSubscription.credential_id)
        .where(PushSubscription.person_id == person_id)
        .order_by(PushSubscription.created_at)
    )
    return [columns(row, "kind label names_habits created_at") for row in rows]


def _imports(session: Session, person_id: str) -> list[dict[str, Any]]:
    days: dict[str, list[Any]] = defaultdict(list)
    query = select(ImportedDay).join(Import, Import.habit_id == ImportedDay.habit_id)
    for row in session.scalars(
        query.where(Import.person_id == person_id).order_by(ImportedDay.habit_id, ImportedDay.date)
    ):
        days[row.habit_id].append(columns(row, "date times note"))
    return [
        {"habit": row.habit_id, "days": days[row.habit_id]}
        for row in _mine(session, Import, person_id, Import.habit_id)
    ]


def _mine(session: Session, table: Any, person_id: str, order: Any) -> Sequence[Any]:
    return session.scalars(select(table).filter_by(person_id=person_id).order_by(order)).all()


def _couple(session: Session, couple: Couple, person_id: str) -> dict[str, Any]:
    """Return a couple; of one that ended, what the person wrote themselves and nothing else."""
    ended = couple.ended_at is not None
    partner = session.execute(
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.couple_id == couple.id, Person.id != person_id)
    ).first()
    habits = select(Habit).where(Habit.couple_id == couple.id).order_by(Habit.created_at, Habit.id)
    pauses = select(Pause).where(Pause.couple_id == couple.id).order_by(Pause.first, Pause.id)
    if ended:
        pauses = pauses.where(Pause.by_id == person_id)
    return {
        **columns(couple, "id linked_on week_start backfill_days"),
        "title": None if ended else couple.title,  # whose word it is, nobody knows
        # A day, as in the stream: who left may have been the other.
        "ended_on": couple.ended_at.date().isoformat() if couple.ended_at else None,
        "partner": None if ended or partner is None else dict(partner._mapping),
        "habits": _habits(session, session.scalars(habits).all(), person_id, ended=ended),
        "pauses": [
            {**columns(pause, "id first last"), "habit": pause.habit_id, "by": pause.by_id}
            for pause in session.scalars(pauses)
        ],
        "coach": coaching.of_couple(session, couple, person_id),
        **together.of_couple(session, couple, person_id),
    }


def _habits(
    session: Session, habits: Sequence[Habit], person_id: str, *, ended: bool
) -> list[dict[str, Any]]:
    ids = [habit.id for habit in habits]
    terms = _by_habit(session.scalars(_of(Terms, ids).order_by(Terms.starts_on)))
    versions = _by_habit(session.scalars(_of(Proposal, ids).order_by(Proposal.version)))
    done = _of(Tick, ids).where(Tick.done).order_by(Tick.date, Tick.slot)
    if ended:
        done = done.where(Tick.person_id == person_id)
    ticks = _by_habit(session.scalars(done))
    marks = _by_habit(together.marks(session, ids, person_id, ended=ended))
    occasions = _by_habit(session.scalars(_of(Occasion, ids).order_by(Occasion.period_start)))
    found = []
    for habit in habits:
        proposals = versions[habit.id]
        mine = said_first(habit, proposals, person_id)
        if ended:
            proposals = [row for row in proposals if row.by_id == person_id]
            if not (proposals or ticks[habit.id] or marks[habit.id]):
                continue
        found.append(
            {
                **columns(habit, "id state retired_on lives_on"),
                # What a couple called it stays as the name of one's own ticks.
                "title": proposals[-1].title
                if ended and proposals and not ticks[habit.id]
                else habit.title,
                **_words(habit, "emoji" if ended else " ".join(WORDS), mine, ended=ended),
                "terms": [columns(row, f"version starts_on {_TERMS}") for row in terms[habit.id]],
                "proposals": [
                    {
                        **columns(row, f"version title {_TERMS} {_FATE}"),
                        **_words(row, " ".join(WORDS), mine, ended=ended),
                        "by": row.by_id,
                    }
                    for row in proposals
                ],
                "occasions": [
                    columns(row, "period_start day time words")
                    for row in occasions[habit.id]
                    if not ended
                ],
                "ticks": [_tick(row, person_id) for row in ticks[habit.id]],
                "marks": [together.mark(row, ended=ended) for row in marks[habit.id]],
            }
        )
    return found


def _words(
    holder: Habit | Proposal, names: str, mine: Mapping[str, set[str]], *, ended: bool
) -> dict[str, Any]:
    """Return words; of a couple that ended those that the person was the first to say."""
    said = columns(holder, names)
    if not ended:
        return said
    return {name: text if text in mine[name] else None for name, text in said.items()}


def _tick(tick: Tick, person_id: str) -> dict[str, Any]:
    fields = {"person": tick.person_id, **columns(tick, "date slot note")}
    if tick.person_id == person_id:  # the time of day of the other's is not for them to know
        fields["at"] = instant(moment(tick.eff))
    return fields


def _of(table: Any, habit_ids: Sequence[str]) -> Any:
    return select(table).where(table.habit_id.in_(habit_ids))


def _by_habit(rows: Iterable[Any]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.habit_id].append(row)
    return found
