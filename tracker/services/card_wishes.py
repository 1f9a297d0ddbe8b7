"""How somebody wants cards to be. Nobody else ever reads it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import CardWishes, Person
from tracker.services import transaction
from tracker.services.errors import NotFound


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wishes. `gentle`: the cards they draw are light."""

    gentle: bool = False


def view(person_id: str) -> Wishes:
    """Return what somebody wishes."""
    return of(db.session(), person_id)


def of(session: Session, person_id: str) -> Wishes:
    """Return what somebody wishes, as it stands in the caller's transaction."""
    gentle = session.scalar(select(CardWishes.gentle).filter_by(person_id=person_id))
    return Wishes(bool(gentle))  # who said nothing has no row


def change(person_id: str, *, gentle: bool) -> Wishes:
    """Say how one's own draws are to be."""
    with transaction.writing() as session:
        # The row is not there to be locked before it is made: two at once would both make it.
        locked = select(Person.id).where(Person.id == person_id)
        if session.scalar(locked.with_for_update(key_share=True)) is None:
            raise NotFound
        row = session.get(CardWishes, person_id, populate_existing=True)
        if row is None:
            row = CardWishes(person_id=person_id)
            session.add(row)
        row.gentle = gentle
        return Wishes(gentle)
