"""Sessions and tokens: how they begin and how they end."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, Delete, delete, func, select
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.models import Credential, Person
from tracker.services import (
    account_news,
    accounts,
    calendar_feeds,
    changes,
    mail_links,
    paging,
    passkey_challenges,
    proving,
    second_factor,
    transaction,
)
from tracker.services.accounts import Me
from tracker.services.changes import instant
from tracker.services.errors import Conflict, NotFound
from tracker.services.ids import is_id
from tracker.services.paging import Mark, Page
from tracker.services.principal import SESSION, SHARED_SESSION, Kind, Principal, digest
from tracker.streaks import local_date

MOST_TOKENS = 20
MOST_SESSIONS = 50
"""Beyond it the one that was used least recently ends."""


@dataclass(frozen=True, slots=True)
class View:
    """A session or a token, without its secret."""

    id: str
    kind: str
    label: str
    created_at: datetime
    last_used_at: datetime
    current: bool
    shared: bool


def sign_in(
    email: str,
    password: str,
    *,
    kind: Kind,
    label: str,
    now: datetime,
    instead_of: Principal | None = None,
    shared: bool = False,
    given: second_factor.Given | None = None,
) -> tuple[str, View]:
    """Begin a session or a token, and return its secret, which is not kept, and what is kept.

    `instead_of` is the session this browser had: it ends. `shared`: others use that browser too,
    so the session is a short one. `given`: a code, for who is asked for one. Raises Unauthenticated
    (wrong_credentials, otp_required, wrong_otp) and, for tokens, Conflict (too_many).
    """
    return begin(
        proving.identify(email, password),
        kind=kind,
        label=label,
        now=now,
        instead_of=instead_of,
        shared=shared,
        given=given,
    )


def begin(
    identity: proving.Identity,
    *,
    kind: Kind,
    label: str,
    now: datetime,
    instead_of: Principal | None = None,
    shared: bool = False,
    given: second_factor.Given | None = None,
) -> tuple[str, View]:
    """Begin a session or a token as `sign_in` does, for whose password was right.

    The code is asked for here, so that no way in can forget it, and used up with what begins by it.
    Wherever else they are signed in hears of it (`sign_ins`).
    """
    with transaction.writing() as session:
        person = proving.lock_proven(session, identity)
        if person is None:
            raise proving.wrong_credentials()
        second_factor.require(session, person, given, now)
        return begin_proven(
            session,
            person,
            kind=kind,
            label=label,
            now=now,
            instead_of=instead_of,
            shared=shared,
        )


def begin_proven(
    session: Session,
    person: Person,
    *,
    kind: Kind,
    label: str,
    now: datetime,
    instead_of: Principal | None,
    shared: bool,
) -> tuple[str, View]:
    """Begin a session or a token within the caller's transaction, and tell of it.

    For who has proved both steps: by password and code (`begin`), or by a passkey
    (`passkeys.sign_in`). The person is locked.
    """
    secret, view = _begin(session, person.id, kind, label, now, instead_of, shared)
    mail = "mail.new_sign_in"
    account_news.tell(session, person, "sign_in", now, mail, view.id, instant(now))
    return secret, view


def sign_up(
    *,
    email: str,
    password: str,
    name: str,
    timezone: str,
    label: str,
    now: datetime,
    language: str | None = None,
    instead_of: Principal | None = None,
    shared: bool = False,
) -> tuple[str, Me]:
    """Make an account and its first session, both or neither; return the secret and the account.

    Raises Invalid (weak_password) and Conflict (address_in_use).
    """
    password_hash = accounts.first_hash(password, email, name)
    with transaction.writing() as session:
        me = accounts.add(session, email, password_hash, name, timezone, now, language=language)
        return first(session, me.id, label, now, instead_of, shared=shared), me


def first(
    session: Session,
    person_id: str,
    label: str,
    now: datetime,
    instead_of: Principal | None,
    *,
    shared: bool,
) -> str:
    """Begin a new account's first session within the caller's transaction; return its secret.

    It is no news to anybody, so nothing tells of it.
    """
    secret, _ = _begin(session, person_id, "session", label, now, instead_of, shared)
    return secret


def _begin(
    session: Session,
    person_id: str,
    kind: Kind,
    label: str,
    now: datetime,
    instead_of: Principal | None,
    shared: bool,
) -> tuple[str, View]:
    secret = secrets.token_urlsafe(32)
    _make_room(session, person_id, kind, now)
    if instead_of is not None and instead_of.kind == "session":
        _end(session, instead_of.person_id, _one(instead_of.credential_id), now)
    lives = SHARED_SESSION if shared else SESSION
    row = Credential(
        person_id=person_id,
        kind=kind,
        secret_digest=digest(secret),
        label=label,
        created_at=now,
        last_used_at=now,
        expires_at=now + lives if kind == "session" else None,
        shared=shared,
    )
    session.add(row)
    session.flush()
    return secret, View(row.id, kind, label, now, now, current=False, shared=shared)


def listed(me: Principal, now: datetime, *, after: Mark | None, limit: int) -> Page[View]:
    """Return the person's sessions and tokens in the order they began."""
    page = paging.made(
        db.session(),
        Credential,
        Credential.person_id == me.person_id,
        Credential.expires_at.is_(None) | (Credential.expires_at > now),
        after=after,
        limit=limit,
    )
    views = [
        View(
            row.id,
            row.kind,
            row.label,
            row.created_at,
            row.last_used_at,
            current=row.id == me.credential_id,
            shared=row.shared,
        )
        for row in page.items
    ]
    return Page(views, page.next)


