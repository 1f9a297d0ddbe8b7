"""Rows as what JSON knows."""

from datetime import date, datetime
from typing import Any

from tracker.services.changes import instant


def columns(row: Any, names: str) -> dict[str, Any]:
    """Return the named columns of a row, dates and instants as text."""
    return {name: _plain(getattr(row, name)) for name in names.split()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else value
