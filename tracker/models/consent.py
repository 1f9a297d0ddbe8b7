"""What a person has said yes to, in which words, and when they took it back."""

from sqlalchemy import CheckConstraint, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Id, Instant, Key, new_id, person_key


class Consent(db.Model):
    """One yes to one version of one text. Rows are added, and ended once; none is changed back."""

    __tablename__ = "consents"
    __table_args__ = (CheckConstraint("subject IN ('notice', 'checkins')", name="subject"),)

    id: Mapped[Key] = mapped_column(default=new_id)
    person_id: Mapped[Id] = mapped_column(person_key(), index=True)
    subject: Mapped[str] = mapped_column(String(8))
    version: Mapped[int] = mapped_column(SmallInteger)
    """Of the words that were said yes to."""
    given_at: Mapped[Instant]
    withdrawn_at: Mapped[Instant | None]
