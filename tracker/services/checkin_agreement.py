"""Agreeing on check-ins: it takes two to begin them, or to change how often, and one to stop."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import CheckinAgreement
from tracker.services import changes, checkin_rounds, clocks, history, transaction
from tracker.services import seat as seats
from tracker.services.checkin_rounds import Rhythm
from tracker.services.errors import Conflict, Forbidden
from tracker.services.seat import Seat

SAID = timedelta(days=2)
"""How long whoever asked is told that it was put aside, and both that it has ended."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one of the two asks the other: every one or two weeks."""

    version: int
    every: int
    by: str | None
    at: date | None


@dataclass(frozen=True, slots=True)
class AgreementView:
    """How often the two check in; `every` is None while nothing is agreed."""

    every: int | None
    starts_on: date | None
    """First day of the first round in this rhythm; it may lie ahead."""
    version: int
    """Of what was asked for last."""
    asked: Asked | None
    put_aside_of: str | None = None
    put_aside_on: date | None = None
    """Whose suggestion was answered with not now, and when: for them alone to be told."""
    ended_on: date | None = None
    """When one of the two stopped, until something new is asked."""

    def is_put_aside(self, person_id: str, today: date) -> bool:
        """Tell whether the person is to be told that what they asked for was put aside."""
        return (
            self.put_aside_of == person_id
            and self.put_aside_on is not None
            and today <= self.put_aside_on + SAID
        )

    def has_ended(self, today: date) -> bool:
        """Tell whether both are to be told that checking in has ended."""
        return self.ended_on is not None and today <= self.ended_on + SAID


def show(person_id: str) -> AgreementView:
    """Return what the two have agreed on, and what is asked.

    Raises NotFound while the person is not linked.
    """
    session = db.session()
    return view(session, seats.take(session, person_id))


def ask(person_id: str, every: int, now: datetime) -> AgreementView:
    """Ask for a check-in every one or two weeks, or for this in place of what is in force.

    Raises NotFound, and Conflict (proposal_open, same_rhythm).
    """
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        row = session.get(CheckinAgreement, seat.couple_id)
        if row is None:
            row = CheckinAgreement(couple_id=seat.couple_id, version=0)
            session.add(row)
        if row.asked_every is not None:
            raise Conflict("proposal_open", "Something is being asked already: answer that.")
        if row.every == every:
            raise Conflict("same_rhythm", "This is how often you check in already.")
        row.version += 1
        row.asked_every, row.asked_by_id = every, person_id
        row.put_aside_on = None
        row.asked_on = seat.me.local_date(now)
        return _said(session, seat, row, "asked", now)


def accept(person_id: str, version: int, now: datetime) -> AgreementView:
    """Say yes to what the partner asks for; a round that runs goes on to its end.

    Raises NotFound, Forbidden (own_proposal) and Conflict (no_proposal, stale_proposal).
    """
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        row, every = _asked_of(session, seat, version)
        today, in_force = reached(session, seat, now), rhythm(row)
        if in_force is None:
            agreed = checkin_rounds.begun(every, today, seat.week_start, row.starts_on)
        else:
            agreed = checkin_rounds.changed(in_force, every, today)
        row.every, row.starts_on = agreed.every, agreed.starts_on
        row.before_every = agreed.before
        _close(row)
        day, what = seat.me.local_date(now), history.CHECKINS_AGREED
        history.note(session, seat.couple_id, what, by=person_id, day=day, every=every)
        return _said(session, seat, row, "agreed", now)


def decline(person_id: str, version: int, now: datetime) -> AgreementView:
    """Say no to what the partner asks for; what is in force stays.

    Raises what `accept` raises.
    """
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        row, _every = _asked_of(session, seat, version)
        asked_by = row.asked_by_id
        _close(row)
        row.asked_by_id, row.put_aside_on = asked_by, seat.today(now)
        return _said(session, seat, row, "declined", now)


def withdraw(person_id: str, version: int, now: datetime) -> AgreementView:
    """Take back what one asked for.

    Raises NotFound, Forbidden (not_your_proposal) and Conflict (no_proposal, stale_proposal).
    """
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        row, _every = _open(session, seat, version)
        if row.asked_by_id != person_id:
            raise Forbidden("not_your_proposal", "Your partner asked for this one.")
        _judge_version(row, version)
        _close(row)
        return _said(session, seat, row, "withdrawn", now)


