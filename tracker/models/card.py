"""What became of the cards of a couple's deck; who did it is not kept."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import db
from tracker.models.columns import Day, Key, couple_key, person_key


class CardState(db.Model):
    """A card that was drawn, put away or kept; one without a row is fresh."""

    __tablename__ = "card_states"
    __table_args__ = {"sqlite_with_rowid": False}

    couple_id: Mapped[Key] = mapped_column(couple_key())
    card: Mapped[str] = mapped_column(String(40), primary_key=True)
    """Its name in the deck."""
    draw: Mapped[int] = mapped_column(default=0)
    """Which of the couple's draws brought it last, counted from 1."""
    drawn_on: Mapped[Day | None]
    """None again once the deck was shuffled."""
    away: Mapped[bool] = mapped_column(default=False)
    """Not this one."""
    favourite: Mapped[bool] = mapped_column(default=False)


class CardWishes(db.Model):
    """How somebody wants cards to be; who said nothing has no row. Nobody else learns of it."""

    __tablename__ = "card_wishes"

    person_id: Mapped[Key] = mapped_column(person_key())
    gentle: Mapped[bool] = mapped_column(default=False)
    """Only the lightest questions, in small steps."""
