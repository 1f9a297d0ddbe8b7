"""Invitations: offered by one person, accepted by another, gone as soon as they are used.

Unknown, used, voided and expired are one refusal, NotFound: who guesses learns nothing. `key` is
the secret under which codes are hashed; `text` is a code or a token as somebody presents it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, delete, exc, select, update
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Habit, Invite, Membership, Person
from tracker.services import codes, consents, couples, transaction
from tracker.services.codes import Clicked, Typed
from tracker.services.errors import Conflict, NotFound

LIVES = timedelta(days=7)
CODE_LIVES = timedelta(minutes=10)
WRONG_TRIES = 5
"""After so many the code is dead, whoever made them; the address lives on."""
_DRAWS = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """A new invitation. Its two secrets are known here once and never again."""

    code: str
    token: str
    code_expires_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What somebody who holds an invitation may see before they say yes."""

    inviter: str
    expires_at: datetime
    habits: Sequence[str]


def offer(person_id: str, *, week_start: int, key: bytes, now: datetime) -> Offer:
    """Open an invitation and void the person's earlier one.

    `week_start` (1 to 7) is for the couple to come. Raises Conflict `already_linked`.
    """
    token, code = codes.fresh_token(), codes.fresh_code()
    with transaction.writing() as session:
        if person_id not in _lock(session, [person_id]):
            raise NotFound
        _refuse_linked(session, [person_id])
        session.execute(delete(Invite).where(Invite.person_id == person_id))
        # Two that share a finder would share their wrong tries.
        for _ in range(_DRAWS):
            if not session.execute(_presented(code, key, now)).first():
                break
            code = codes.fresh_code()
        invite = Invite(
            person_id=person_id,
            week_start=week_start,
            token_digest=token.digest,
            finder_digest=codes.finder_digest(code, key),
            proof_digest=codes.proof_digest(code, key),
            wrong_tries=0,
            code_expires_at=now + CODE_LIVES,
            expires_at=now + LIVES,
            created_at=now,
        )
        session.add(invite)
        consents.give(session, person_id, "notice", now)
    return Offer(code.shown(), token.token, now + CODE_LIVES, now + LIVES)


def preview(text: str, *, key: bytes, now: datetime) -> Preview:
    """Return who invites, and to what. A wrong code counts as a wrong try.

    Raises NotFound.
    """
    presented = codes.read(text)
    if isinstance(presented, Typed):
        with transaction.writing() as session:
            invite = _prove(session, presented, key, now)
    else:
        invite = _find(db.session(), presented, key, now)
    if invite is None:
        raise NotFound
    inviter = db.session.scalar(select(Person.name).where(Person.id == invite.person_id))
    if inviter is None:
        raise NotFound
    titles = select(Habit.title).where(*couples.waiting([invite.person_id]))
    habits = db.session.scalars(titles.order_by(Habit.created_at, Habit.id)).all()
    return Preview(inviter, invite.expires_at, habits)


def accept(person_id: str, text: str, *, key: bytes, now: datetime) -> str:
    """Link the person with who invited them; return the new couple's id.

    Raises NotFound, and Conflict `own_invite` or `already_linked` (either of the two).
    """
    presented = codes.read(text)
    couple_id = None
    try:
        with transaction.writing() as session:
            # Persons are locked before the invitation: two who accept each other's would
            # otherwise each hold one invitation and wait for the other.
            inviters = {row.person_id for row in session.execute(_presented(presented, key, now))}
            locked = _lock(session, {person_id, *inviters})
            invite = _prove(session, presented, key, now)
            if invite is not None and {person_id, invite.person_id} <= locked:
                couple_id = _link(session, invite, person_id, now)
    except exc.IntegrityError:
        # The locks leave nothing for the unique index to catch, but it has the last word.
        raise _already_linked() from None
    if couple_id is None:  # raised out here, so that a wrong try stays counted
        raise NotFound
    return couple_id


def withdraw(person_id: str, text: str, *, key: bytes, now: datetime) -> None:
    """Void one's own invitation; somebody else's is not there, and loses no try by it.

    Raises NotFound.
    """
    with transaction.writing() as session:
        invite_id = _own(session, person_id, text, key, now)
        void(session, Invite.id == invite_id, person_id, now)


