"""One act that ends all by which others see what is a person's, as far as it takes nobody's word.

Each part of it only takes away, so no password is asked for: see docs/decisions/safety-check.md.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import Invite, Person, PushSubscription
from tracker.services import couples, credentials, invites, places, push, transaction
from tracker.services.principal import Principal
from tracker.services.seat import Seat


@dataclass(frozen=True, slots=True)
class Outward:
    """What of a person's account reaches others, or other devices, and no other page lists."""

    invitation_until: datetime | None
    """Of an open invitation of theirs, until when it lets somebody in."""
    pushed: frozenset[str]
    """The sessions in whose browsers reminders are shown."""
    tells_at_day_end: bool


def outward(person_id: str, now: datetime) -> Outward:
    """Return how it stands, for the person alone."""
    session = db.session()
    invitation = select(Invite.expires_at).where(
        Invite.person_id == person_id, Invite.expires_at > now
    )
    pushes = select(PushSubscription.credential_id).filter_by(person_id=person_id)
    setting = select(Person.tells_at_day_end).filter_by(id=person_id)
    return Outward(
        invitation_until=session.scalar(invitation.order_by(Invite.expires_at.desc())),
        pushed=frozenset(session.scalars(pushes)),
        tells_at_day_end=bool(session.scalar(setting)),
    )


@transaction.room_or_not
def close_off(me: Principal, now: datetime) -> None:
    """Leave the couple, and end all that is open but the session or token that asks.

    Ended are the coach's link and what was asked of a coach, screens on the wall, calendar
    address, invitation, every other session and token, links to a new password or address, and
    pushes to every device. All of it or nothing, and doing it twice is doing it once. Raises
    NotFound for somebody who is not there any more.
    """
    with transaction.writing() as session:
        place = places.find(session, me.person_id, lock=True)
        places.alone(session, me.person_id, lock=True)  # couples before persons
        # Sessions first: what the stream says of the couple's end is the last of that couple.
        credentials.end_all(session, me.person_id, now, but=me.credential_id)
        push.end_all(session, [me.person_id])
        invites.void(session, Invite.person_id == me.person_id, me.person_id, now)
        if isinstance(place, Seat):
            couples.end(session, place, me.person_id, now)
