"""Core statements of the hot path, compiled once.

Core looks a statement up, binds it and wraps its result anew at each execution. A tick runs nine
statements, and that cost it more than the database did (see docs/decisions/prepared-statements.md).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update, exc
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
    positional: Sequence[str] | None
    """The order of the values, where the driver counts them instead of naming them."""


class Prepared:
    """A statement to run often. Its values are given by name, converted as Core would."""

    def __init__(self, statement: Select[*tuple[Any, ...]] | Insert | Update | Delete) -> None:
        self.statement = statement
        self._plans: dict[str, _Plan] = {}
        self._results: dict[str, Sequence[Convert] | None] = {}
        """By dialect, how each column is converted; None where none is."""

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[Row]:
        """Run in the connection's transaction and return all rows."""
        dialect = connection.dialect
        plan = self._plan(dialect)
        driver: Any = connection.connection.driver_connection
        try:
            cursor = driver.execute(plan.sql, _bind(plan, values))
            rows: list[Row] = cursor.fetchall()
        except dialect.loaded_dbapi.Error as error:
            self._fail(connection, plan, error)
        if dialect.name not in self._results:
            self._results[dialect.name] = self._converts(dialect, cursor.description)
        converts = self._results[dialect.name]
        return rows if converts is None else [_convert(converts, row) for row in rows]

    def row(self, connection: Connection, values: Mapping[str, Any]) -> Row | None:
        """Run, and return the first row."""
        rows = self.rows(connection, values)
        return rows[0] if rows else None

    def run(self, connection: Connection, many: Sequence[Mapping[str, Any]]) -> None:
        """Run once for each of the values, without results."""
        plan = self._plan(connection.dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(plan.sql, [_bind(plan, values) for values in many])
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
        binds = [
            (name, _impl(bind.type, dialect).bind_processor(dialect))
            for bind, name in compiled.bind_names.items()
        ]
        return _Plan(
            str(compiled),
            constants,
            binds,
            compiled.positiontup if compiled.positional else None,
        )

    def _converts(self, dialect: Dialect, description: Sequence[Any]) -> Sequence[Convert] | None:
        columns = self.statement.exported_columns
        converts = [
            _impl(column.type, dialect).result_processor(dialect, described[1])
            for column, described in zip(columns, description, strict=True)
        ]
        return converts if any(converts) else None


def _impl(type_: TypeEngine[Any], dialect: Dialect) -> Any:
    return type_.dialect_impl(dialect)


def _bind(plan: _Plan, values: Mapping[str, Any]) -> Any:
    given = {**plan.constants, **values} if plan.constants else values
    bound = {
        name: given[name] if convert is None else convert(given[name])
        for name, convert in plan.binds
    }
    return bound if plan.positional is None else tuple([bound[name] for name in plan.positional])


def _convert(converts: Sequence[Convert], row: Row) -> Row:
    return tuple(
        [
            value if convert is None else convert(value)
            for value, convert in zip(row, converts, strict=True)
        ]
    )
