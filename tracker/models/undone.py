"""What must not come back with an older backup: written to a list outside the database too."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Instant, Key


class Undone(db.Model):
    """A person who was erased, or a couple or coaching that was ended; an id that names nobody."""

    __tablename__ = "undone"
    __table_args__ = (CheckConstraint("kind IN ('person', 'couple', 'coach')", name="kind"),)

    kind: Mapped[str] = mapped_column(String(6), primary_key=True)
    id: Mapped[Key]
    at: Mapped[Instant]
