"""A small world, the same for every test of a file: two couples, one who was left, one alone.

And two who coach: cleo, whom ana and ben have let in, and lea, whom they have shown out.

Every private text is a mark `mk-owner-what`, so that whose words an answer holds can be read off.
"""

import hashlib
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import ORIGIN
from tests.security.stored import stored_by
from tests.support.people import Someone
from tests.support.walls import COOKIE
from tracker.extensions import db
from tracker.web import csrf

NOW = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)
MARK = re.compile(r"mk-([a-z]+)-([a-z]+)")
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# All of them are UTC by another name, so that a zone in an answer tells whose it is.
ZONES = {
    "ana": "Africa/Abidjan",
    "ben": "Africa/Bamako",
    "dev": "Africa/Banjul",
    "eva": "Africa/Conakry",
    "fin": "Africa/Dakar",
    "max": "Africa/Freetown",
    "cleo": "Africa/Lome",
    "lea": "Africa/Nouakchott",
}
COUPLES = ({"ana", "ben"}, {"dev", "eva"})
ONES_OWN = frozenset({"email", "label", "sealed"})
"""Marks of these kinds are for nobody else, not even for the partner."""
WORKED_OUT = frozenset(
    {
        "checkpoints",
        "settled_periods",
        "couple_checkpoints",
        "settled_weeks",
        "client_figures",
    }
)
"""Tables a read may write: what they hold follows from the others."""
LET_IN_BY = {"screen": "wall_secret", "ended screen": "ended_wall_secret"}
Digest = dict[str, str]
"""What is stored, by table."""


@dataclass(frozen=True, slots=True)
class Session:
    """A browser's session: its secret, and the id its token against forgery is made from."""

    id: str
    secret: str


@dataclass
class World:
    """The application, its people, the ids of what is theirs, and two states to go back to."""

    app: Flask
    people: dict[str, Someone]
    ids: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    states: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(default_factory=dict)
    """For each person the ids they may come across: their own, and what they share."""
    secrets: set[str] = field(default_factory=set)
    """What lets in, which stands in no answer but at its own address."""
    asked: int = 0
    """How many requests the matrix has made."""
    _now: tuple[str, Digest] | None = None
    _digests: dict[str, tuple[list[Any], str]] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stored = stored_by(self.app)
        self._client = self.app.test_client(use_cookies=False)

    def dump(self) -> dict[str, list[Any]]:
        """Return every row of every table."""
        with self.app.app_context():
            return {
                table.name: sorted(map(tuple, db.session.execute(select(table)).all()), key=repr)
                for table in db.metadata.sorted_tables
            }

    def digest(self, *leaving_out: str) -> Digest:
        """Digest by table all that is stored but tries, and when a credential was used last."""
        out = {"throttles", *leaving_out}
        rows = self.stored.rows()
        return {name: self._digest(name, rows[name]) for name in rows if name not in out}

    def _digest(self, name: str, rows: list[Any]) -> str:
        kept = self._digests.get(name)
        if kept is None or kept[0] is not rows:
            kept = self._digests[name] = (rows, _digest(name, rows))
        return kept[1]

    def remember(self, state: str) -> None:
        """Keep what is stored now under a name."""
        self.states[state] = self.stored.rows()
        self._now = (state, self.digest())

    def restore(self, state: str) -> None:
        """Go back to a state, unless nothing has changed since."""
        if self._now == (state, self.digest()):
            return
        self.reset(state)
        self._now = (state, self.digest())

    def reset(self, state: str) -> None:
        """Go back to a state, without looking whether anything has changed."""
        self.wrote()
        self.stored.put_back(self.states[state])

    def wrote(self) -> None:
        """Say that a state is not what is stored any more, though what is digested may be."""
        self._now = None

    def changed(self, before: Digest) -> set[str]:
        """Name the tables that hold something else than when they were digested."""
        now = self.digest()
        return {table for table in now if now[table] != before[table]}

    def column(self, table: str, *names: str) -> list[tuple[Any, ...]]:
        """Return some columns of all rows of a table."""
        columns = [column.name for column in db.metadata.tables[table].columns]
        places = [columns.index(name) for name in names]
        return [tuple(row[place] for place in places) for row in self.stored.rows()[table]]

    def heads(self) -> dict[str, int]:
        """Return by name how far everybody's stream reaches."""
        by_id = {person.id: name for name, person in self.people.items()}
        heads = self.column("stream_heads", "person_id", "head")
        return {by_id[person]: head for person, head in heads if person in by_id}

    def client(self) -> FlaskClient:
        """Return a client that sends just the headers it is told to."""
        return self._client

    def csrf(self, subject: str) -> str:
        """Return the token against forgery for a session's id or a pre-session cookie."""
        if subject not in self._tokens:
            with self.app.app_context():
                self._tokens[subject] = csrf.token(subject)
        return self._tokens[subject]

    def headers(self, person: str | None, credential: str) -> dict[str, str]:
        """Return what a person's program or browser sends along; `credential` says which.

        Also a dead one: `deleted token`, `expired session`, `ended screen`; for nobody `none`,
        `made up`, and `screen`, which the link for the wall has let in.
        """
        pre = "p" * 22
        forms = {"Origin": ORIGIN, "Cookie": f"woven_pre={pre}", "X-CSRF-Token": self.csrf(pre)}
        if credential == "none":
            return forms
        if credential in LET_IN_BY:
            cookie = f"{forms['Cookie']}; {COOKIE}={self.ids[LET_IN_BY[credential]]}"
            return {**forms, "Cookie": cookie}
        if credential in ("made up", "deleted token"):
            secret = self.ids["deleted"] if credential == "deleted token" else "made-up" * 6
            return {"Authorization": f"Bearer {secret}", **forms}
        if credential == "expired session":
            cookie = f"woven_session={self.ids['expired']}; woven_pre={pre}"
            return {**forms, "Cookie": cookie}
        assert person is not None
        session = self.sessions[person]
        if credential == "session":
            cookie, token = f"woven_session={session.secret}", self.csrf(session.id)
            return {"Origin": ORIGIN, "Cookie": cookie, "X-CSRF-Token": token}
        secret = self.people[person].secret
        # Pages ask their forms of everybody; the API does not look at these of a program.
        token = self.csrf(self.ids[f"credential_{person}"])
        return {"Authorization": f"Bearer {secret}", "Origin": ORIGIN, "X-CSRF-Token": token}


def _digest(table: str, rows: list[Any]) -> str:
    if table == "credentials":
        names = [column.name for column in db.metadata.tables[table].columns]
        used = names.index("last_used_at")
        rows = [row[:used] + row[used + 1 :] for row in rows]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def partner_of(person: str) -> str | None:
    """Return who somebody is linked with, as long as nobody left."""
    for couple in COUPLES:
        if person in couple:
            (other,) = couple - {person}
            return other
    return None


def made_up_ids() -> dict[str, str]:
    """Return an id for each of the world's things, of which none is there."""
    shared = ("habit", "proposal", "pause", "card", "other_ana", "couple", "wall")
    names = (*shared, "client", "asking", "asked", "suggestion", "goal", "ended_client")
    codes = dict.fromkeys(("invite", "coach_code"), "A" * 22)
    return {**{name: str(uuid.uuid4()) for name in names}, **codes}


class Missing(Mapping[str, Any]):
    """The world's ids, but of things that are not there; what is no id stays as it is."""

    def __init__(self, ids: Mapping[str, Any], made_up: Mapping[str, str]) -> None:
        self.ids = {**ids, **made_up}

    def __getitem__(self, key: str) -> Any:
        return self.ids[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)
