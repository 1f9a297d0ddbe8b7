"""A small world, the same for every test of a file: two couples, one who was left, one alone.

And two who coach: cleo, whom ana and ben have let in, and lea, whom they have shown out.

Every private text is a mark `mk-owner-what`, so that whose words an answer holds can be read off.
"""

import hashlib
import re
import secrets
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import ORIGIN, build
from tests.security.stored import stored_by
from tests.support.agreeing import agree, ask
from tests.support.listeners import kept_listeners
from tests.support.mails import mailed_links
from tests.support.passkeys import Authenticator, added
from tests.support.people import Someone, link
from tests.support.walls import COOKIE
from tracker import clock
from tracker.extensions import db
from tracker.live.events import FEED
from tracker.models import Credential, Person
from tracker.services import passwords, principal, transaction
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


@contextmanager
def cheap_passwords() -> Iterator[None]:
    """Hash passwords at next to no cost."""
    real = passwords._HASHER
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    try:
        yield
    finally:
        passwords._HASHER = real


@contextmanager
def furnished(app: Flask) -> Iterator[World]:
    """Build the world in an application; time stands still in it, at noon on a Wednesday."""
    app.extensions[FEED].started = True  # no sweep in the background
    with cheap_passwords(), time_machine.travel(NOW, tick=False) as traveller:
        world = World(app, {name: Someone(app, name, zone) for name, zone in ZONES.items()})
        _mark_people(world)
        _fill(world, traveller)
        world.ids["stylesheet"] = "css/base.css"
        world.ids["any version"] = "any"
        world.ids["question"] = "1"
        yield world
        world.stored.close()


@contextmanager
def a_world(template: Path, folder: Path) -> Iterator[World]:
    """Build the world on a SQLite file of its own."""
    shutil.copy(template, folder / "world.db")
    with a_world_on(f"sqlite:///{folder / 'world.db'}", folder) as world:
        yield world


@contextmanager
def a_world_on(url: str, folder: Path) -> Iterator[World]:
    """Build the world in an empty, migrated store."""
    with kept_listeners():
        app = build(url, folder)
        with furnished(app) as world:
            yield world
    with app.app_context():
        db.engine.dispose()


def _mark_people(world: World) -> None:
    for name, someone in world.people.items():
        someone.email = f"mk-{name}-email@example.org"
        session = secrets.token_urlsafe(32)
        with world.app.app_context(), transaction.writing() as writing:
            writing.execute(
                db.update(Person)
                .filter_by(id=someone.id)
                .values(email=someone.email, address_key=someone.email, name=f"mk-{name}-name")
            )
            writing.execute(
                db.update(Credential).filter_by(person_id=someone.id).values(label=_label(name))
            )
        world.ids[f"credential_{name}"] = _credential_of(world, someone.secret)
        world.sessions[name] = Session(_add_credential(world, name, session, "session"), session)
        other = secrets.token_urlsafe(32)
        world.ids[f"other_{name}"] = _add_credential(world, name, other, "token")
    for key, kind in (("deleted", "token"), ("expired", "session")):
        world.ids[key] = secrets.token_urlsafe(32)
        over = clock.now() - timedelta(days=1) if kind == "session" else None
        row = _add_credential(world, "ana", world.ids[key], kind, over)
        if kind == "token":
            with world.app.app_context(), transaction.writing() as writing:
                writing.execute(db.delete(Credential).filter_by(id=row))


def _label(name: str) -> str:
    return f"mk-{name}-label"


def _credential_of(world: World, secret: str) -> str:
    with world.app.app_context():
        digest = principal.digest(secret)
        return str(
            db.session.scalar(select(Credential.id).where(Credential.secret_digest == digest))
        )


def _add_credential(
    world: World, name: str, secret: str, kind: str, expires: datetime | None = None
) -> str:
    if kind == "session" and expires is None:
        expires = clock.now() + timedelta(days=90)
    with world.app.app_context(), transaction.writing() as writing:
        row = Credential(
            person_id=world.people[name].id,
            kind=kind,
            secret_digest=principal.digest(secret),
            label=_label(name),
            created_at=clock.now(),
            last_used_at=clock.now(),
            expires_at=expires,
        )
        writing.add(row)
        writing.flush()
        return str(row.id)


