"""The two people of an agreement, as one of them reads about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from tracker.services import accounts, couples
from tracker.services.places import BACKFILL_DAYS
from tracker.web.words import dates

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Pair:
    """Whoever is asking, and their partner: None until somebody has joined."""

    me: str
    partner: str | None
    partner_name: str | None
    today: date
    week_start: int
    backfill_days: int
    was_linked: bool = False
    """Linked with nobody now, and was before."""

    @property
    def called(self) -> str:
        """Return what the partner is called, also before there is one."""
        return self.partner_name or _("your partner")

    @property
    def names(self) -> Mapping[str, str]:
        """Return what both are called, by id: oneself "you"."""
        others = {} if self.partner is None else {self.partner: self.called}
        return {self.me: _("you"), **others}

    def by_coach(self, person_id: str | None) -> bool:
        """Tell whether who asked for something is neither of the two: a coach of theirs."""
        return self.partner is not None and person_id not in (self.me, self.partner)

    @property
    def next_week(self) -> date:
        """Return the first day of the next week."""
        return dates.week_of(self.today, self.week_start) + WEEK


def of(person_id: str, now: datetime) -> Pair:
    """Return the pair that a person is part of, or will be."""
    couple = couples.find(person_id, now)
    if couple is None:
        today, parted = accounts.view(person_id, now).local_date, couples.was_linked(person_id)
        return Pair(person_id, None, None, today, 1, BACKFILL_DAYS, parted)
    partner = couple.partner_of(person_id)
    return Pair(
        me=person_id,
        partner=partner.id,
        partner_name=partner.name,
        today=couple.partner_of(partner.id).local_date,
        week_start=couple.week_start,
        backfill_days=couple.backfill_days,
    )
