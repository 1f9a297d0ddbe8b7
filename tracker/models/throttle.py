"""How often something was tried: in the database, so that a restart forgives nothing."""

from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Digest, Instant


class Throttle(db.Model):
    """Tries under one key within one window of time."""

    __tablename__ = "throttles"

    key_digest: Mapped[Digest] = mapped_column(primary_key=True)
    """Of what is counted, an address say: the table names nobody."""
    tries: Mapped[int]
    resets_at: Mapped[Instant] = mapped_column(index=True)