def end(person_id: str, now: datetime) -> None:
    """Stop checking in, at once and without asking the other.

    What is asked is withdrawn, and a round that runs unopened is put away, whatever was answered
    in it. Raises NotFound, and Conflict (not_agreed).
    """
    with transaction.writing() as session:
        seat = seats.take(session, person_id, lock=True)
        row = session.get(CheckinAgreement, seat.couple_id)
        in_force = None if row is None else rhythm(row)
        if row is None or in_force is None:
            raise not_agreed()
        # The same for every round: to go by what was answered would tell of it.
        row.starts_on = checkin_rounds.after(in_force, reached(session, seat, now))
        row.every = row.before_every = None
        _close(row)
        row.put_aside_on = seat.today(now)  # by nobody: who stopped is not kept
        history.note(session, seat.couple_id, history.CHECKINS_ENDED, by=None, day=seat.today(now))
        _said(session, seat, row, "ended", now)


def view(session: Session, seat: Seat) -> AgreementView:
    """Return the couple's agreement, as both see it."""
    return of_row(session.get(CheckinAgreement, seat.couple_id))


def in_force(session: Session, seat: Seat) -> Rhythm | None:
    """Return the couple's rhythm, None while nothing is agreed."""
    row = session.get(CheckinAgreement, seat.couple_id)
    return None if row is None else rhythm(row)


def rhythm(row: CheckinAgreement) -> Rhythm | None:
    """Return the rhythm that a row says is in force."""
    if row.every is None or row.starts_on is None:
        return None
    return Rhythm(row.every, row.starts_on, row.before_every)


def reached(session: Session, seat: Seat, now: datetime) -> date:
    """Return the couple's date as rounds go by it: a zone that is set back opens none again."""
    return clocks.couple_date(session.connection(), seat.pair, now)


def not_agreed() -> Conflict:
    """Return why nothing can be answered or ended: there is no agreement."""
    return Conflict("not_agreed", "You two have not agreed on a check-in.")


def _open(session: Session, seat: Seat, version: int) -> tuple[CheckinAgreement, int]:
    row = session.get(CheckinAgreement, seat.couple_id)
    if row is None or row.asked_every is None:
        raise Conflict("no_proposal", "Nothing is being asked here.")
    if version < row.version:
        # Before anything is said of roles: two answers at once, and the other one came first.
        raise _stale()
    return row, row.asked_every


def _asked_of(session: Session, seat: Seat, version: int) -> tuple[CheckinAgreement, int]:
    row, every = _open(session, seat, version)
    if row.asked_by_id == seat.me.id:
        raise Forbidden("own_proposal", "You asked for this one: your partner answers it.")
    _judge_version(row, version)
    return row, every


def _judge_version(row: CheckinAgreement, version: int) -> None:
    if version != row.version:
        raise _stale()


def _stale() -> Conflict:
    return Conflict("stale_proposal", "Something else is asked by now. Look again.")


def _close(row: CheckinAgreement) -> None:
    row.asked_every = row.asked_by_id = row.asked_on = row.put_aside_on = None


def _said(
    session: Session, seat: Seat, row: CheckinAgreement, state: str, now: datetime
) -> AgreementView:
    data: Mapping[str, Any] = {"state": state, "version": row.version}
    changes.add(session, seat.both(now), "checkin", data, by=seat.me.id, now=now)
    return of_row(row)


def of_row(row: CheckinAgreement | None) -> AgreementView:
    """Return what a couple's row says, None for one that never asked."""
    if row is None:
        return AgreementView(None, None, 0, None)
    asked = None
    if row.asked_every is not None:
        asked = Asked(row.version, row.asked_every, row.asked_by_id, row.asked_on)
    starts_on = None if row.every is None else row.starts_on
    by, on = (None, None) if row.put_aside_on is None else (row.asked_by_id, row.put_aside_on)
    ended_on = on if by is None and row.every is None else None
    aside_on = None if by is None else on
    return AgreementView(row.every, starts_on, row.version, asked, by, aside_on, ended_on)
