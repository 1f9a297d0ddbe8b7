"""Rows for any schema: reflected, so that it fits every revision, also those to come."""

import itertools
import re
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Time,
    Uuid,
    exc,
    func,
    insert,
    inspect,
    select,
)

VERSION_TABLE = "alembic_version"
ROWS = 3
"""Rows a table gets at each filling; the first has every column set, the last what must be."""


def tables_of(connection: Connection) -> list[Table]:
    """Reflect the tables as they are, parents first."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != VERSION_TABLE]


def fill(connection: Connection, seed: int = 0) -> None:
    """Add rows to every table; another seed adds others."""
    for table in tables_of(connection):
        for number in range(seed * ROWS, (seed + 1) * ROWS):
            _add(connection, table, number)


def counts(connection: Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in tables_of(connection)
    }


def contents(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Return all rows, in an order that depends on what is in them alone."""
    return {
        table.name: sorted(
            ({**row} for row in connection.execute(select(table)).mappings()), key=repr
        )
        for table in tables_of(connection)
    }


def _add(connection: Connection, table: Table, number: int) -> None:
    row = _values(connection, table, number)
    refusal: exc.IntegrityError | None = None
    for choice in _choices(connection, table, number):
        savepoint = connection.begin_nested()
        try:
            connection.execute(insert(table).values({**row, **choice}))
        except exc.IntegrityError as error:
            savepoint.rollback()
            refusal = error
        else:
            savepoint.commit()
            return
    raise AssertionError(f"no row fits {table.name}") from refusal


def _values(connection: Connection, table: Table, number: int) -> dict[str, Any]:
    last = number % ROWS == ROWS - 1
    row = {
        column.name: _value(column, number)
        for column in table.columns
        if not (last and column.nullable) and column.computed is None
    }
    for key in table.constraints:
        if isinstance(key, ForeignKeyConstraint) and all(name in row for name in key.column_keys):
            row |= _reference(connection, table, key, number)
    return row


def _reference(
    connection: Connection, table: Table, key: ForeignKeyConstraint, number: int
) -> dict[str, Any]:
    """Point at the parent with the same number; a table's own rows at nothing or at themselves."""
    parents = [element.column for element in key.elements]
    if key.referred_table is table:
        return {name: None for name in key.column_keys if table.c[name].nullable}
    rows = connection.execute(select(*parents).order_by(*parents)).all()
    wanted = tuple(_value(parent, number) for parent in parents)
    found = next((row for row in rows if tuple(row) == wanted), None) or rows[number % len(rows)]
    return dict(zip(key.column_keys, found, strict=True))


def _value(column: Column[Any], number: int) -> Any:
    kind, name = column.type, column.name
    uuid_text = isinstance(kind, String) and kind.length == 36
    if column.foreign_keys:
        (parent, *_) = column.foreign_keys
        if parent.column.table is not column.table:
            return _value(parent.column, number)
    if isinstance(kind, Uuid) or uuid_text:
        unique = uuid.uuid5(uuid.NAMESPACE_OID, f"{column.table.name}.{name}.{number}")
        return unique if getattr(kind, "as_uuid", False) else str(unique)
    if isinstance(kind, Boolean):
        return number % 2 == 0
    if isinstance(kind, DateTime):
        return datetime(2026, 1, 1, tzinfo=UTC if kind.timezone else None) + timedelta(hours=number)
    if isinstance(kind, Date):
        return date(2026, 1, 1) + timedelta(days=number)
    if isinstance(kind, Time):
        return (datetime(2026, 1, 1) + timedelta(minutes=number)).time()
    if isinstance(kind, Integer | Float | Numeric):
        return number
    if isinstance(kind, LargeBinary):
        return str(number).encode()
    text = f"{name} é {number}"
    return text[-kind.length :] if isinstance(kind, String) and kind.length else text


def _choices(connection: Connection, table: Table, number: int) -> Iterator[Mapping[str, Any]]:
    """Yield values for the columns that a CHECK speaks of, until one lot is let in.

    Taken from what stands in the CHECK itself.
    """
    open_to: dict[str, list[Any]] = {}
    for check in inspect(connection).get_check_constraints(table.name):
        text = check["sqltext"]
        literals = re.findall(r"'([^']*)'", text) or [int(n) for n in re.findall(r"\d+", text)]
        names = re.sub(r"'[^']*'", "", text)  # a value may read like a column
        for column in table.columns:
            if re.search(rf'\b"?{column.name}"?\b', names):
                turned = number % len(literals) if literals else 0
                values = literals[turned:] + literals[:turned]
                open_to.setdefault(column.name, []).extend(values)
                if column.nullable:
                    open_to[column.name].append(None)
    for lot in itertools.product(*open_to.values()):
        yield dict(zip(open_to, lot, strict=True))
