"""What the two answer to a habit that their coach suggests.

Each says yes to the same version. The first yes is shown to nobody but who gave it: not to the
partner, who would feel waited for, and not to the coach, who would learn whose answer is missing.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.models import CoachLink, CoachSuggestion, Habit, Proposal
from tracker.services import changes
from tracker.services.coaching import links
from tracker.services.seat import Seat


def is_first_yes(
    session: Session, seat: Seat, habit: Habit, proposal: Proposal, now: datetime
) -> bool:
    """Note a yes, the couple being locked; False where it is the one that lets the habit begin.

    A proposal of one of the two needs no other yes. Saying it again says nothing new.
    """
    suggestion = _made(session, habit, proposal)
    if suggestion is None or suggestion.yes_id == seat.partner.id:
        return False
    if suggestion.yes_id is None:
        suggestion.yes_id = seat.me.id
        mine = {seat.me.id: seat.me.local_date(now)}
        data = {"id": habit.id, "state": habit.state, "version": proposal.version}
        changes.add(session, mine, "habit", data, by=seat.me.id, now=now)
    return True


def follow(session: Session, habit: Habit, was: str, now: datetime) -> None:
    """Forget a first yes that has had its time, and tell the coach what came of a suggestion.

    `was` is the habit's state before: a change of what is in force is no answer to the coach, and
    neither is a version of the two's own while it waits.
    """
    if was != "proposed":
        return
    suggestion = session.get(CoachSuggestion, habit.id)
    if suggestion is None:
        return
    suggestion.yes_id = None
    if habit.state != "proposed" and suggestion.withdrawn_on is None:
        link = session.get_one(CoachLink, suggestion.link_id)
        if link.state == "active" and link.lapses_at is not None and link.lapses_at > now:
            links.tell_coach(session, link, "suggestion", now)


def _made(session: Session, habit: Habit, proposal: Proposal) -> CoachSuggestion | None:
    """Return the coach's suggestion where it is what is being asked."""
    suggestion = session.get(CoachSuggestion, habit.id)
    if suggestion is None or suggestion.version != proposal.version:
        return None
    return suggestion
