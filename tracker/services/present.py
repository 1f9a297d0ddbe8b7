"""What people had last to prove who they are, and had said who may reach or see them.

Read from the database as it was until a backup is put back, and taken along into what is restored:
a password that was changed because somebody knew it must not be the old one again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog
from sqlalchemy import (
    Connection,
    Select,
    Table,
    create_engine,
    delete,
    exc,
    insert,
    inspect,
    select,
)
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import CheckinAnswer, CoachConsent, Person, Tick, UntoldTick

log = structlog.get_logger(__name__)

CHUNK = 500
"""How many people one statement is about."""
OWN = ("second_factors", "recovery_codes", "passkeys", "consents", "contact_wishes")
"""Tables whose rows are one person's: the last ones are taken in place of the restored ones."""
_SEALED = (
    CheckinAnswer.couple_id,
    CheckinAnswer.round_start,
    CheckinAnswer.person_id,
    CheckinAnswer.sealed_at,
)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Present:
    """How it stood last: by person, by link and person, and which answers were sealed, and when."""

    people: Mapping[str, Row]
    own: Mapping[str, Sequence[Row]]
    scopes: Mapping[tuple[str, str], Row]
    sealed: frozenset[tuple[str, date, str, datetime | None]]
    cleared: frozenset[tuple[str, str, date, int]]
    """Ticks that were taken back, also where nobody was told of that yet."""


def read(url: str) -> Present | None:
    """Return how it stands in a database, None where it cannot be read.

    It may have another version than this code: what both know is read.
    """
    if url.startswith("sqlite:///"):  # one that is not there is not to be made
        url = f"sqlite:///file:{url.removeprefix('sqlite:///')}?mode=rw&uri=true"
    engine = create_engine(url, hide_parameters=True)
    try:
        with engine.connect() as connection:
            sealed = select(*_SEALED).where(CheckinAnswer.sealed_at.is_not(None))
            return Present(
                people={row["id"]: row for row in _rows(connection, "persons")},
                own={name: _rows(connection, name) for name in OWN},
                scopes={
                    (row["link_id"], row["person_id"]): row
                    for row in _rows(connection, "coach_consents")
                },
                sealed=frozenset((*row,) for row in connection.execute(sealed)),
                cleared=frozenset(
                    (*row,)
                    for table in (Tick, UntoldTick)
                    for row in connection.execute(_cells_of(table).where(table.done.is_(False)))
                ),
            )
    except (exc.SQLAlchemyError, KeyError, ValueError) as error:
        log.warning("present_unread", error=type(error).__name__)
        return None
    finally:
        engine.dispose()


def take_along(session: Session, last: Present, people: Sequence[str], since: datetime) -> None:
    """Put what these people had last in the place of what was restored, in the caller's writing.

    Scopes of a coach are those of then and now. A sealed answer that was withdrawn since, or sealed
    anew in other words, goes where its round may run still, that is ends after `since`.
    """
    for some_people in chunks(people):
        _take_proofs(session, last, some_people)
    theirs = set(people)
    for name in OWN:
        table = db.metadata.tables[name]
        for some_people in chunks(people):
            session.execute(delete(table).where(table.c.person_id.in_(some_people)))
        rows = [row for row in last.own[name] if row["person_id"] in theirs]
        if rows:
            session.execute(insert(table), [dict(row) for row in rows])
    for consent in session.scalars(select(CoachConsent)).all():
        row = last.scopes.get((consent.link_id, consent.person_id))
        if consent.person_id in theirs:
            for scope in ("titles_since", "checkins_since"):
                if row is None or row[scope] is None:
                    setattr(consent, scope, None)
    sealed = select(CheckinAnswer).where(
        CheckinAnswer.sealed_at.is_not(None),
        CheckinAnswer.opened_on.is_(None),
        CheckinAnswer.round_end >= since.date(),
    )
    for answer in session.scalars(sealed).all():
        key = tuple(getattr(answer, column.key) for column in _SEALED)
        if answer.person_id in theirs and key not in last.sealed:
            session.delete(answer)
    session.flush()
    _keep_unsaid(session, last)


def chunks(people: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield as many people at a time as one statement is about."""
    for first in range(0, len(people), CHUNK):
        yield people[first : first + CHUNK]


def _keep_unsaid(session: Session, last: Present) -> None:
    """Let go of ticks that nobody was told of, and that were taken back before anybody was."""
    waits = session.execute(_cells_of(UntoldTick).where(UntoldTick.done)).all()
    for cell in waits:
        if (*cell,) in last.cleared:
            own = [getattr(UntoldTick, name) == value for name, value in cell._mapping.items()]
            session.execute(delete(UntoldTick).where(*own))


def _cells_of(table: type[Tick] | type[UntoldTick]) -> Select[str, str, date, int]:
    return select(table.person_id, table.habit_id, table.date, table.slot)


def _take_proofs(session: Session, last: Present, people: Sequence[str]) -> None:
    """Take password and address; an address that somebody else has here stays the restored one."""
    wanted = [last.people[person_id]["address_key"] for person_id in people]
    query = select(Person.address_key, Person.id).where(Person.address_key.in_(wanted))
    taken = {row.address_key: row.id for row in session.execute(query)}
    for person in session.scalars(select(Person).where(Person.id.in_(people))).all():
        row = last.people[person.id]
        person.password_hash = row["password_hash"]
        # Ticks that wait to be told are told late or not at all, never early.
        person.tells_at_day_end = person.tells_at_day_end or bool(row.get("tells_at_day_end"))
        if taken.get(row["address_key"], person.id) == person.id:
            person.email, person.address_key = row["email"], row["address_key"]
            person.email_confirmed_at = row["email_confirmed_at"]
    session.flush()


def _rows(connection: Connection, name: str) -> Sequence[Row]:
    """Return the rows of a table, as far as its columns are ours."""
    table: Table = db.metadata.tables[name]
    there = {column["name"] for column in inspect(connection).get_columns(name)}
    known = [column for column in table.columns if column.name in there]
    return [dict(row) for row in connection.execute(select(*known)).mappings()]
