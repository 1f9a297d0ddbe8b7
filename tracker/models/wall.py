"""Links by which a tablet on the wall shows the couple's cloth."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Digest, Id, Instant, Key, couple_key, new_id


class WallLink(db.Model):
    """A read-only way in for a screen that both see. Deleting the row ends it."""

    __tablename__ = "wall_links"
    __table_args__ = (UniqueConstraint("secret_digest"),)

    id: Mapped[Key] = mapped_column(default=new_id)
    couple_id: Mapped[Id] = mapped_column(couple_key(), index=True)
    by_id: Mapped[Id | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    secret_digest: Mapped[Digest]
    names: Mapped[bool] = mapped_column(default=True)
    """Whether the screen shows the names of the two."""
    created_at: Mapped[Instant]
