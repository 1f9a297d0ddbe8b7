"""The column types that all tables share."""

import uuid
from datetime import UTC, date, datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Dialect, ForeignKey, String, Text, Uuid
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """Hold an aware instant in UTC; SQLite, which drops the zone, gets it back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse a naive instant: it would be read back as another one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> str:
    """Return a fresh opaque id: a UUID, canonical lower case."""
    return str(uuid.uuid4())


UuidText = Uuid(as_uuid=False).with_variant(String(36), "sqlite")
"""Sixteen bytes on PostgreSQL; on SQLite the text as it is: converting it cost a tick 10 %."""

Id = Annotated[str, mapped_column(UuidText)]
Key = Annotated[str, mapped_column(UuidText, primary_key=True)]
Instant = Annotated[datetime, mapped_column(UtcDateTime)]
Day = Annotated[date, mapped_column()]
Digest = Annotated[str, mapped_column(String(64))]
"""A SHA-256 in hex: what is kept of a secret."""
Micros = Annotated[int, mapped_column(BigInteger)]
"""Microseconds since 1970 in UTC: whole numbers compare alike on every engine."""
Label = Annotated[str, mapped_column(String(80))]
Words = Annotated[str, mapped_column(Text)]


def person_key() -> ForeignKey:
    """Return a reference to a person that goes when the person goes."""
    return ForeignKey("persons.id", ondelete="CASCADE")


def couple_key() -> ForeignKey:
    """Return a reference to a couple that goes when the couple goes."""
    return ForeignKey("couples.id", ondelete="CASCADE")


def habit_key() -> ForeignKey:
    """Return a reference to a habit that goes when the habit goes."""
    return ForeignKey("habits.id", ondelete="CASCADE")


def credential_key() -> ForeignKey:
    """Return a reference to a session or token that goes when that ends."""
    return ForeignKey("credentials.id", ondelete="CASCADE")
