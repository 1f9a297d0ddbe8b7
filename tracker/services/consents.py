"""What people have said yes to, in which words, and when they took it back.

A yes is given by an act under the words: inviting somebody, accepting, answering a check-in. Rows
are added and ended, never changed, so that it can be shown who agreed to which words and when. The
words of each version stand in `templates/consents/<subject>_<version>.html` and stay there.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Select, bindparam, select, update
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import CheckinAnswer, Consent, Membership, Person
from tracker.prepared import Prepared
from tracker.services import seat as seats
from tracker.services import transaction
from tracker.streaks import local_date

Subject = Literal["notice", "checkins"]
SUBJECTS: tuple[Subject, ...] = ("notice", "checkins")
"""`notice`: who sees what one shares, and that whoever runs the server can read it. `checkins`:
answers about feelings."""
CURRENT: dict[Subject, int] = {"notice": 1, "checkins": 1}
"""The version of the words that are shown now. Another number asks everybody again, quietly."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A yes as its giver reads it; `withdrawn_on` is None while it holds."""

    subject: Subject
    version: int
    is_current: bool
    given_on: date
    withdrawn_on: date | None


def give(session: Session, person_id: str, subject: Subject, now: datetime) -> None:
    """Note a yes to the words of now, within the caller's transaction; twice is once."""
    held = session.scalars(select(Consent.version).where(*_held([person_id], subject))).all()
    if list(held) == [CURRENT[subject]]:
        return
    end(session, [person_id], subject, now)
    row = Consent(person_id=person_id, subject=subject, version=CURRENT[subject], given_at=now)
    session.add(row)
    session.flush()


def end(session: Session, person_ids: Collection[str], subject: Subject, now: datetime) -> None:
    """End what these people said yes to, in whichever words, within the caller's transaction."""
    session.execute(
        update(Consent).where(*_held(person_ids, subject)).values(withdrawn_at=now),
        execution_options={"synchronize_session": False},
    )


def decline(session: Session, person_id: str, subject: Subject, now: datetime) -> None:
    """Note a no, within the caller's transaction, also where a yes was never asked for.

    Then it is a row of version 0, which stands for no words.
    """
    end(session, [person_id], subject, now)
    known = select(Consent.id).where(Consent.person_id == person_id, Consent.subject == subject)
    if session.execute(known.limit(1)).first() is None:
        row = Consent(
            person_id=person_id, subject=subject, version=0, given_at=now, withdrawn_at=now
        )
        session.add(row)
        session.flush()


def renew(person_id: str, subject: Subject, now: datetime) -> None:
    """Say yes to the words of now, where that is asked; where it is not (any more), do nothing.

    Raises NotFound while the person is not linked.
    """
    with transaction.writing() as session:
        seats.take(session, person_id, lock=True)
        if subject in _due(session, person_id):
            give(session, person_id, subject, now)


def standing(person_id: str) -> Sequence[Standing]:
    """Return what the person has said yes to last, a line for each subject, in a fixed order."""
    query = (
        select(
            Consent.subject,
            Consent.version,
            Consent.given_at,
            Consent.withdrawn_at,
            Person.timezone,
            Person.day_ends_at,
        )
        .join(Person, Person.id == Consent.person_id)
        .where(Consent.person_id == person_id)
        .order_by(
            Consent.withdrawn_at.is_not(None), Consent.given_at.desc(), Consent.version.desc()
        )
    )
    found: dict[str, Standing] = {}
    for row in db.session.execute(query):
        zone, day_ends_at = row.timezone, row.day_ends_at
        subject, ended_at = cast(Subject, row.subject), row.withdrawn_at
        said = Standing(
            subject,
            row.version,
            row.version == CURRENT[subject],
            local_date(row.given_at, zone, day_ends_at),
            None if ended_at is None else local_date(ended_at, zone, day_ends_at),
        )
        found.setdefault(subject, said)
    return [found[subject] for subject in SUBJECTS if subject in found]


def holds(person_id: str, subject: Subject) -> bool:
    """Tell whether the person has said yes to the words of now."""
    held = select(Consent.id).where(
        *_held([person_id], subject), Consent.version == CURRENT[subject]
    )
    return db.session.execute(held.limit(1)).first() is not None


def is_withdrawn(person_id: str, subject: Subject) -> bool:
    """Tell whether the person has taken a yes back, and not said yes again since."""
    ended = db.session.scalars(
        select(Consent.withdrawn_at).where(
            Consent.person_id == person_id, Consent.subject == subject
        )
    ).all()
    return bool(ended) and None not in ended


def due(person_id: str) -> Sequence[Subject]:
    """Return what goes on without a yes to the words of now: from before, or in older words.

    Never what was taken back, nor anything for who is not linked. One query.
    """
    return _due(db.session(), person_id)


def _given() -> Select[*tuple[Any, ...]]:
    answered = select(CheckinAnswer.round_start).where(
        CheckinAnswer.couple_id == Membership.couple_id,
        CheckinAnswer.person_id == Membership.person_id,
    )
    return (
        select(answered.exists(), Consent.subject, Consent.version, Consent.withdrawn_at)
        .select_from(Membership)
        .outerjoin(Consent, Consent.person_id == Membership.person_id)
        .where(Membership.person_id == bindparam("person"), Membership.ended_at.is_(None))
    )


_GIVEN = Prepared(_given())


def _due(session: Session, person_id: str) -> Sequence[Subject]:
    session.flush()
    rows = _GIVEN.rows(session.connection(), {"person": person_id})
    if not rows:
        return []
    held = {subject: version for _, subject, version, ended in rows if ended is None}
    known = {subject for _, subject, *_ in rows}
    # A notice ends with the couple it was for, so who is linked and has none never read it.
    goes_on = {"notice": True, "checkins": "checkins" in held or "checkins" not in known}
    if not rows[0][0] and "checkins" not in held:
        goes_on["checkins"] = False
    return [one for one in SUBJECTS if goes_on[one] and held.get(one) != CURRENT[one]]


def _held(person_ids: Collection[str], subject: Subject) -> tuple[ColumnElement[bool], ...]:
    return (
        Consent.person_id.in_(person_ids),
        Consent.subject == subject,
        Consent.withdrawn_at.is_(None),
    )
