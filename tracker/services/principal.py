"""Who is asking: worked out here alone, for pages, API and sockets alike."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Select, bindparam, or_, select, update
from sqlalchemy.orm import aliased

from tracker.models import Couple, Credential, Membership, Person, WallLink
from tracker.prepared import Prepared, Row
from tracker.services import transaction

Kind = Literal["session", "token"]

SESSION = timedelta(days=90)
"""How long a session lives that is not used; using it begins that time anew."""
SHARED_SESSION = timedelta(hours=8)
"""How long one lives on a device that others use too, however much it is used."""
TOUCH_EVERY = timedelta(hours=1)
"""How exact "last used" is: writing it at each request would cost a commit each."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who proved who they are, and by what."""

    person_id: str
    credential_id: str
    kind: Kind
    last_used_at: datetime
    shared: bool
    """Others use this device too: the session is short, and nothing is kept there."""
    language: str | None = None
    """What they read: the tag that they chose, None: as the browser asks."""


@dataclass(frozen=True, slots=True)
class Wall:
    """A screen that both see, by a link that either made: it stands for nobody, and may look.

    No Principal, so that whatever asks for one finds nobody.
    """

    link_id: str
    couple_id: str
    pair: tuple[str, str]
    names: bool
    """Whether it shows the names of the two."""
    kind: Literal["wall"] = "wall"


def digest(secret: str) -> str:
    """Return what is kept of a random secret of 128 bits or more.

    SHA-256 without salt or stretching: such a secret cannot be guessed, so slowness buys nothing.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


_BY_SECRET = Prepared(
    select(
        Credential.person_id,
        Credential.id,
        Credential.last_used_at,
        Credential.shared,
        Credential.expires_at,
        Person.language,
    )
    .join(Person, Person.id == Credential.person_id)
    .where(Credential.secret_digest == bindparam("secret"), Credential.kind == bindparam("kind"))
)


def by_secret(connection: Connection, secret: str, kind: Kind, now: datetime) -> Principal | None:
    """Return who holds this secret, None where nobody does any more."""
    row = _BY_SECRET.row(connection, {"secret": digest(secret), "kind": kind})
    if row is None:
        return None
    person_id, credential_id, last_used_at, shared, expires_at, language = row
    if expires_at is not None and expires_at <= now:
        return None
    return Principal(person_id, credential_id, kind, last_used_at, shared, language)


def still_valid(connection: Connection, credential_ids: Collection[str], now: datetime) -> set[str]:
    """Return those of the credentials, seen earlier at a socket's connect say, that still count."""
    alive = select(Credential.id).where(
        Credential.id.in_(credential_ids),
        or_(Credential.expires_at.is_(None), Credential.expires_at > now),
    )
    return set(connection.scalars(alive))


def _wall_query(condition: Any) -> Select[*tuple[Any, ...]]:
    one, other = aliased(Membership), aliased(Membership)
    return (
        select(WallLink.id, WallLink.couple_id, WallLink.names, one.person_id, other.person_id)
        .join(Couple, Couple.id == WallLink.couple_id)
        .join(one, (one.couple_id == Couple.id) & (one.side == 0))
        .join(other, (other.couple_id == Couple.id) & (other.side == 1))
        .where(condition, Couple.ended_at.is_(None))
    )


_WALL_BY_SECRET = Prepared(_wall_query(WallLink.secret_digest == bindparam("secret")))
_WALL_BY_ID = Prepared(_wall_query(WallLink.id == bindparam("link")))


def wall_by_secret(connection: Connection, secret: str) -> Wall | None:
    """Return the screen that a link's secret is for, None where the link has ended or never was.

    Found by its digest: how long that takes tells nothing of the secret.
    """
    return _wall(_WALL_BY_SECRET.row(connection, {"secret": digest(secret)}))


def wall_by_id(connection: Connection, link_id: str) -> Wall | None:
    """Return a screen seen earlier as it is now, None where its link has ended."""
    return _wall(_WALL_BY_ID.row(connection, {"link": link_id}))


def _wall(row: Row | None) -> Wall | None:
    if row is None:
        return None
    link_id, couple_id, names, *pair = row
    return Wall(link_id, couple_id, (pair[0], pair[1]), bool(names))


def walls_alive(connection: Connection, link_ids: Collection[str]) -> set[str]:
    """Return those of the links, seen earlier at a socket's connect, that have not ended."""
    alive = (
        select(WallLink.id)
        .join(Couple, Couple.id == WallLink.couple_id)
        .where(WallLink.id.in_(link_ids), Couple.ended_at.is_(None))
    )
    return set(connection.scalars(alive))


def is_stale(principal: Principal, now: datetime) -> bool:
    """Tell whether it is time to note the use of a credential again."""
    return now - principal.last_used_at >= TOUCH_EVERY


def touch(principal: Principal, now: datetime) -> None:
    """Note the use of a credential, and let a session live on from here, but no shared one."""
    values: dict[str, datetime] = {"last_used_at": now}
    if principal.kind == "session" and not principal.shared:
        values["expires_at"] = now + SESSION
    with transaction.writing() as session:
        session.execute(
            update(Credential).where(Credential.id == principal.credential_id).values(values)
        )
