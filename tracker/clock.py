"""The only reader of wall time. Everything below takes `now` or `today` as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return this instant, aware, in UTC."""
    return datetime.now(UTC)
