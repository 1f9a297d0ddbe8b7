"""Codes and addresses by which coaches, couples and colleagues find each other.

Built like an invitation's (services/codes.py). Unknown, used, voided and expired are one answer:
none is found, and who guesses learns nothing. `key` is the secret under which codes are hashed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from tracker.models import CoachCode, CoachLink
from tracker.services import codes
from tracker.services.codes import Clicked, Typed

WRONG_TRIES = 5
"""After so many a code is dead; its address lives on."""
COUPLE_LIVES = timedelta(days=14)
"""How long a couple's code waits for its coach."""
COUNTED = ("couple", "colleague")
"""Kinds whose wrong tries count. A coach's code for couple after couple would die of their slips
within a year; it opens no more than a name, and guesses are limited per person and network."""
_DRAWS = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """A new code and its token, known here once and never again; without an end: until voided."""

    code: str
    token: str
    expires_at: datetime | None


def make(
    session: Session,
    kind: str,
    key: bytes,
    now: datetime,
    *,
    coach_id: str | None = None,
    link_id: str | None = None,
    practice_id: str | None = None,
    lives: timedelta | None,
) -> Offer:
    """Make a code of a kind for one target, and void the target's earlier one of that kind.

    Within the caller's transaction, which has locked whose it is: the coach, or the couple.
    """
    void(session, kind, coach_id=coach_id, link_id=link_id, practice_id=practice_id)
    token, code = codes.fresh_token(), codes.fresh_code()
    # Two that share a finder would share their wrong tries.
    for _ in range(_DRAWS):
        if not session.execute(select(CoachCode.id).where(_open(code, kind, key, now))).first():
            break
        code = codes.fresh_code()
    expires_at = None if lives is None else now + lives
    session.add(
        CoachCode(
            kind=kind,
            coach_id=coach_id,
            link_id=link_id,
            practice_id=practice_id,
            token_digest=token.digest,
            finder_digest=codes.finder_digest(code, key),
            proof_digest=codes.proof_digest(code, key),
            wrong_tries=0,
            expires_at=expires_at,
            created_at=now,
        )
    )
    session.flush()
    return Offer(code.shown(), token.token, expires_at)


def void(
    session: Session,
    kind: str,
    *,
    coach_id: str | None = None,
    link_id: str | None = None,
    practice_id: str | None = None,
) -> None:
    """Void a target's codes of a kind within the caller's transaction."""
    targets = (
        (CoachCode.coach_id, coach_id),
        (CoachCode.link_id, link_id),
        (CoachCode.practice_id, practice_id),
    )
    whose = [column == value for column, value in targets if value is not None]
    session.execute(
        delete(CoachCode).where(CoachCode.kind == kind, *whose),
        execution_options={"synchronize_session": False},
    )


def find(session: Session, text: str, kind: str, key: bytes, now: datetime) -> CoachCode | None:
    """Return the open code of a kind that a text is; one whose tries count is locked.

    What a wrong code was tried on has one try less: the caller commits before it refuses. The
    rows are locked before they are judged, so that of many guesses at once five are judged.
    """
    presented = codes.read(text)
    if presented is None:
        return None
    query = select(CoachCode).where(_open(presented, kind, key, now))
    if kind in COUNTED:
        query = query.with_for_update()
    rows = session.scalars(query.execution_options(populate_existing=True)).all()
    if isinstance(presented, Clicked):
        return rows[0] if rows else None
    for row in rows:
        if codes.proves(presented, row.proof_digest, key):
            return row
    if rows and kind in COUNTED:
        session.execute(
            update(CoachCode)
            .where(CoachCode.id.in_([row.id for row in rows]))
            .values(wrong_tries=CoachCode.wrong_tries + 1),
            execution_options={"synchronize_session": False},
        )
    return None


def targets(session: Session, text: str, kind: str, key: bytes, now: datetime) -> Sequence[str]:
    """Return which links a text may yet prove to be a code of, in the order of their couples.

    Nothing is counted or locked: whoever locks these couples first asks `find` afterwards.
    """
    presented = codes.read(text)
    if presented is None:
        return []
    query = select(CoachLink.id).join(CoachCode, CoachCode.link_id == CoachLink.id)
    ordered = query.where(_open(presented, kind, key, now)).order_by(CoachLink.couple_id)
    return session.scalars(ordered).all()


def opens(
    session: Session, mine: ColumnElement[bool], token: str, code: str, key: bytes, now: datetime
) -> tuple[bool, bool]:
    """Tell whether token and code are those of an open code, each by itself; it is no try.

    For whoever made them and kept them: `mine` selects codes of theirs alone.
    """
    clicked, typed = codes.read(token), codes.read(code)
    if not isinstance(clicked, Clicked):
        return False, False
    lives = or_(CoachCode.expires_at.is_(None), CoachCode.expires_at > now)
    query = select(CoachCode).where(mine, lives, CoachCode.token_digest == clicked.digest)
    kept = session.scalar(query)
    if kept is None or kept.wrong_tries >= WRONG_TRIES or not isinstance(typed, Typed):
        return kept is not None, False
    return True, codes.proves(typed, kept.proof_digest, key)


def _open(presented: Typed | Clicked, kind: str, key: bytes, now: datetime) -> ColumnElement[bool]:
    lives = and_(
        CoachCode.kind == kind, or_(CoachCode.expires_at.is_(None), CoachCode.expires_at > now)
    )
    if isinstance(presented, Clicked):
        return and_(lives, CoachCode.token_digest == presented.digest)
    return and_(
        lives,
        CoachCode.finder_digest == codes.finder_digest(presented, key),
        CoachCode.wrong_tries < WRONG_TRIES,
    )
