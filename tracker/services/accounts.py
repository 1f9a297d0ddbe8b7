"""A person's account: who they are, and the clock they live by."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Clock, Person, StreamHead
from tracker.services import changes, checkpoints, mail_links, passwords, transaction
from tracker.services import seat as seats
from tracker.services.errors import Conflict, NotFound
from tracker.services.reminders import planning
from tracker.services.seat import Partner, Seat
from tracker.streaks import local_date

AT_ONCE, DAY_END = "at_once", "day_end"
CLOCKS_KEPT = timedelta(days=62)
"""How long an old clock is kept: ticks made without a network are judged by it."""


@dataclass(frozen=True, slots=True)
class Me:
    """A person as they see themselves; `couple` is None while they are not linked."""

    id: str
    email: str
    name: str
    timezone: str
    day_ends_at: int
    couple: str | None
    local_date: date
    ticks_seen: str
    """`at_once` or `day_end`: when the partner sees what this person ticks."""
    language: str | None
    """What Woven speaks to them, None: as the browser asks, and in mails the first language."""


def address_key(email: str) -> str:
    """Return an address as it is compared: how it is spelled out does not matter."""
    folded = unicodedata.normalize("NFC", email).casefold()
    return unicodedata.normalize("NFC", folded)


def register(
    email: str,
    password: str,
    name: str,
    timezone: str,
    now: datetime,
    *,
    language: str | None = None,
    is_confirmed: bool = False,
) -> Me:
    """Make an account.

    Raises Invalid (weak_password) and Conflict (address_in_use).
    """
    password_hash = first_hash(password, email, name)
    with transaction.writing() as session:
        return add(
            session,
            email,
            password_hash,
            name,
            timezone,
            now,
            language=language,
            is_confirmed=is_confirmed,
        )


def first_hash(password: str, email: str, name: str) -> str:
    """Return what is kept of the password of an account to be made. Raises Invalid."""
    passwords.refuse_weak(password, field="password", email=email, name=name)
    return passwords.make_hash(password)


def add(
    session: Session,
    email: str,
    password_hash: str,
    name: str,
    timezone: str,
    now: datetime,
    *,
    language: str | None = None,
    is_confirmed: bool = False,
) -> Me:
    """Make an account within the caller's transaction. Raises Conflict (address_in_use).

    An address that is not confirmed yet is so on the side, by a link that is mailed.
    """
    person = Person(
        email=email,
        address_key=address_key(email),
        password_hash=password_hash,
        name=name,
        timezone=timezone,
        day_ends_at=0,
        language=language,
        created_at=now,
        email_confirmed_at=now if is_confirmed else None,
    )
    session.add(person)
    try:
        session.flush()
    except IntegrityError as error:  # two at once: the index knows who came first
        raise Conflict("address_in_use", "There is an account with this address.") from error
    session.add_all(
        [
            Clock(person_id=person.id, since=now, timezone=timezone, day_ends_at=0),
            StreamHead(person_id=person.id, head=0, floor=0),
        ]
    )
    if not is_confirmed:
        mail_links.ask(session, mail_links.CONFIRM, email, now, person.id)
    return _view(person, None, now)


def view(person_id: str, now: datetime) -> Me:
    """Return the account. Raises NotFound for somebody who is not there any more."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound
    return _view(person, seats.find(db.session(), person_id), now)


def change(person_id: str, wanted: Mapping[str, Any], now: datetime) -> Me:
    """Change what `Me` holds of this by name; what is not in `wanted` stays.

    The partner learns of a name, and of another local date: not of the zone behind it, and nothing
    of when ticks are seen or of the language.
    """
    own = dict(wanted)
    ticks_seen = own.pop("ticks_seen", None)
    with transaction.writing() as session:
        before = seats.find(session, person_id, lock=True)
        person = session.get(Person, person_id, with_for_update={"key_share": True})
        if person is None:
            raise NotFound
        language = own.pop("language", person.language)
        old = Partner(person.id, person.name, person.timezone, person.day_ends_at)
        new = replace(old, **own)
        later = person.tells_at_day_end if ticks_seen is None else ticks_seen == DAY_END
        alone = {"tells_at_day_end": later, "language": language}
        if new == old and all(getattr(person, name) == value for name, value in alone.items()):
            return _view(person, before, now)
        own |= alone
        for name, value in own.items():
            setattr(person, name, value)
        if (new.timezone, new.day_ends_at) != (old.timezone, old.day_ends_at):
            _note_clock(session, new, now)
            planning.replan_person(session, person_id, now)
        today = new.local_date(now)
        changes.add(
            session, {person_id: today}, "settings", {"what": "profile"}, by=person_id, now=now
        )
        if before is not None:
            after = replace(before, me=new)
            if after.today(now) < before.today(now):
                checkpoints.drop_unsettled(session, after.couple_id, after.today(now))
            if new.name != old.name or today != old.local_date(now):
                _tell_partner(session, after, now)
        return _view(person, before, now)


def _note_clock(session: Session, person: Partner, now: datetime) -> None:
    session.merge(
        Clock(
            person_id=person.id,
            since=now,
            timezone=person.timezone,
            day_ends_at=person.day_ends_at,
        )
    )
    session.flush()
    # The clock that was in force 62 days ago began before that, so it stays.
    mine = Clock.person_id == person.id
    oldest = select(func.max(Clock.since)).where(mine, Clock.since <= now - CLOCKS_KEPT)
    session.execute(
        delete(Clock).where(mine, Clock.since < oldest.scalar_subquery()),
        execution_options={"synchronize_session": False},
    )


def _tell_partner(session: Session, seat: Seat, now: datetime) -> None:
    partner = seat.partner
    recipient = {partner.id: partner.local_date(now)}
    changes.add(session, recipient, "couple", {"id": seat.couple_id}, by=seat.me.id, now=now)


def _view(person: Person, seat: Seat | None, now: datetime) -> Me:
    return Me(
        id=person.id,
        email=person.email,
        name=person.name,
        timezone=person.timezone,
        day_ends_at=person.day_ends_at,
        couple=None if seat is None else seat.couple_id,
        local_date=local_date(now, person.timezone, person.day_ends_at),
        ticks_seen=DAY_END if person.tells_at_day_end else AT_ONCE,
        language=person.language,
    )
