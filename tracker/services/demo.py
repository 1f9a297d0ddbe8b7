"""Live through a made-up story, so that there is something to look at.

Agreements, breaks and the like go through the use cases that people use, at the time of the story;
only the ticks, thousands of them, are poured in at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from tracker.extensions import db
from tracker.models import Person, Tick, WarmMark
from tracker.models.columns import new_id
from tracker.services import (
    accounts,
    amendments,
    checkpoints,
    couples,
    demo_cards,
    demo_checkins,
    occasions,
    pauses,
    personal_data,
    proposals,
    transaction,
)
from tracker.services import seat as seats
from tracker.services.cell import Cell, Op
from tracker.services.demo_checkins import CheckedIn
from tracker.services.habit_views import HabitView, OccasionView
from tracker.services.instants import micros

CHUNK = 5000
MONDAY = 1
"""On which the weeks of a demo couple begin."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of the demo, and what they sign in with."""

    name: str
    email: str
    password: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something one of the two (`side` 0 or 1) said of a habit; `given` holds fields of `Wish`."""

    on: date
    side: int
    word: Literal["propose", "counter", "accept", "amend", "let live"]
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """A tick, and when by their own clock the person wrote it down."""

    side: int
    day: date
    at: datetime
    note: str | None
    mark: str | None = None
    """How the other answered the words."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Days off from one habit, by its place in the story, or from all. Said on the first day."""

    side: int
    habit: int | None
    first: date
    last: date


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
    habits: Sequence[str]


def add_person(account: Account, since: date) -> str:
    """Make an account as it would have been made on a day; return the person's id.

    Raises Conflict (address_in_use).
    """
    begun = _moment(since, account)
    return accounts.register(
        account.email, account.password, account.name, account.timezone, begun, is_confirmed=True
    ).id


def live(story: Story, accounts_: tuple[Account, Account], now: datetime) -> Lived:
    """Let two new people live through a story that ends now."""
    ids = tuple(add_person(account, story.began) for account in accounts_)
    begun = _moment(story.began, accounts_[0])
    with transaction.writing() as session:
        pair = (ids[0], ids[1])
        couple_id = couples.begin(session, pair, by=ids[1], week_start=MONDAY, now=begun)
    habits = [
        _agree(steps, ids, accounts_, timedelta(minutes=3 * number))
        for number, steps in enumerate(story.steps)
    ]
    for rest in story.rests:
        habit_id = None if rest.habit is None else habits[rest.habit]
        at = _moment(rest.first, accounts_[rest.side])
        pauses.add(ids[rest.side], habit_id, rest.first, rest.last, at)
    with transaction.writing() as session:
        seat = seats.take(session, ids[0], lock=True)
        rows = _tick_rows(story, habits, ids, accounts_, now)
        while chunk := list(islice(rows, CHUNK)):
            marks = [_mark_row(row, mark) for row in chunk if (mark := row.pop("mark"))]
            session.execute(insert(Tick), chunk)
            if marks:
                session.execute(insert(WarmMark), marks)
        checkpoints.settle(session, seat, now)
    demo_checkins.live(story.checkins, ids, [account.timezone for account in accounts_])
    demo_cards.live(story.cards, story.kept_cards, ids, now)
    plan = story.plan
    occasions.put(ids[0], habits[plan.habit], plan.monday, plan.occasion, now)
    return Lived(couple_id, habits)


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


def _tick_rows(
    story: Story,
    habits: Sequence[str],
    ids: Sequence[str],
    people: Sequence[Account],
    now: datetime,
) -> Iterator[dict[str, Any]]:
    zones = [ZoneInfo(account.timezone) for account in people]
    for habit_id, ticks in zip(habits, story.ticks, strict=False):
        for tick in ticks:
            at = min(tick.at.replace(tzinfo=zones[tick.side]).astimezone(UTC), now)
            op = Op(True, micros(at), new_id(), tick.note, tick.note is not None)
            held = Cell().after(op)
            yield {
                "habit_id": habit_id,
                "date": tick.day,
                "person_id": ids[tick.side],
                "slot": 0,
                "done": held.done,
                "eff": held.eff,
                "op": held.op,
                "note": held.note,
                "note_eff": held.note_eff,
                "note_op": held.note_op,
                "mark": tick.mark,
            }


def _mark_row(tick: Mapping[str, Any], mark: str) -> dict[str, Any]:
    key = ("habit_id", "date", "person_id", "slot", "note_op")
    return {name: tick[name] for name in key} | {"mark": mark, "made_on": tick["date"]}


def _moment(day: date, account: Account) -> datetime:
    """Return an instant on somebody's evening of a day."""
    return datetime.combine(day, time(19), ZoneInfo(account.timezone)).astimezone(UTC)
