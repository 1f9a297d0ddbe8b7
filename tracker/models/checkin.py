"""Check-ins: what the two agreed on, and what each answered."""

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Day, Id, Instant, Key, Words, couple_key, person_key


class CheckinAgreement(db.Model):
    """How often the two check in, and what one of them asked for beside it."""

    __tablename__ = "checkin_agreements"
    __table_args__ = (
        CheckConstraint("every IS NULL OR every IN (1, 2)", name="every"),
        CheckConstraint("asked_every IS NULL OR asked_every IN (1, 2)", name="asked_every"),
        CheckConstraint("before_every IS NULL OR before_every IN (1, 2)", name="before_every"),
    )

    couple_id: Mapped[Key] = mapped_column(couple_key())
    every: Mapped[int | None] = mapped_column(SmallInteger)
    """In weeks; None while nothing is agreed."""
    starts_on: Mapped[Day | None]
    """First day from which the rounds are counted; while nothing is agreed, none begins earlier."""
    before_every: Mapped[int | None] = mapped_column(SmallInteger)
    """Weeks of the round before `starts_on`, which ran on when the rhythm changed."""
    version: Mapped[int] = mapped_column(default=0)
    """Of what was asked for last; never used again."""
    asked_every: Mapped[int | None] = mapped_column(SmallInteger)
    asked_by_id: Mapped[Id | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    asked_on: Mapped[Day | None]
    put_aside_on: Mapped[Day | None]
    """When what `asked_by_id` asked for last was put aside; of nobody: when the two stopped."""


class CheckinAnswer(db.Model):
    """What one of the two answered in a round; the other reads it once it is opened."""

    __tablename__ = "checkin_answers"
    __table_args__ = (
        *(
            CheckConstraint(f"{name} BETWEEN 0 AND 10", name=name)
            for name in ("heard", "trusting", "close", "appreciated")
        ),
    )

    couple_id: Mapped[Key] = mapped_column(couple_key())
    round_start: Mapped[Day] = mapped_column(primary_key=True)
    person_id: Mapped[Key] = mapped_column(person_key(), index=True)
    round_end: Mapped[Day]
    heard: Mapped[int | None] = mapped_column(SmallInteger)
    trusting: Mapped[int | None] = mapped_column(SmallInteger)
    close: Mapped[int | None] = mapped_column(SmallInteger)
    appreciated: Mapped[int | None] = mapped_column(SmallInteger)
    heard_words: Mapped[Words | None]
    trusting_words: Mapped[Words | None]
    close_words: Mapped[Words | None]
    appreciated_words: Mapped[Words | None]
    sealed_at: Mapped[Instant | None]
    """None: begun, and not handed in."""
    opened_on: Mapped[Day | None]
    """The couple's date on which both were in; then both rows have it."""
