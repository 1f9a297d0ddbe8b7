"""What was mailed and waits for somebody to open it; only digests of the links are kept."""

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Digest, Id, Instant, Key, Label, new_id, person_key


class MailLink(db.Model):
    """A link that was mailed: whoever opens it reads that address."""

    __tablename__ = "mail_links"
    __table_args__ = (
        UniqueConstraint("secret_digest"),
        CheckConstraint("purpose IN ('confirm', 'reset', 'address', 'moved')", name="purpose"),
    )

    id: Mapped[Key] = mapped_column(default=new_id)
    person_id: Mapped[Id | None] = mapped_column(person_key(), index=True)
    """None for a `reset` until it is mailed: who asks for one is not told whether there is
    somebody, so nobody is looked for before that."""
    purpose: Mapped[str] = mapped_column(String(7))
    email: Mapped[str] = mapped_column(String(254))
    """Where it goes; for `address` the one that is to be the person's, for `moved`, which has no
    secret and only tells, the one that was."""
    secret_digest: Mapped[Digest | None]
    """None until it is mailed: the secret is made then, and waits in no queue."""
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]


class SignUp(db.Model):
    """An account to be, where addresses are confirmed first (SIGNUP_CONFIRM)."""

    __tablename__ = "sign_ups"
    __table_args__ = (UniqueConstraint("secret_digest"),)

    id: Mapped[Key] = mapped_column(default=new_id)
    email: Mapped[str] = mapped_column(String(254))
    address_key: Mapped[str] = mapped_column(String(254), index=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    name: Mapped[Label]
    timezone: Mapped[str] = mapped_column(String(64))
    language: Mapped[str | None] = mapped_column(String(8))
    """What the page spoke: the mail does so, and the account begins with it."""
    secret_digest: Mapped[Digest | None]
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
