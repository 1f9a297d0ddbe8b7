"""A couple that has let a coach in, past the asking."""

from datetime import date, timedelta

from tests.support.people import Someone
from tracker import clock
from tracker.models import CoachConsent, CoachLink
from tracker.services import transaction
from tracker.services.coaching import coaches


def let_in(
    coach: Someone,
    couple_id: str,
    one: Someone,
    other: Someone,
    *,
    titles_since: date | None = None,
    checkins_since: date | None = None,
) -> str:
    """Make somebody the couple's coach from now on, and return the link's id."""
    now = clock.now()
    with coach.app.app_context(), transaction.writing() as session:
        coaches.take_up(session, coach.id, now)
        link = CoachLink(
            couple_id=couple_id,
            coach_id=coach.id,
            state="active",
            asks_titles=titles_since is not None,
            asks_checkins=checkins_since is not None,
            asked_by_id=one.id,
            asked_on=now.date(),
            since=now.date(),
            lapses_at=now + timedelta(days=104),
            created_at=now,
        )
        session.add(link)
        session.flush()
        session.add_all(
            CoachConsent(
                link_id=link.id,
                person_id=person.id,
                version=1,
                given_at=now,
                titles_since=titles_since,
                checkins_since=checkins_since,
            )
            for person in (one, other)
        )
        return link.id
