"""What a person has seen of the couple's weeks."""

from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Day, Key, person_key


class RecapSeen(db.Model):
    """The newest week somebody looked back on; the other learns nothing of it."""

    __tablename__ = "recaps_seen"

    person_id: Mapped[Key] = mapped_column(person_key())
    week: Mapped[Day]
    """Its first day."""
