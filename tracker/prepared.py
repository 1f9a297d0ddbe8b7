"""Core statements of the hot path, compiled once.

Core looks a statement up, binds it and wraps its result anew at each execution. A tick runs nine
statements, and that cost it more than the database did (see docs/decisions/prepared-statements.md).
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, NoReturn

from sqlalchemy import (
    Connection,
    Delete,
    Dialect,
    Insert,
    Select,
    Update,
    bindparam,
    exc,
)
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any] | None
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A statement as one driver takes it."""

    sql: str
    constants: Mapping[str, Any]
    """Values that stand in the statement itself."""
    binds: Sequence[tuple[str, Convert]]
    """Names of values in the order in which they stand there, and how each is converted."""
    positional: bool
    """Whether the driver counts them instead of naming them."""

    def bound(self, values: Mapping[str, Any]) -> Any:
        """Return the values as the driver takes them."""
        given = {**self.constants, **values} if self.constants else values
        if self.positional:
            return [
                given[name] if convert is None else convert(given[name])
                for name, convert in self.binds
            ]
        return {
            name: given[name] if convert is None else convert(given[name])
            for name, convert in self.binds
        }


class Prepared:
    """A statement to run often. Its values are given by name, converted as Core would."""

    def __init__(self, statement: Select[*tuple[Any, ...]] | Insert | Update | Delete) -> None:
        self.statement = statement
        self._plans: dict[str, _Plan] = {}
        self._results: dict[str, Sequence[tuple[int, Callable[[Any], Any]]]] = {}
        """By dialect, which columns are converted, and how."""

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[Row]:
        """Run in the connection's transaction and return all rows."""
        dialect = connection.dialect
        plan = self._plan(dialect)
        driver: Any = connection.connection.driver_connection
        try:
            cursor = driver.execute(plan.sql, plan.bound(values))
            rows: list[Row] = cursor.fetchall()
        except dialect.loaded_dbapi.Error as error:
            self._fail(connection, plan, error)
        if dialect.name not in self._results:
            self._results[dialect.name] = self._converts(dialect, cursor.description)
        converts = self._results[dialect.name]
        return [_convert(converts, row) for row in rows] if converts else rows

    def row(self, connection: Connection, values: Mapping[str, Any]) -> Row | None:
        """Run, and return the first row."""
        rows = self.rows(connection, values)
        return rows[0] if rows else None

    def records(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Run as `rows` does; each row has its columns by name."""
        return list(map(self._record, self.rows(connection, values)))

    def record(self, connection: Connection, values: Mapping[str, Any]) -> Any | None:
        """Run, and return the first row with its columns by name."""
        row = self.row(connection, values)
        return None if row is None else self._record(row)

    @cached_property
    def _record(self) -> Callable[[Row], Any]:
        names = [str(column.key) for column in self.statement.exported_columns]
        record: Any = namedtuple("Record", names)  # type: ignore[misc]
        made: Callable[[Row], Any] = record._make
        return made

    def run(self, connection: Connection, many: Sequence[Mapping[str, Any]]) -> None:
        """Run once for each of the values, without results."""
        plan = self._plan(connection.dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(plan.sql, [plan.bound(values) for values in many])
        except connection.dialect.loaded_dbapi.Error as error:
            self._fail(connection, plan, error)
        finally:
            cursor.close()

    def _fail(self, connection: Connection, plan: _Plan, error: Exception) -> NoReturn:
        # As Core would wrap it, so that callers need not know; never with the values, which may
        # be somebody's words.
        base = connection.dialect.loaded_dbapi.Error
        raise exc.DBAPIError.instance(plan.sql, None, error, base, hide_parameters=True) from error

    def _plan(self, dialect: Dialect) -> _Plan:
        plan = self._plans.get(dialect.name)
        if plan is None:
            plan = self._plans[dialect.name] = self._compile(dialect)
        return plan

    def _compile(self, dialect: Dialect) -> _Plan:
        compiled: Any = self.statement.compile(dialect=dialect)
        constants = {
            name: bind.value
            for bind, name in compiled.bind_names.items()
            if not bind.required and bind.value is not None
        }
        converts = {
            name: _impl(bind.type, dialect).bind_processor(dialect)
            for bind, name in compiled.bind_names.items()
        }
        names = compiled.positiontup if compiled.positional else converts
        binds = [(name, converts[name]) for name in names]
        return _Plan(str(compiled), constants, binds, compiled.positional)

    def _converts(
        self, dialect: Dialect, description: Sequence[Any]
    ) -> Sequence[tuple[int, Callable[[Any], Any]]]:
        columns = self.statement.exported_columns
        converts = (
            _impl(column.type, dialect).result_processor(dialect, described[1])
            for column, described in zip(columns, description, strict=True)
        )
        return [(place, convert) for place, convert in enumerate(converts) if convert is not None]


class PreparedAmong:
    """A query for what belongs to some keys, compiled for 1, 2, 4, 8 … of them.

    `build` makes it of the parameters that stand for the keys: `.where(column.in_(keys))`. Where
    keys are of several columns, each is a tuple, of parameters as of values.
    """

    def __init__(
        self,
        build: Callable[[Sequence[Any]], Select[*tuple[Any, ...]]],
        *columns: InstrumentedAttribute[Any],
    ) -> None:
        self._columns = columns
        self._build = build
        self._by_size: dict[int, Prepared] = {}

    def rows(
        self, connection: Connection, keys: Sequence[Any], values: Mapping[str, Any] | None = None
    ) -> list[Row]:
        """Run for these keys, and return all rows; for no keys none."""
        size, among = self._filled(keys)
        return self._of(size).rows(connection, {**among, **(values or {})}) if size else []

    def records(
        self, connection: Connection, keys: Sequence[Any], values: Mapping[str, Any] | None = None
    ) -> list[Any]:
        """Run as `rows` does; each row has its columns by name."""
        size, among = self._filled(keys)
        return self._of(size).records(connection, {**among, **(values or {})}) if size else []

    def _filled(self, keys: Sequence[Any]) -> tuple[int, dict[str, Any]]:
        """Return for how many keys the query is to be, and these by the parameters' names."""
        if not keys:
            return 0, {}
        size = 1 << (len(keys) - 1).bit_length()
        filled = [*keys, *[keys[-1]] * (size - len(keys))]
        values = filled if len(self._columns) == 1 else chain.from_iterable(filled)
        return size, {f"among_{number}": value for number, value in enumerate(values)}

    def _of(self, size: int) -> Prepared:
        prepared = self._by_size.get(size)
        if prepared is None:
            width = len(self._columns)
            types = [column.type for column in self._columns] * size
            keys = [bindparam(f"among_{number}", type_=each) for number, each in enumerate(types)]
            parts = keys if width == 1 else list(zip(*[iter(keys)] * width, strict=True))
            prepared = self._by_size[size] = Prepared(self._build(parts))
        return prepared


def _impl(type_: TypeEngine[Any], dialect: Dialect) -> Any:
    return type_.dialect_impl(dialect)


def _convert(converts: Sequence[tuple[int, Callable[[Any], Any]]], row: Row) -> Row:
    values = list(row)
    for place, convert in converts:
        values[place] = convert(values[place])
    return tuple(values)
