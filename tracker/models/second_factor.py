"""The second proof at sign-in: a code that changes every half minute, and codes for without it."""

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Digest, Instant, Key, Words, person_key


class SecondFactor(db.Model):
    """A person's authenticator (TOTP, RFC 6238)."""

    __tablename__ = "second_factors"

    person_id: Mapped[Key] = mapped_column(person_key())
    sealed_secret: Mapped[Words]
    """Encrypted: the secret itself is needed at each check."""
    created_at: Mapped[Instant]
    confirmed_at: Mapped[Instant | None]
    """None: shown, and no code of it was ever typed; it asks nobody for one yet."""
    last_step: Mapped[int | None] = mapped_column(BigInteger)
    """The newest time step of which a code was taken: none is taken twice."""


class RecoveryCode(db.Model):
    """One of the codes for who has lost the authenticator; used once, the row goes."""

    __tablename__ = "recovery_codes"

    person_id: Mapped[Key] = mapped_column(person_key())
    code_digest: Mapped[Digest] = mapped_column(primary_key=True)
