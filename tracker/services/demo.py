"""Live through a made-up story, so that there is something to look at.

Agreements, breaks and the like go through the use cases that people use, at the time of the story;
only the ticks, thousands of them, are poured in at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Person, Tick
from tracker.services import (
    accounts,
    amendments,
    checkpoints,
    consents,
    couples,
    demo_cards,
    demo_checkins,
    demo_coaching,
    demo_ticks,
    occasions,
    passwords,
    pauses,
    personal_data,
    proposals,
    transaction,
)
from tracker.services import seat as seats
from tracker.services.demo_checkins import CheckedIn
from tracker.services.demo_coaching import Coached
from tracker.services.demo_ticks import Written
from tracker.services.habit_views import HabitView, OccasionView

MONDAY = 1
"""On which the weeks of a demo couple begin."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of the demo, and what they sign in with."""

    name: str
    email: str
    password: str
    timezone: str
    password_hash: str
    """Made once for all who share a password: it is slow on purpose."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something one of the two (`side` 0 or 1) said of a habit; `given` holds fields of `Wish`."""

    on: date
    side: int
    word: Literal["propose", "counter", "accept", "amend", "let live"]
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rest:
    """Days off from one habit, by its place in the story, or from all. Said on the first day."""

    side: int
    habit: int | None
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Plan:
    """When a habit, by its place in the story, is to be in the week that starts on `monday`."""

    habit: int
    monday: date
    occasion: OccasionView


@dataclass(frozen=True, slots=True)
class Story:
    """What two people agreed and did since the day they linked."""

    began: date
    steps: Sequence[Sequence[Step]]
    """By habit, oldest first."""
    ticks: Sequence[Sequence[Written]]
    """By habit."""
    rests: Sequence[Rest]
    plan: Plan
    checkins: Sequence[CheckedIn] = ()
    cards: Sequence[str] = ()
    kept_cards: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Lived:
    """What a story became: ids, habits in the story's order."""

    couple: str
    people: Sequence[str]
    habits: Sequence[str]


def make_hash(password: str) -> str:
    """Return what is kept of a password."""
    return passwords.make_hash(password)


def add_person(account: Account, since: date) -> str:
    """Make an account as it would have been made on a day; return the person's id.

    Raises Conflict (address_in_use).
    """
    with transaction.writing() as session:
        return _add(session, account, since)


def live(
    story: Story, accounts_: tuple[Account, Account], now: datetime, *, coached: Coached | None
) -> Lived:
    """Let two new people live through a story that ends now, with a coach or without."""
    begun = _moment(story.began, accounts_[0])
    with transaction.writing() as session:
        one, other = (_add(session, account, story.began) for account in accounts_)
        ids = (one, other)
        couple_id = couples.begin(session, ids, by=other, week_start=MONDAY, now=begun)
        for person_id in ids:
            consents.give(session, person_id, "notice", begun)
    habits = [
        _agree(steps, ids, accounts_, timedelta(minutes=3 * number))
        for number, steps in enumerate(story.steps)
    ]
    for rest in story.rests:
        habit_id = None if rest.habit is None else habits[rest.habit]
        at = _moment(rest.first, accounts_[rest.side])
        pauses.add(ids[rest.side], habit_id, rest.first, rest.last, at)
    zones = [account.timezone for account in accounts_]
    demo_checkins.live(story.checkins, ids, zones)
    demo_cards.live(story.cards, story.kept_cards, ids, now)
    plan = story.plan
    occasions.put(ids[0], habits[plan.habit], plan.monday, plan.occasion, now)
    if coached is not None:
        demo_coaching.live(coached, ids, now)
    # The ticks come last: by them it is known that a story was told to its end.
    with transaction.writing() as session:
        seat = seats.take(session, ids[0], lock=True)
        demo_ticks.pour(session, story.ticks, habits, ids, zones, now)
        checkpoints.settle(session, seat, now)
    return Lived(couple_id, ids, habits)


def found(emails: Sequence[str]) -> dict[str, str]:
    """Return the ids of those people, by address, that have an account."""
    keys = {accounts.address_key(email): email for email in emails}
    rows = db.session.execute(
        select(Person.address_key, Person.id).where(Person.address_key.in_(keys))
    )
    return {keys[row.address_key]: row.id for row in rows}


def is_anybody_here() -> bool:
    """Tell whether there is any account."""
    return db.session.execute(select(Person.id).limit(1)).first() is not None


def has_ticked(person_id: str | None) -> bool:
    """Tell whether somebody's part of a story was told to its end; None has no account yet."""
    if person_id is None:
        return False
    query = select(Tick.slot).where(Tick.person_id == person_id).limit(1)
    return db.session.execute(query).first() is not None


def forget(person_id: str, password: str, now: datetime) -> None:
    """Erase somebody again whose story was broken off."""
    personal_data.erase(person_id, password, now)


def _agree(
    steps: Sequence[Step], ids: Sequence[str], people: Sequence[Account], after: timedelta
) -> str:
    view: HabitView | None = None
    for step in steps:
        # Each habit at a minute of its own: they are listed in the order they were made.
        who, at = ids[step.side], _moment(step.on, people[step.side]) + after
        if view is None:
            view = proposals.propose(who, step.given, at)
            continue
        version = 0 if view.proposal is None else view.proposal.version
        if step.word == "amend":
            view = amendments.amend(who, view.id, step.given, at)
        elif step.word == "let live":
            view = amendments.retire(who, view.id, at, lives_on=True)
        elif step.word == "counter":
            view = proposals.counter(who, view.id, version, step.given, at)
        else:
            view = proposals.accept(who, view.id, version, at)
    assert view is not None
    return view.id


def _add(session: Session, account: Account, since: date) -> str:
    return accounts.add(
        session,
        account.email,
        account.password_hash,
        account.name,
        account.timezone,
        _moment(since, account),
        is_confirmed=True,
    ).id


def _moment(day: date, account: Account) -> datetime:
    """Return an instant on somebody's evening of a day."""
    return datetime.combine(day, time(19), ZoneInfo(account.timezone)).astimezone(UTC)