def _fill(world: World, traveller: time_machine.Traveller) -> None:
    ids, people = world.ids, world.people
    ana, ben, dev, eva, fin, max_, _, _ = (people[name] for name in ZONES)
    today, yesterday = NOW.date().isoformat(), (NOW.date() - timedelta(days=1)).isoformat()
    ids |= {"today": today, "yesterday": yesterday, "soon": "2026-05-20"}
    link(ana, fin)
    old = _shared(ana, fin, "ana", "fin", today)
    ana.post("/api/couple/unlink")
    traveller.shift(timedelta(seconds=1))
    ids["couple"] = link(ana, ben)
    address = ana.post("/api/me/calendar").get_json()["url"]
    ids["calendar"] = address.rpartition("/")[2]
    ids["passkey"] = added(ana, Authenticator(), "mk-ana-passkey")
    ended = ana.post("/api/walls").get_json()
    ids["ended_wall_secret"] = ended["url"].rpartition("/")[2]
    assert ana.delete(f"/api/walls/{ended['id']}").status_code == 204
    screen = ana.post("/api/walls").get_json()
    ids["wall_secret"] = screen["url"].rpartition("/")[2]
    ids["wall"] = screen["id"]
    ids["card"] = ana.post("/api/cards/draw").get_json()["card"]["id"]
    ids["couple_stranger"] = link(dev, eva)
    shared = _shared(ana, ben, "ana", "ben", today)
    theirs = _shared(dev, eva, "dev", "eva", today)
    ids |= shared
    ids["invited"] = ask(max_, title="mk-max-title", why="mk-max-why")["id"]
    offer = max_.post("/api/invites").get_json()
    ids["invite"] = offer["url"].partition("#")[2]
    ids["code"] = offer["code"]
    ids |= mailed_links(world.app, ana)
    world.groups = {name: {people[name].id, world.sessions[name].id} for name in people}
    for name in people:
        world.groups[name] |= {ids[f"credential_{name}"], ids[f"other_{name}"]}
    alone = {name: rows.pop("reminder") for name, rows in (("ana", shared), ("dev", theirs))}
    ab = {ana.id, ben.id, ids["couple"], ids["wall"], *shared.values()}
    de = {dev.id, eva.id, ids["couple_stranger"], *theirs.values()}
    world.groups["ana"] |= ab | {fin.id, ids["passkey"]} | set(old.values())
    world.groups["ben"] |= ab
    world.groups["dev"] |= de
    world.groups["eva"] |= de
    for name, reminder in alone.items():
        world.groups[name] |= {reminder}
    world.groups["fin"] |= {ana.id} | set(old.values())
    world.groups["max"] |= {ids["invited"]}
    _let_in(world)
    world.secrets |= {ids[name] for name in ("deleted", "expired", *LET_IN_BY.values(), "calendar")}
    world.secrets |= {session.secret for session in world.sessions.values()}
    world.secrets |= {person.secret for person in people.values()}
    world.remember("linked")
    _ask_by_name(world)
    world.remember("asked")
    world.reset("linked")
    _suggest(world)
    world.remember("suggested")
    world.reset("linked")
    _work_together(world)
    world.remember("practising")
    world.reset("linked")
    assert ana.post("/api/couple/unlink").status_code == 204
    world.remember("left")


def _shared(one: Someone, other: Someone, first: str, second: str, today: str) -> dict[str, str]:
    """Fill a couple's life: a habit, a proposal, ticks with notes, an occasion, a pause."""
    words = {"why": f"mk-{first}-why", "starts_on": "2026-05-04"}
    habit = agree(one, other, title=f"mk-{first}-title", emoji="🌿", **words)["id"]
    proposal = ask(one, title=f"mk-{first}-wish", why=f"mk-{first}-why")["id"]
    for person, name in ((one, first), (other, second)):
        path = f"/api/habits/{habit}/ticks/{today}"
        assert person.put(path, {"note": f"mk-{name}-note"}).status_code == 200
    occasion = {"day": today, "time": "21:30", "words": f"mk-{second}-words"}
    path = f"/api/habits/{habit}/occasions/{today}"
    assert other.put(path, occasion).status_code == 200
    round_start = _check_in(one, other, f"mk-{first}-sealed")
    pause = one.post("/api/pauses", {"habit": habit, "first": "2026-06-01", "last": "2026-06-03"})
    wish = {"habit": habit, "kind": "time", "time": "20:00"}
    reminder = one.post("/api/reminders", wish).get_json()["id"]
    talk = one.post("/api/talks", {"habit": habit}).get_json()["id"]
    return {
        "habit": habit,
        "proposal": proposal,
        "round": round_start,
        "pause": pause.get_json()["id"],
        "reminder": reminder,
        "talk": talk,
    }


_CLIENTS = "/api/coaching/clients"


