"""Each person's dense stream of changes."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Id, Key, Words, person_key


class StreamHead(db.Model):
    """How far a person's stream reaches: counted up in the transaction of each change.

    A sequence would lose rows: a reader may see number 8 before number 7 is committed.
    """

    __tablename__ = "stream_heads"

    person_id: Mapped[Key] = mapped_column(person_key())
    head: Mapped[int] = mapped_column(BigInteger, default=0)
    floor: Mapped[int] = mapped_column(BigInteger, default=0)
    """Items up to this one are gone."""


class Change(db.Model):
    """One item of one person's stream: what they are entitled to know, and nothing else."""

    __tablename__ = "changes"
    __table_args__ = {"sqlite_with_rowid": False}

    person_id: Mapped[Key] = mapped_column(person_key())
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[str] = mapped_column(String(32))
    """An instant for one's own acts; for the partner's a date."""
    by_id: Mapped[Id | None]
    data: Mapped[Words]
    """JSON. Free text is never in it."""
