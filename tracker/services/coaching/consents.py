"""A partner's own yes to a coach, scope by scope, and their being asked again after 90 days.

What holds is what both have said yes to. Whether one of them has answered when both are asked
again is shown to nobody: no row of another's stream, no date and no state moves by it before the
time in which they are asked is over for both.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.models import CoachConsent, CoachLink
from tracker.services import seat as seats
from tracker.services import transaction
from tracker.services.coaching import links
from tracker.services.errors import Conflict
from tracker.services.seat import Seat

SCOPES = ("titles", "checkins")
"""What can be granted beside adherence."""
CONSENT_VERSION = 1
"""Of the words that are said yes to."""
HOLDS = timedelta(days=90)
"""How long a yes holds before both are asked again."""
ASKED = timedelta(days=14)
"""How long they are asked; silence ends it."""


def granted(consent: CoachConsent | None) -> list[str]:
    """Return which scopes a partner has said yes to."""
    if consent is None:
        return []
    since = {"titles": consent.titles_since, "checkins": consent.checkins_since}
    return [scope for scope in SCOPES if since[scope] is not None]


def of_link(session: Session, link_id: str) -> dict[str, CoachConsent]:
    """Return the consents given to a link so far, by person."""
    query = select(CoachConsent).where(CoachConsent.link_id == link_id)
    return {consent.person_id: consent for consent in session.scalars(query)}


def holding(seat: Seat, given: dict[str, CoachConsent]) -> list[str]:
    """Return what both have said yes to."""
    both = [granted(given.get(person_id)) for person_id in seat.pair]
    return [scope for scope in SCOPES if all(scope in one for one in both)]


def give(
    session: Session, seat: Seat, link: CoachLink, scopes: Collection[str], now: datetime
) -> None:
    """Write one's own first yes within the caller's transaction, the couple being locked."""
    today = seat.today(now)
    session.add(
        CoachConsent(
            link_id=link.id,
            person_id=seat.me.id,
            version=CONSENT_VERSION,
            given_at=now,
            titles_since=today if "titles" in scopes else None,
            checkins_since=today if "checkins" in scopes else None,
        )
    )
    session.flush()


def set_scopes(person_id: str, link_id: str, scopes: Collection[str], now: datetime) -> None:
    """Set what oneself lets the coach see: narrower at once, wider once the other does too.

    Nobody is told who it was; the other, only if what holds is another. Raises NotFound, and
    Conflict (not_asked) for who has not said yes at all yet.
    """
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        link = links.fetch(session, seat, link_id, now)
        given = of_link(session, link.id)
        own = given.get(person_id)
        if own is None:
            raise Conflict("not_asked", "Answer first whether the coach may come at all.")
        held, before, today = holding(seat, given), granted(own), seat.today(now)
        own.titles_since = (own.titles_since or today) if "titles" in scopes else None
        own.checkins_since = (own.checkins_since or today) if "checkins" in scopes else None
        own.version = CONSENT_VERSION
        if holding(seat, given) != held:
            links.tell_couple(session, seat, link, now)
            links.tell_coach(session, link, "consent", now)
        elif granted(own) != before:
            links.tell_self(session, seat, link, now)


def renew(person_id: str, link_id: str, now: datetime) -> None:
    """Say yes again, privately; when both have, it holds for another 90 days.

    Saying it twice is saying it once. Raises NotFound, and Conflict (not_asked) while nobody is
    asked.
    """
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        link = links.fetch(session, seat, link_id, now)
        question = asked_from(link.lapses_at, link.since, now)
        if question is None:
            raise Conflict("not_asked", "You are not being asked again at the moment.")
        given = of_link(session, link.id)
        own = given[person_id]
        if own.yes_to == question:
            return
        own.yes_to, own.version = question, CONSENT_VERSION
        if all(given[one].yes_to == question for one in seat.pair):
            link.lapses_at = question + ASKED + HOLDS
        links.tell_self(session, seat, link, now)


def asked_from(
    lapses_at: datetime | None, active_since: date | None, now: datetime
) -> datetime | None:
    """Return when the asking that goes on began, None while nobody is asked.

    It goes on for its 14 days also once both have answered, which has moved `lapses_at` on: else
    each would see that the other has, and the coach that both have.
    """
    if lapses_at is None or active_since is None:
        return None
    begins = lapses_at - ASKED
    if begins <= now < lapses_at:
        return begins
    answered = begins - HOLDS
    # The first 90 days began with no asking. Half of them lies between all zones.
    was_asked = answered.date() - active_since > HOLDS / 2
    return answered if was_asked and answered <= now < answered + ASKED else None


def asking(lapses_at: datetime | None, active_since: date | None, now: datetime) -> date | None:
    """Return until when both are being asked again (a date in UTC), None while nobody is."""
    question = asked_from(lapses_at, active_since, now)
    return None if question is None else (question + ASKED).date()
