"""Pages of a list, from a mark on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from tracker.services import instants

T = TypeVar("T")
Mark = tuple[Any, ...]
"""Where a page ends: plain values, which the web makes opaque."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items, and the mark from which the next page goes on, None at the end."""

    items: Sequence[T]
    next: Mark | None


def made(
    session: Session,
    table: Any,
    *conditions: ColumnElement[bool],
    after: Mark | None,
    limit: int,
) -> Page[Any]:
    """Return a page of a table's rows in the order they were made; those of one instant by id.

    A mark is (microseconds since 1970, id).
    """
    query = select(table).where(*conditions).order_by(table.created_at, table.id)
    if after is not None:
        moment, last_id = instants.moment(after[0]), after[1]
        together = (table.created_at == moment) & (table.id > last_id)
        query = query.where(or_(table.created_at > moment, together))
    rows = session.scalars(query.limit(limit + 1)).all()
    if len(rows) <= limit:
        return Page(rows, None)
    last = rows[limit - 1]
    return Page(rows[:limit], (instants.micros(last.created_at), last.id))