def void(session: Session, this: ColumnElement[bool], person_id: str, now: datetime) -> None:
    """Take one's own invitation back within the caller's transaction, and the yes given with it.

    Not where somebody has said yes to it in this very moment: then the two are linked.
    """
    gone = session.execute(delete(Invite).where(this).returning(Invite.id)).first()
    if gone is not None:
        consents.end(session, [person_id], "notice", now)


def require_own(person_id: str, text: str, *, key: bytes, now: datetime) -> None:
    """Raise NotFound unless this is an open invitation of the person's own."""
    _own(db.session(), person_id, text, key, now)


def _own(session: Session, person_id: str, text: str, key: bytes, now: datetime) -> str:
    presented = codes.read(text)
    invite = session.execute(
        select(Invite.id, Invite.token_digest, Invite.proof_digest).where(
            Invite.person_id == person_id, Invite.expires_at > now
        )
    ).first()
    if invite is not None and presented is not None:
        # The owner's code names the invitation even when it is too old to let anybody in.
        if isinstance(presented, Clicked):
            mine = presented.digest == invite.token_digest
        else:
            mine = codes.proves(presented, invite.proof_digest, key)
        if mine:
            return str(invite.id)
    raise NotFound


Found = Row[str, str, str, int, datetime]


def _presented(
    presented: Typed | Clicked | None, key: bytes, now: datetime
) -> Select[str, str, str, int, datetime]:
    """Select the open invitations that a token is, or that a code may yet prove to be."""
    return select(
        Invite.id, Invite.person_id, Invite.proof_digest, Invite.week_start, Invite.expires_at
    ).where(*_open(presented, key, now))


def _open(
    presented: Typed | Clicked | None, key: bytes, now: datetime
) -> tuple[ColumnElement[bool], ...]:
    if presented is None:
        return (Invite.id.is_(None),)
    if isinstance(presented, Clicked):
        return Invite.token_digest == presented.digest, Invite.expires_at > now
    return (
        Invite.finder_digest == codes.finder_digest(presented, key),
        Invite.code_expires_at > now,
        Invite.wrong_tries < WRONG_TRIES,
    )


def _find(
    session: Session, presented: Typed | Clicked | None, key: bytes, now: datetime
) -> Found | None:
    return session.execute(_presented(presented, key, now)).first()


def _prove(
    session: Session, presented: Typed | Clicked | None, key: bytes, now: datetime
) -> Found | None:
    """Return the invitation, locked; what a wrong code was tried on has one try less.

    The rows are locked before they are judged: of many guesses at once, five are judged.
    """
    rows = session.execute(_presented(presented, key, now).with_for_update()).all()
    if not isinstance(presented, Typed):
        return rows[0] if rows else None
    for row in rows:
        if codes.proves(presented, row.proof_digest, key):
            return row
    if rows:
        session.execute(
            update(Invite)
            .where(Invite.id.in_([row.id for row in rows]))
            .values(wrong_tries=Invite.wrong_tries + 1)
            .execution_options(synchronize_session=False)
        )
    return None


def _link(session: Session, invite: Found, person_id: str, now: datetime) -> str:
    if invite.person_id == person_id:
        raise Conflict("own_invite", "This is your own invitation: it is for the other of you two.")
    both = (invite.person_id, person_id)
    _refuse_linked(session, both)
    session.execute(delete(Invite).where(Invite.person_id.in_(both)))
    consents.give(session, person_id, "notice", now)
    return couples.begin(session, both, by=person_id, week_start=invite.week_start, now=now)


def _lock(session: Session, person_ids: Iterable[str]) -> set[str]:
    """Lock these people in the order of their ids; return those that are there."""
    query = select(Person.id).where(Person.id.in_(list(person_ids))).order_by(Person.id)
    return set(session.scalars(query.with_for_update(key_share=True)))


def _refuse_linked(session: Session, person_ids: Sequence[str]) -> None:
    linked = select(Membership.couple_id).where(
        Membership.person_id.in_(person_ids), Membership.ended_at.is_(None)
    )
    if session.execute(linked).first():
        raise _already_linked()


def _already_linked() -> Conflict:
    return Conflict("already_linked", "One of you two is linked with somebody already.")