@dataclass(frozen=True, slots=True)
class Named:
    """What a session or token is called."""

    kind: str
    label: str


def named(person_id: str, credential_id: str) -> Named | None:
    """Return what a session or token of the person's is called, None where it has ended."""
    query = select(Credential.kind, Credential.label).filter_by(
        id=credential_id, person_id=person_id
    )
    row = db.session.execute(query).first()
    return None if row is None else Named(row.kind, row.label)


def require(person_id: str, credential_id: str) -> None:
    """Raise NotFound where this is no session or token of the person's."""
    owner = select(Credential.person_id).filter_by(id=credential_id)
    if not is_id(credential_id) or db.session.scalar(owner) != person_id:
        raise NotFound


@transaction.room_or_not
def end(person_id: str, credential_id: str, now: datetime) -> None:
    """End one session or token of this person. Raises NotFound."""
    if not is_id(credential_id):
        raise NotFound
    with transaction.writing() as session:
        if not _end(session, person_id, _one(credential_id), now):
            raise NotFound


def end_others(me: Principal, password: str, now: datetime) -> None:
    """End every session and token of this person but the one that asks.

    Raises Forbidden (wrong_password).
    """
    identity = proving.prove(me.person_id, password)
    with transaction.writing() as session:
        if proving.lock_proven(session, identity) is None:
            raise proving.wrong_password()
        end_all(session, me.person_id, now, but=me.credential_id)


def end_all(session: Session, person_id: str, now: datetime, *, but: str | None = None) -> None:
    """End all that a person is signed in with, within the caller's transaction, `but` one of it.

    The calendar address goes as well, links to a new password or to another address, and a passkey
    that is just being added: they too may be somebody else's doing. The person is locked.
    """
    calendar_feeds.end(session, [person_id])
    passkey_challenges.void(session, person_id)
    mail_links.void(session, person_id, mail_links.RESET, mail_links.ADDRESS)
    _end(session, person_id, _all_but(but), now)


def _make_room(session: Session, person_id: str, kind: Kind, now: datetime) -> None:
    mine = Credential.person_id == person_id
    session.execute(delete(Credential).where(mine, Credential.expires_at <= now))
    query = select(Credential.id).where(mine, Credential.kind == kind)
    if kind == "token":
        count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        if count >= MOST_TOKENS:
            raise Conflict("too_many", "You have as many tokens as fit. Delete one first.")
        return
    oldest = query.order_by(Credential.last_used_at.desc()).offset(MOST_SESSIONS - 1)
    ids = session.scalars(oldest).all()
    if ids:
        _end(session, person_id, delete(Credential).where(Credential.id.in_(ids)), now)


def _one(credential_id: str) -> Delete:
    return delete(Credential).where(Credential.id == credential_id)


def _all_but(kept: str | None) -> Delete:
    return delete(Credential) if kept is None else delete(Credential).where(Credential.id != kept)


def _end(session: Session, person_id: str, which: Delete, now: datetime) -> int:
    """End some of a person's credentials; their stream says so, and sockets are asked again."""
    result = session.execute(
        which.where(Credential.person_id == person_id),
        execution_options={"synchronize_session": False},
    )
    ended = result.rowcount if isinstance(result, CursorResult) else 0
    if ended:
        timezone, day_ends_at = session.execute(
            select(Person.timezone, Person.day_ends_at).filter_by(id=person_id)
        ).one()
        day = local_date(now, timezone, day_ends_at)
        data = {"what": "credentials"}
        changes.add(session, {person_id: day}, "settings", data, by=person_id, now=now)
    return ended