def _let_in(world: World) -> None:
    """Let ana and ben have lea as their coach, and then cleo; dev and eva have a code for one."""
    ids, people = world.ids, world.people
    ana, ben, dev, eva = (people[name] for name in ("ana", "ben", "dev", "eva"))
    for name, key in (("lea", "ended_client"), ("cleo", "client")):
        ids[key], code = _agreed(ana, ben, "titles")
        coach = people[name]
        assert coach.post(f"/api/coach-invites/{code}/accept").status_code == 200
        notes = {"text": f"mk-{name}-sealed", "version": 0}
        assert coach.put(f"{_CLIENTS}/{ids[key]}/notes", notes).status_code == 200
        if name == "lea":
            assert ben.delete(f"/api/couple/coach/{ids[key]}").status_code == 204
        for each in ("ana", "ben", name):
            world.groups[each] |= {ids[key]}
    world.groups["ana"] |= {people["cleo"].id}
    world.groups["ben"] |= {people["cleo"].id}
    question = {"text": "How about money?"}
    brought = ana.post(f"/api/couple/coach/{ids['client']}/questions", question).get_json()
    meant = people["cleo"].post(f"{_CLIENTS}/{ids['client']}/goals", {"text": "mk-cleo-goal"})
    met = people["cleo"].put(f"{_CLIENTS}/{ids['client']}/sessions/{ids['yesterday']}")
    assert met.status_code == 200
    ids["brought"], ids["goal"] = brought["id"], meant.get_json()["id"]
    ids |= {kind: kind for kind in ("csv", "text")}
    for each in ("ana", "ben", "cleo"):
        world.groups[each] |= {ids["brought"], ids["goal"]}
    ids["asking"], ids["coach_code"] = _agreed(dev, eva)
    offer = people["cleo"].post("/api/coaching/practice-code").get_json()
    ids["practice_code"] = offer["url"].partition("#")[2]
    for each in ("dev", "eva"):
        world.groups[each] |= {ids["asking"]}


def _suggest(world: World) -> None:
    """Let cleo suggest a habit to ana and ben, of whom one has said yes to it."""
    ids, people = world.ids, world.people
    wish = {"title": "mk-cleo-title", "why": "mk-cleo-why", "mode": "turns"}
    path = f"/api/coaching/clients/{ids['client']}/suggestions"
    made = people["cleo"].post(path, {**wish, "cadence": {"unit": "day"}})
    assert made.status_code == 201
    ids["suggestion"] = made.get_json()["id"]
    accept = f"/api/habits/{ids['suggestion']}/accept"
    assert people["ana"].post(accept, {"version": 1}).status_code == 200
    for each in ("ana", "ben", "cleo"):
        world.groups[each] |= {ids["suggestion"]}


def _work_together(world: World) -> None:
    """Let lea work under cleo's practice, and be handed ana and ben over if they like."""
    ids, people = world.ids, world.people
    cleo, lea = people["cleo"], people["lea"]
    for joins in (True, False):
        ids["colleague_code"] = cleo.post("/api/coaching/practice/invite").get_json()["code"]
        if joins:
            body = {"code": ids["colleague_code"]}
            assert lea.post("/api/coaching/practice/join", body).status_code == 200
    ids["practice"] = cleo.get("/api/coaching/practice").get_json()["id"]
    ids["colleague"] = lea.id
    path = f"/api/coaching/clients/{ids['client']}/handover"
    ids["handover"] = cleo.post(path, {"to": lea.id}).get_json()["id"]
    for each in ("cleo", "lea"):
        world.groups[each] |= {ids["practice"], cleo.id, lea.id}
    for each in ("ana", "ben", "cleo"):
        world.groups[each] |= {ids["handover"]}


def _ask_by_name(world: World) -> None:
    """Let dev and eva ask for cleo, who has not answered yet."""
    dev, eva = world.people["dev"], world.people["eva"]
    assert dev.delete(f"/api/couple/coach/{world.ids['asking']}").status_code == 204
    world.ids["asked"], _ = _agreed(dev, eva, practice_code=world.ids["practice_code"])
    for each in ("dev", "eva", "cleo"):
        world.groups[each] |= {world.ids["asked"], world.people["cleo"].id}


def _agreed(one: Someone, other: Someone, *scopes: str, **fields: str) -> tuple[str, str]:
    """Let two agree on a coach; return the link's id, and the token for whoever it is for."""
    asked = one.post("/api/couple/coach", {"scopes": list(scopes), **fields})
    assert asked.status_code == 201
    link_id = asked.get_json()["id"]
    agreed = other.post(f"/api/couple/coach/{link_id}/agree").get_json()
    return link_id, (agreed["url"] or "").partition("#")[2]


def _check_in(one: Someone, other: Someone, words: str) -> str:
    """Let two agree on check-ins; one seals and asks for another rhythm. Return the round."""
    path = "/api/check-ins/agreement"
    assert one.post(path, {"every": 1}).status_code == 201
    agreed = other.post(f"{path}/accept", {"version": 1}).get_json()
    numbers = {"heard": 7, "trusting": 8, "close": 6, "appreciated": 9}
    body = {"round": agreed["starts_on"], **numbers, "heard_words": words, "seal": True}
    assert one.put("/api/check-ins/current", body).get_json()["state"] == "sealed"
    assert one.post(path, {"every": 2}).status_code == 201
    return str(agreed["starts_on"])


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
