"""How long things are kept that nobody needs any more, and how they go: a few at a time.

Each function deletes some of its kind in a transaction of its own, and returns how many; 0 where
there are none. Several processes may do it at once: what another one holds is passed over.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, aliased

from tracker.models import (
    Change,
    Clock,
    CoachCode,
    Credential,
    Invite,
    MailLink,
    Operation,
    PasskeyChallenge,
    SignUp,
    StreamHead,
    Talk,
    Throttle,
)
from tracker.services import changes, left_couples, transaction
from tracker.services.accounts import CLOCKS_KEPT

OVER = timedelta(days=14)
"""How long what has ended, an invitation or a session, is kept."""
OPERATIONS = timedelta(days=35)
"""How long it is known which operations a phone sent.

Sent again later, one would be refused: its date is then too old, whatever the device's clock says
(30 days of `backfill_days` at most, 2 for zones and day ends, 1 for the day it was).
"""
STREAMS = timedelta(days=90)
"""How far back a stream reaches: a phone that was offline for 30 days must find all of it."""
TALKS = timedelta(days=35)
"""How long it is known that two talked; what they ticked for it stays."""
BATCH = 500
"""Rows of one step: others write in between."""

Column = InstrumentedAttribute[Any]


def invitations(now: datetime) -> int:
    """Delete invitations that are over."""
    return _delete((Invite.id,), Invite.expires_at <= now - OVER)


def coach_codes(now: datetime) -> int:
    """Delete couples' and colleagues' codes that nobody used; a coach's own has no end."""
    return _delete((CoachCode.id,), CoachCode.expires_at <= now - OVER)


def sessions(now: datetime) -> int:
    """Delete sessions that have ended by themselves; those that somebody ended are gone already."""
    return _delete((Credential.id,), Credential.expires_at <= now - OVER)


def mail_links(now: datetime) -> int:
    """Delete links that were mailed and are over."""
    return _delete((MailLink.id,), MailLink.expires_at <= now - OVER)


def passkey_challenges(now: datetime) -> int:
    """Delete what authenticators were asked to sign and did not."""
    return _delete((PasskeyChallenge.id,), PasskeyChallenge.expires_at <= now)


def sign_ups(now: datetime) -> int:
    """Delete accounts that never came to be."""
    return _delete((SignUp.id,), SignUp.expires_at <= now - OVER)


def throttles(now: datetime) -> int:
    """Delete counted tries that count no more."""
    return _delete((Throttle.key_digest,), Throttle.resets_at <= now)


def operations(now: datetime) -> int:
    """Forget which operations phones sent."""
    key = (Operation.person_id, Operation.op)
    return _delete(key, Operation.received_at <= now - OPERATIONS)


def clocks(now: datetime) -> int:
    """Forget zones that nobody lives in any more and no late tick is judged by."""
    later = aliased(Clock)
    superseded = (
        select(later.since)
        .where(
            later.person_id == Clock.person_id,
            later.since > Clock.since,
            later.since <= now - CLOCKS_KEPT,
        )
        .exists()
    )
    return _delete((Clock.person_id, Clock.since), superseded)


def talks(now: datetime) -> int:
    """Forget talks; one that nobody ended is over as well by then."""
    return _delete((Talk.id,), Talk.started_at <= now - TALKS)


def streams(now: datetime) -> int:
    """Cut one stream that reaches back too far, by some of its items; the newest one stays."""
    old = (now - STREAMS).date().isoformat()
    with transaction.writing() as session:
        long = session.execute(
            select(StreamHead.person_id, StreamHead.head, StreamHead.floor)
            .join(
                Change,
                (Change.person_id == StreamHead.person_id) & (Change.seq == StreamHead.floor + 1),
            )
            .where(Change.at < old, StreamHead.floor + 1 < StreamHead.head)
            .limit(1)
            .with_for_update(of=StreamHead, skip_locked=True)
        ).first()
        if long is None:
            return 0
        # Dates and instants, of zones half a day apart, are in order but for neighbours.
        last = session.scalar(
            select(func.max(Change.seq)).where(
                Change.person_id == long.person_id,
                Change.seq <= min(long.floor + BATCH, long.head - 1),
                Change.at < old,
            )
        )
        changes.cut(session, long.person_id, last or long.floor)
        return (last or long.floor) - int(long.floor)


def _delete(key: tuple[Column, ...], over: ColumnElement[bool]) -> int:
    table = key[0].class_
    some = select(*key).where(over).limit(BATCH).with_for_update(skip_locked=True)
    chosen = key[0].in_(some) if len(key) == 1 else tuple_(*key).in_(some)
    with transaction.writing() as session:
        result = session.execute(
            delete(table).where(chosen), execution_options={"synchronize_session": False}
        )
        return result.rowcount if isinstance(result, CursorResult) else 0


STEPS: tuple[Callable[[datetime], int], ...] = (
    invitations,
    coach_codes,
    sessions,
    mail_links,
    passkey_challenges,
    sign_ups,
    throttles,
    operations,
    clocks,
    talks,
    streams,
    left_couples.purge,
)
"""Everything there is to tidy up; streams before the couples whose ticks they tell of."""
