"""The second proof at sign-in: a code that changes every half minute, and codes for without it."""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Digest, Id, Instant, Key, Words, person_key


class SecondFactor(db.Model):
    """A person's authenticator (TOTP, RFC 6238), and what was last done about it."""

    __tablename__ = "second_factors"

    person_id: Mapped[Key] = mapped_column(person_key())
    sealed_secret: Mapped[Words]
    """Encrypted: the secret itself is needed at each check. Empty once it was turned off."""
    created_at: Mapped[Instant]
    confirmed_at: Mapped[Instant | None]
    """None: shown, and no code of it was ever typed; it asks nobody for one yet."""
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    """The newest time step of which a code was taken: none is taken twice."""
    news: Mapped[str | None] = mapped_column(String(8))
    """What wherever else one is signed in is told of, for a while, at `news_at`."""
    news_at: Mapped[Instant | None]
    news_by: Mapped[Id | None]
    """The session that did it, which is told nothing; it may have ended since."""


class RecoveryCode(db.Model):
    """One of the codes for who has lost the authenticator; used once, the row goes."""

    __tablename__ = "recovery_codes"

    person_id: Mapped[Key] = mapped_column(person_key())
    code_digest: Mapped[Digest] = mapped_column(primary_key=True)
