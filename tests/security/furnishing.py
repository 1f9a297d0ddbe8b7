"""What happens to the people of the world (`world.py`) before anybody is asked anything."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import time_machine
from flask import Flask
from sqlalchemy import select

from tests.conftest import build
from tests.security.world import LET_IN_BY, NOW, ZONES, Session, World
from tests.support.agreeing import agree, ask
from tests.support.cheap_passwords import cheap_passwords
from tests.support.listeners import kept_listeners
from tests.support.mails import mailed_links
from tests.support.passkeys import Authenticator, added
from tests.support.people import Someone, link
from tracker import clock
from tracker.extensions import db
from tracker.live.events import FEED
from tracker.models import Credential, Person
from tracker.services import principal, transaction


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
