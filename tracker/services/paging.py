"""Pages of a list, from a mark on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from tracker.services.errors import Invalid

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

    A mark is the id of the row before, for the instant it was made may be the partner's act.
    Raises Invalid where that row is gone by now.
    """
    query = select(table).where(*conditions).order_by(table.created_at, table.id)
    if after is not None:
        (last_id,) = after
        moment = session.scalar(select(table.created_at).where(table.id == last_id))
        if moment is None:
            raise Invalid("invalid", "This is no cursor of ours.", "after")
        together = (table.created_at == moment) & (table.id > last_id)
        query = query.where(or_(table.created_at > moment, together))
    rows = session.scalars(query.limit(limit + 1)).all()
    if len(rows) <= limit:
        return Page(rows, None)
    return Page(rows[:limit], (rows[limit - 1].id,))
