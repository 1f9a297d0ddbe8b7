"""Passkeys (WebAuthn): a key pair on a device, of which the server keeps the public half."""

from sqlalchemy import BigInteger, CheckConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Id, Instant, Key, Label, new_id, person_key


class Passkey(db.Model):
    """One of a person's passkeys, beside their password. Deleting the row ends it."""

    __tablename__ = "passkeys"
    __table_args__ = (UniqueConstraint("credential_id"),)

    id: Mapped[Key] = mapped_column(default=new_id)
    person_id: Mapped[Id] = mapped_column(person_key(), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023))
    """What the authenticator calls it."""
    public_key: Mapped[bytes] = mapped_column(LargeBinary(2048))
    """COSE."""
    sign_count: Mapped[int] = mapped_column(BigInteger)
    """The authenticator's counter at the last use, of 32 bits; 0 for those that keep none."""
    label: Mapped[Label]
    created_at: Mapped[Instant]
    last_used_at: Mapped[Instant | None]


class PasskeyChallenge(db.Model):
    """What an authenticator is to sign, once: deleted with the answer."""

    __tablename__ = "passkey_challenges"
    __table_args__ = (CheckConstraint("purpose IN ('add', 'sign_in')", name="purpose"),)

    id: Mapped[Key] = mapped_column(default=new_id)
    purpose: Mapped[str] = mapped_column(String(7))
    person_id: Mapped[Id | None] = mapped_column(person_key())
    """Whose passkey is to be added; None where somebody is to sign in."""
    challenge: Mapped[bytes] = mapped_column(LargeBinary(64))
    expires_at: Mapped[Instant] = mapped_column(index=True)


class PasskeyNews(db.Model):
    """What was last done about a person's passkeys: told wherever else they are signed in."""

    __tablename__ = "passkey_news"

    person_id: Mapped[Key] = mapped_column(person_key())
    what: Mapped[str] = mapped_column(String(8))
    at: Mapped[Instant]
    by_id: Mapped[Id | None]
    """The session that did it, which is told nothing; it may have ended since."""
