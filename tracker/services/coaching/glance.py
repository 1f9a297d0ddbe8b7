"""What one partner may be reminded of about a coach: one query, of own row and what is shared.

What the other has answered to being asked again is in none of it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import BindParameter, and_, bindparam, select

from tracker.extensions import db
from tracker.models import CoachConsent, CoachLink, Membership, Person
from tracker.prepared import Prepared
from tracker.services.coaching import consents, links

Kind = Literal["asked", "handed", "again", "agreed", "active", "waiting"]

SUGGESTED = timedelta(days=14)
"""How long a question is brought up by itself; on its own page it waits on."""
NEWS = timedelta(days=2)
"""How long it is said that a coach is there."""


@dataclass(frozen=True, slots=True)
class Glance:
    """How it stands for the reader.

    `asked`, `handed`, `again`: something waits for the reader: the partner's question, a hand-over,
    being asked again. `agreed`: a code or a yes of the coach is waited for. `waiting`: the reader
    has asked. `active`: there is a coach, and nothing to answer.
    """

    kind: Kind
    coach: str | None
    on: date
    """Since when: a question was asked, or the coach has been there."""
    until: date | None = None
    """Of `again`: until when."""


def of(person_id: str, now: datetime) -> Glance | None:
    """Return what stands foremost between the person's couple and a coach, None for nothing."""
    rows = _OPEN.rows(db.session.connection(), {"person": person_id, "now": now})
    found = [_glance(person_id, now, *row) for row in rows]
    return min(found, key=lambda each: _ORDER.index(each.kind), default=None)


def _open() -> Prepared:
    me: BindParameter[str] = bindparam("person")
    return Prepared(
        select(
            CoachLink.state,
            CoachLink.follows_id,
            CoachLink.asked_by_id,
            CoachLink.asked_on,
            CoachLink.since,
            CoachLink.lapses_at,
            Person.name,
            CoachConsent.person_id,
            CoachConsent.yes_to,
        )
        .join(Membership, Membership.couple_id == CoachLink.couple_id)
        .outerjoin(Person, Person.id == CoachLink.coach_id)
        .outerjoin(
            CoachConsent,
            and_(CoachConsent.link_id == CoachLink.id, CoachConsent.person_id == me),
        )
        .where(
            Membership.person_id == me,
            Membership.ended_at.is_(None),
            links.is_open(bindparam("now")),
        )
    )


_OPEN = _open()


_ORDER: tuple[Kind, ...] = ("again", "asked", "handed", "active", "agreed", "waiting")


def _glance(
    person_id: str,
    now: datetime,
    state: str,
    follows_id: str | None,
    asked_by: str | None,
    asked_on: date,
    since: date | None,
    lapses_at: datetime | None,
    coach: str | None,
    answered: str | None,
    yes_to: datetime | None,
) -> Glance:
    if state == "active":
        question = consents.asked_from(lapses_at, since, now)
        if question is not None and yes_to != question:
            until = (question + consents.ASKED).date()
            return Glance("again", coach, since or asked_on, until)
        return Glance("active", coach, since or asked_on)
    if state == "agreed" or asked_by == person_id or answered is not None:
        return Glance("agreed" if state == "agreed" else "waiting", coach, asked_on)
    return Glance("asked" if follows_id is None else "handed", coach, asked_on)
