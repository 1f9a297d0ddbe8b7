"""Pages of a list: in the order of making, from a mark on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, or_

T = TypeVar("T")
Mark = tuple[Any, ...]
"""Where a page ends: plain numbers and ids, which the web makes opaque."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items, and the mark from which the next page goes on, None at the end."""

    items: Sequence[T]
    next: Mark | None


def mark(made_at: datetime, row_id: str) -> Mark:
    """Return the mark of a row: (microseconds since 1970, id)."""
    return (made_at - _EPOCH) // timedelta(microseconds=1), row_id


def behind(made_at: Any, row_id: Any, after: Mark) -> ColumnElement[bool]:
    """Return the condition that a row, by these two columns, comes after a mark."""
    moment = _EPOCH + timedelta(microseconds=after[0])
    return or_(made_at > moment, (made_at == moment) & (row_id > after[1]))
