"""Erase a person, and leave the partner what is the partner's own."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Executable, delete, func, or_, select, update
from sqlalchemy.orm import Session

from tracker.models import (
    CardState,
    Change,
    CheckinAgreement,
    Checkpoint,
    ClientFigures,
    CoachCode,
    CoachGoal,
    CoachLink,
    CoachOpening,
    CoachSession,
    Couple,
    CoupleCheckpoint,
    Habit,
    HistoryEntry,
    MailLink,
    Membership,
    Occasion,
    Pause,
    Person,
    Proposal,
    RecentCheckpoint,
    SettledPeriod,
    SettledWeek,
    SignUp,
    Talk,
    Terms,
    Tick,
    WallLink,
    WarmMark,
)
from tracker.services import changes
from tracker.services.personal_data import words


def erase(session: Session, person_id: str) -> None:
    """Erase within the caller's transaction; the person is locked and not linked any more."""
    mine = select(Membership.couple_id).filter_by(person_id=person_id)
    couples = session.scalars(mine).all()
    habits = session.scalars(select(Habit.id).where(Habit.couple_id.in_(couples))).all()
    _cut_streams(session, person_id, couples)
    for derived in (Checkpoint, RecentCheckpoint, SettledPeriod):
        _run(session, delete(derived).where(derived.habit_id.in_(habits)))
    for weekly in (CoupleCheckpoint, SettledWeek):
        _run(session, delete(weekly).where(weekly.couple_id.in_(couples)))
    _run(session, delete(ClientFigures).where(ClientFigures.couple_id.in_(couples)))
    links = select(CoachLink.id).where(CoachLink.couple_id.in_(couples)).scalar_subquery()
    for coached in (CoachCode, CoachGoal, CoachOpening, CoachSession):
        _run(session, delete(coached).where(coached.link_id.in_(links)))
    for shared in (CardState, CheckinAgreement, HistoryEntry, Talk, WallLink):
        _run(session, delete(shared).where(shared.couple_id.in_(couples)))
    _run(session, update(Couple).where(Couple.id.in_(couples)).values(title=None))
    _run(session, delete(Occasion).where(Occasion.habit_id.in_(habits)))
    # Of two people, who did not write the words put the mark to them.
    by_person = WarmMark.habit_id.in_(habits) & (WarmMark.person_id != person_id)
    _run(session, delete(WarmMark).where(by_person))
    _run(session, delete(Pause).where(Pause.by_id == person_id))
    _run(session, delete(Habit).where(Habit.owner_id == person_id, Habit.couple_id.is_(None)))
    _erase_words(session, person_id, habits)
    for table in (Terms, Proposal):
        _run(session, update(table).where(table.first_turn == person_id).values(first_turn=None))
    _erase_mailed(session, session.get_one(Person, person_id))
    _run(session, delete(Person).where(Person.id == person_id))
    left = select(Membership.couple_id)
    _run(session, delete(Couple).where(Couple.id.in_(couples), Couple.id.not_in(left)))


def _cut_streams(session: Session, person_id: str, couples: Sequence[str]) -> None:
    """Take out of the partners' streams what names the person, and all that is older."""
    partners = session.scalars(
        select(Membership.person_id)
        .where(Membership.couple_id.in_(couples), Membership.person_id != person_id)
        .distinct()
        .order_by(Membership.person_id)
    ).all()
    for partner in partners:
        last = session.scalar(
            select(func.max(Change.seq)).where(
                Change.person_id == partner,
                or_(Change.by_id == person_id, Change.data.contains(person_id)),
            )
        )
        if last is not None:
            changes.cut(session, partner, last)


def _erase_mailed(session: Session, person: Person) -> None:
    """Delete what is on its way to the person's address, and not known to be theirs yet."""
    address = [person.email, person.address_key]
    nobodys = MailLink.person_id.is_(None)
    _run(session, delete(MailLink).where(nobodys, MailLink.email.in_(address)))
    _run(session, delete(SignUp).where(SignUp.address_key == person.address_key))


def _erase_words(session: Session, person_id: str, habits: Sequence[str]) -> None:
    """Delete the habits in which nobody else has an entry; take the person's words out of others.

    A title stays where the partner ticked under it: it is the name of their own entries.
    """
    ticked = set(
        session.scalars(
            select(Tick.habit_id)
            .where(Tick.habit_id.in_(habits), Tick.person_id != person_id)
            .distinct()
        )
    )
    versions: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in session.scalars(
        select(Proposal).where(Proposal.habit_id.in_(habits)).order_by(Proposal.version)
    ):
        versions[proposal.habit_id].append(proposal)
    for habit in session.scalars(select(Habit).where(Habit.id.in_(habits))).all():
        asked = versions[habit.id]
        kept = [proposal for proposal in asked if proposal.by_id != person_id]
        if habit.id not in ticked and not kept:
            session.delete(habit)
            continue
        for column, texts in words.said_first(habit, asked, person_id).items():
            for holder in (habit, *kept):
                if getattr(holder, column) in texts:
                    setattr(holder, column, None)
        if habit.id not in ticked:
            habit.title = kept[-1].title
        for proposal in asked:
            if proposal.by_id == person_id:
                session.delete(proposal)
    session.flush()
    session.expunge_all()


def _run(session: Session, statement: Executable) -> None:
    session.execute(statement, execution_options={"synchronize_session": False})
