"""Where people take pushes: a subscription of a signed-in browser, which ends with its session."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exc, func, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Credential, Person, PushSubscription
from tracker.services import errands, push_endpoint, transaction
from tracker.services.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from tracker.services.principal import Principal
from tracker.store import AnySession

MOST = 10
"""Subscriptions of one person."""
TEST = "push.test"
"""The errand that shows how a reminder looks."""


@dataclass(frozen=True, slots=True)
class View:
    """What the server knows of the asking browser's subscription."""

    endpoint_digest: str
    names_habits: bool


def here(me: Principal) -> View | None:
    """Return the subscription of the session that asks, None where there is none."""
    query = select(PushSubscription.endpoint_digest, PushSubscription.names_habits).filter_by(
        credential_id=me.credential_id
    )
    row = db.session.execute(query).first()
    return None if row is None else View(row.endpoint_digest, row.names_habits)


def subscribe(
    me: Principal,
    *,
    endpoint: str,
    p256dh: str,
    auth: str,
    names_habits: bool,
    hosts: Collection[str],
    now: datetime,
) -> View:
    """Take this browser's subscription, in the place of the one its session had.

    Whoever else had the same endpoint with the same keys, another account in the same browser, has
    it no more. Raises Forbidden (session_only, shared_device), Invalid (bad_endpoint), Conflict
    (too_many).
    """
    if me.kind != "session":
        raise Forbidden("session_only", "Reminders are turned on in a browser.")
    if me.shared:
        raise Forbidden("shared_device", "You said that this device is shared: it reminds nobody.")
    if push_endpoint.parse(endpoint, hosts) is None:
        raise _bad_endpoint()
    digest = endpoint_digest(endpoint)
    keys = {"endpoint": endpoint, "endpoint_digest": digest, "p256dh": p256dh, "auth": auth}
    try:
        _keep(me, {**keys, "names_habits": names_habits}, now)
    except exc.IntegrityError:  # somebody else took the same endpoint in the same moment
        _keep(me, {**keys, "names_habits": names_habits}, now)
    return View(digest, names_habits)


def _keep(me: Principal, values: Mapping[str, str | bool], now: datetime) -> None:
    with transaction.writing() as session:
        person = session.get(Person, me.person_id, with_for_update={"key_share": True})
        alive = session.get(Credential, me.credential_id, with_for_update={"read": True})
        if person is None or alive is None:
            raise Unauthenticated
        other = session.scalar(
            select(PushSubscription).where(
                PushSubscription.endpoint_digest == values["endpoint_digest"],
                PushSubscription.credential_id != me.credential_id,
            )
        )
        if other is not None:
            # Who only came to know the address of somebody's browser cannot end its pushes.
            if other.person_id != me.person_id and not _has_keys(other, values):
                raise _bad_endpoint()
            _run(session, PushSubscription.id == other.id)
        row = session.scalar(select(PushSubscription).filter_by(credential_id=me.credential_id))
        if row is None:
            mine = select(func.count()).where(PushSubscription.person_id == me.person_id)
            if (session.scalar(mine) or 0) >= MOST:
                raise Conflict(
                    "too_many", "Reminders are on in as many places as fit. Turn one off first."
                )
            row = PushSubscription(
                person_id=me.person_id, credential_id=me.credential_id, created_at=now
            )
            session.add(row)
        for name, value in values.items():
            setattr(row, name, value)


def _has_keys(row: PushSubscription, values: Mapping[str, str | bool]) -> bool:
    return (row.p256dh, row.auth) == (values["p256dh"], values["auth"])


def _bad_endpoint() -> Invalid:
    return Invalid(
        "bad_endpoint", "This browser's push service is not one that we send to.", "endpoint"
    )


def unsubscribe(me: Principal) -> None:
    """Forget the subscription of the session that asks; there need not be one."""
    with transaction.writing() as session:
        _run(session, PushSubscription.credential_id == me.credential_id)


def try_out(me: Principal, now: datetime) -> None:
    """Send one push to the session that asks. Raises NotFound without a subscription."""
    with transaction.writing() as session:
        query = select(PushSubscription.id).filter_by(credential_id=me.credential_id)
        subscription_id = session.scalar(query)
        if subscription_id is None:
            raise NotFound
        errands.ask(session, TEST, subscription_id, now.isoformat())


def subscriptions_of(
    session: AnySession, person_ids: Collection[str]
) -> Mapping[str, Sequence[str]]:
    """Return the ids of these people's subscriptions, by person; who has none is not in it."""
    query = (
        select(PushSubscription.person_id, PushSubscription.id)
        .where(PushSubscription.person_id.in_(person_ids))
        .order_by(PushSubscription.created_at, PushSubscription.id)
    )
    found: dict[str, list[str]] = defaultdict(list)
    rows: Any = session.execute(query)
    for person_id, subscription_id in rows:
        found[person_id].append(subscription_id)
    return found


def end_all(session: Session, person_ids: Collection[str]) -> None:
    """Turn push off everywhere for these people, within the caller's transaction."""
    _run(session, PushSubscription.person_id.in_(person_ids))


def forget(subscription_id: str, digest: str) -> None:
    """Forget a subscription whose endpoint is gone, unless the browser has sent another since."""
    with transaction.writing() as session:
        _run(
            session,
            PushSubscription.id == subscription_id,
            PushSubscription.endpoint_digest == digest,
        )


def endpoint_digest(endpoint: str) -> str:
    """Return what tells endpoints apart without naming one: SHA-256 in hex."""
    return hashlib.sha256(endpoint.encode()).hexdigest()


def _run(session: Session, *which: object) -> None:
    statement = delete(PushSubscription).where(*which)  # type: ignore[arg-type]
    session.execute(statement, execution_options={"synchronize_session": False})
