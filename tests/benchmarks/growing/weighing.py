"""What lies in a store, table by table: rows, and bytes with all indexes."""

from dataclasses import dataclass

from flask import Flask
from sqlalchemy import Connection, func, select, text

from tracker.extensions import db

_ON_POSTGRESQL = text("SELECT pg_total_relation_size(CAST(:name AS regclass))")
_ON_SQLITE = text(
    "SELECT sum(pgsize) FROM dbstat WHERE name IN "
    "(SELECT name FROM sqlite_master WHERE tbl_name = :name)"
)


@dataclass(frozen=True, slots=True)
class Weight:
    """One table's."""

    rows: int
    bytes: int


def weigh(app: Flask) -> dict[str, Weight]:
    """Return the weight of every table that is not empty."""
    with app.app_context(), db.engine.connect() as connection:
        if db.engine.dialect.name == "postgresql":
            # What was deleted still takes its room, until it is used again.
            connection.connection.driver_connection.autocommit = True  # type: ignore[union-attr]
            connection.exec_driver_sql("VACUUM FULL ANALYZE")
        else:
            connection.connection.driver_connection.execute("VACUUM")  # type: ignore[union-attr]
        rows = {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in db.metadata.sorted_tables
        }
        return {
            name: Weight(count, _bytes(connection, name)) for name, count in rows.items() if count
        }


def _bytes(connection: Connection, name: str) -> int:
    is_sqlite = connection.dialect.name == "sqlite"
    return int(connection.scalar(_ON_SQLITE if is_sqlite else _ON_POSTGRESQL, {"name": name}) or 0)
