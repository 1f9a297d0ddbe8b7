"""End in a database that was put back what had an end since the backup, as far as can be known.

What opens something by itself, a session, a link, a code, is ended for everybody: one of them may
have been ended since. What proves or allows something is as it was last (`present`), where the
database as it was until now can be read; where it cannot, it is asked for anew. What was left or
erased comes after this (`undone_again`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Executable, delete, false, select, update
from sqlalchemy.orm import Session

from tracker.models import (
    CalendarFeed,
    Change,
    CheckinAnswer,
    ClientFigures,
    CoachCode,
    CoachConsent,
    Consent,
    ContactWishes,
    Credential,
    Invite,
    MailLink,
    Passkey,
    PasskeyChallenge,
    Person,
    RecoveryCode,
    SignUp,
    StreamHead,
    WallLink,
)
from tracker.services import present, transaction
from tracker.services.present import Present

STEP = 10_000_000
"""How far every stream jumps: further than any can have come since the backup."""
ZONES = timedelta(days=2)
"""Between the first place on earth where a day ends and the last, and a little more."""
WAYS_IN = (WallLink, CalendarFeed, MailLink, SignUp, Invite, CoachCode, PasskeyChallenge)
"""Links, codes and addresses that let somebody in who has them."""
DERIVED = (ClientFigures,)
"""What is worked out anew, and may hold what a coach was let see then."""


@dataclass(frozen=True, slots=True)
class Settled:
    """How much was ended, and of how many people it is known how they had it last."""

    sessions: int
    links: int
    streams: int
    people_known: int
    people_asked_again: int


def settle(now: datetime, last: Present | None) -> Settled:
    """End what must not come back, and let every client load afresh; all of it or nothing.

    Every stream goes on from a number that nobody has heard of yet. Its restored rows go: their
    numbers were used again since then, so a client that has heard of number 120 could not tell that
    it has not heard of the 120 there is now.
    """
    with transaction.writing() as session:
        sessions = _count(session, delete(Credential))
        links = sum(_count(session, delete(table)) for table in WAYS_IN)
        for table in DERIVED:
            _count(session, delete(table))
        everybody = set(session.scalars(select(Person.id)))
        known = everybody & (last.people.keys() if last else set())
        if last is not None and known:
            present.take_along(session, last, sorted(known), now - ZONES)
        for people in present.chunks(sorted(everybody - known)):
            _ask_anew(session, people, now)
        _count(session, delete(Change))
        further = StreamHead.head + STEP
        streams = _count(session, update(StreamHead).values(head=further, floor=further))
        return Settled(sessions, links, streams, len(known), len(everybody - known))


def _ask_anew(session: Session, people: Sequence[str], now: datetime) -> None:
    """Take back what these people allowed, and proofs that may have been taken away since.

    Sealed answers of a round that still runs go too: they could have been withdrawn, and would be
    opened by the other's.
    """

    def of(table: Any) -> Any:
        return table.person_id.in_(people)

    for proof in (Passkey, RecoveryCode):
        _count(session, delete(proof).where(of(proof)))
    shut = {"titles_since": None, "checkins_since": None}
    _count(session, update(CoachConsent).where(of(CoachConsent)).values(shut))
    held = (of(Consent), Consent.subject == "checkins", Consent.withdrawn_at.is_(None))
    _count(session, update(Consent).where(*held).values(withdrawn_at=now))
    running = CheckinAnswer.round_end >= (now - ZONES).date()
    sealed = (of(CheckinAnswer), CheckinAnswer.opened_on.is_(None), running)
    _count(session, delete(CheckinAnswer).where(*sealed))
    unsaid = {"nudges": false(), "by_mail": false(), "recap": false()}
    _count(session, update(ContactWishes).where(of(ContactWishes)).values(unsaid))


def _count(session: Session, statement: Executable) -> int:
    result = session.execute(statement, execution_options={"synchronize_session": False})
    return result.rowcount if isinstance(result, CursorResult) else 0
