"""Couples like one that has lived already: its rows once more, under ids and names of their own.

To live through two years takes a sixth of a second; a roster of two hundred is to be had in a few.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Table, Text, Uuid, case, insert, literal, or_, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Couple, Person, SettledPeriod, Tick
from tracker.models.columns import new_id
from tracker.prepared import Prepared
from tracker.services import accounts, transaction
from tracker.services.demo import Account, Lived

MANY = frozenset({Tick.__tablename__, SettledPeriod.__tablename__})
"""Tables of which a couple has thousands of rows: copied within the store."""
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Row = dict[str, Any]
_COUPLE, _PERSON = (Prepared(insert(table.__table__)) for table in (Couple, Person))


class Original:
    """All rows of a couple that has lived, read once."""

    def __init__(self, lived: Lived) -> None:
        """Read what belongs to a couple and its two people."""
        session = db.session()
        self.lived = lived
        people = {row["id"]: row for row in _rows(session, Person.__table__, lived.people)}
        self.people = [people[person_id] for person_id in lived.people]
        (self.couple,) = _rows(session, Couple.__table__, [lived.couple])
        self.tables: list[tuple[Table, list[Row]]] = []
        known = {lived.couple, *lived.people}
        for table in db.metadata.sorted_tables:
            named = [column for column in _ids(table) if column.foreign_keys]
            if table.name in MANY:
                self.tables.append((table, []))
            elif named:
                whose = or_(*(column.in_(known) for column in named))
                rows = [dict(row) for row in session.execute(select(table).where(whose)).mappings()]
                if _is_named(table):
                    known |= {row["id"] for row in rows}
                if rows:
                    self.tables.append((table, rows))

    def again(self, accounts_: tuple[Account, Account]) -> Lived:
        """Write the couple down once more, as two other people."""
        lived = self.lived
        named = [row["id"] for table, rows in self.tables if _is_named(table) for row in rows]
        ids = {old: new_id() for old in (lived.couple, *lived.people, *named)}
        with transaction.writing() as session:
            connection = session.connection()
            _COUPLE.run(connection, [self.couple | {"id": ids[lived.couple]}])
            people = zip(self.people, accounts_, strict=True)
            _PERSON.run(connection, [_person(row, ids, account) for row, account in people])
            for table, rows in self.tables:
                if table.name in MANY:
                    _pour(session, table, lived, ids)
                    continue
                _insert(table).run(connection, [_renamed(table, row, ids) for row in rows])
        return Lived(
            ids[lived.couple],
            [ids[person_id] for person_id in lived.people],
            [ids[habit_id] for habit_id in lived.habits],
        )


def _person(row: Row, ids: Mapping[str, str], account: Account) -> Row:
    return row | {
        "id": ids[row["id"]],
        "email": account.email,
        "address_key": accounts.address_key(account.email),
        "name": account.name,
        "password_hash": account.password_hash,
    }


def _pour(session: Session, table: Table, lived: Lived, ids: Mapping[str, str]) -> None:
    """Copy rows of habits within the store."""
    for habit_id in lived.habits:
        said: dict[str, Any] = {"habit_id": literal(ids[habit_id], table.c.habit_id.type)}
        if "person_id" in table.c:
            whose = table.c.person_id
            new = [(whose == old, literal(ids[old], whose.type)) for old in lived.people]
            said["person_id"] = case(*new)
        columns = [said.get(column.name, column) for column in table.c]
        rows = select(*columns).where(table.c.habit_id == habit_id)
        session.execute(insert(table).from_select(list(table.c), rows))


def _rows(session: Session, table: Any, ids: Sequence[str]) -> list[Row]:
    query = select(table).where(table.c.id.in_(ids))
    return [dict(row) for row in session.execute(query).mappings()]


_inserts: dict[str, Prepared] = {}


def _insert(table: Table) -> Prepared:
    if table.name not in _inserts:
        _inserts[table.name] = Prepared(insert(table))
    return _inserts[table.name]


def _renamed(table: Table, row: Row, ids: Mapping[str, str]) -> Row:
    new = dict(row)
    for column in _ids(table):
        new[column.name] = ids.get(row[column.name], row[column.name])
    for column in table.c:
        if isinstance(column.type, Text) and row[column.name]:
            # Rows of a stream, and figures, name habits and links in their JSON.
            new[column.name] = UUID.sub(lambda id_: ids.get(id_[0], id_[0]), row[column.name])
    return new


def _ids(table: Table) -> list[Column[Any]]:
    return [column for column in table.c if isinstance(column.type, Uuid)]


def _is_named(table: Table) -> bool:
    """Tell whether the rows of a table have an id of their own."""
    return "id" in table.c and not table.c.id.foreign_keys
