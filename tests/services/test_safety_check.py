"""One act that leaves the couple and closes all else: everything or nothing, and nobody asked."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.races.conftest import together
from tests.support import walls
from tests.support.agreeing import agree
from tests.support.browser import Browser
from tests.support.coached import let_in
from tests.support.people import Someone
from tests.support.pushing import signed_in, write
from tracker import clock
from tracker.extensions import db
from tracker.models import (
    CalendarFeed,
    CoachLink,
    Credential,
    Invite,
    PushSubscription,
    WallLink,
)
from tracker.services import couples, push, transaction

OPEN = (CalendarFeed, CoachLink, Credential, Invite, PushSubscription, WallLink)
MINE = (CalendarFeed, Invite, PushSubscription)


def count(app: Flask, *tables: Any) -> list[int]:
    """Return how many rows there are of each; of coaching, of what has not ended."""
    with app.app_context():
        found = []
        for table in tables:
            query = db.select(db.func.count()).select_from(table)
            if table is CoachLink:
                query = query.where(CoachLink.state != "ended")
            found.append(db.session.scalar(query) or 0)
        return found


def open_up(person: Someone, *, invites: bool = True) -> Browser:
    """Give somebody a browser with pushes, a calendar address and an invitation."""
    browser = signed_in(person.app, person)
    now, name = clock.now(), person.name
    with person.app.app_context(), transaction.writing() as session:
        here = session.scalars(
            db.select(Credential.id)
            .filter_by(person_id=person.id, kind="session")
            .order_by(Credential.created_at.desc())
        ).first()
        assert here is not None
        subscription = PushSubscription(
            person_id=person.id,
            credential_id=here,
            endpoint=f"https://push.example/{name}",
            endpoint_digest=push.endpoint_digest(name),
            p256dh="key",
            auth="secret",
            names_habits=False,
            created_at=now,
        )
        calendar = CalendarFeed(person_id=person.id, secret_digest=name, created_at=now)
        session.add_all((subscription, calendar))
        if invites:
            session.add(
                Invite(
                    person_id=person.id,
                    week_start=1,
                    token_digest=name,
                    finder_digest=name,
                    proof_digest=name,
                    code_expires_at=now,
                    expires_at=now + timedelta(days=7),
                    created_at=now,
                )
            )
    return browser


def close_off(browser: Browser) -> int:
    return write(browser, "POST", "/api/me/close-off").status_code


def test_it_ends_all_that_is_open_and_leaves_what_is_others(
    app: Flask, ana: Someone, ben: Someone, couple: str, dev: Someone, cleo: Someone
) -> None:
    let_in(cleo, couple, ana, ben)
    walls.make(ben)
    elsewhere, here = signed_in(app, ana), open_up(ana)
    open_up(ben)
    theirs = open_up(dev)
    before = [len(person.stream()) for person in (ana, ben, dev, cleo)]
    assert close_off(here) == 204
    assert ana.get("/api/me").status_code == 401  # a program of hers
    assert elsewhere.get("/today").status_code == 303
    assert here.get("/today").status_code == 200
    assert ben.get("/api/me").status_code == 200
    assert theirs.get("/today").status_code == 200
    assert ben.get("/api/couple").status_code == 404
    with app.app_context():
        left = {table: set(db.session.scalars(db.select(table.person_id))) for table in MINE}
        assert left == {
            # Of the couple, both: that is what leaving does.
            CalendarFeed: {dev.id},
            Invite: {dev.id},
            PushSubscription: {dev.id},
        }
    assert count(app, CoachLink, WallLink) == [0, 0]
    own = [item["kind"] for item in here.client.get("/api/changes").get_json()["items"]]
    assert own[before[0] :] == ["settings", "unlinked"]  # the last word on the couple
    assert [item["kind"] for item in ben.stream()][before[1] :] == ["unlinked"]
    assert [item["kind"] for item in cleo.stream()][before[3] :] == ["unlinked"]
    assert len(dev.stream()) == before[2]
    # Once more changes nothing, and tells nobody anything.
    assert close_off(here) == 204
    assert len(ben.stream()) == before[1] + 1
    assert len(here.client.get("/api/changes").get_json()["items"]) == len(own)


def test_without_a_partner_it_closes_what_there_is(app: Flask, max_: Someone) -> None:
    elsewhere, here = signed_in(app, max_), open_up(max_)
    assert close_off(here) == 204
    assert count(app, *MINE, Credential) == [0, 0, 0, 1]
    assert elsewhere.get("/today").status_code == 303
    assert here.get("/today").status_code == 200


def test_a_program_that_asks_stays_and_browsers_go(app: Flask, max_: Someone) -> None:
    browser = signed_in(app, max_)
    assert max_.post("/api/me/close-off").status_code == 204
    assert browser.get("/today").status_code == 303
    assert max_.get("/api/me").status_code == 200


def test_it_is_all_or_nothing(
    app: Flask, ana: Someone, ben: Someone, couple: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    walls.make(ben)
    here = open_up(ana)
    before, heard = count(app, *OPEN), len(ana.stream())

    def broken(*_args: Any) -> None:
        raise RuntimeError("the last part of it")

    with monkeypatch.context() as patch:
        patch.setattr(couples.links, "end_with_couple", broken)
        app.testing = False
        assert close_off(here) == 500
    assert count(app, *OPEN) == before
    assert len(ana.stream()) == heard


def test_it_needs_neither_the_queue_nor_whoever_listens(
    app: Flask, ana: Someone, ben: Someone, couple: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = open_up(ana)

    def dead(_done: transaction.Committed) -> None:
        raise ConnectionError("no queue, no bus")

    monkeypatch.setattr(transaction, "listeners", [dead])
    assert close_off(here) == 204
    assert ben.get("/api/couple").status_code == 404


def test_of_two_who_close_off_leave_and_tick_at_once_nobody_waits_for_ever(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    at = f"/api/habits/{agree(ana, ben)['id']}/ticks/{clock.now().date()}"
    answers = together(
        [
            lambda: ana.post("/api/me/close-off").status_code,
            lambda: ben.post("/api/me/close-off").status_code,
            lambda: ben.post("/api/couple/unlink").status_code,
            lambda: ana.put(at).status_code,
        ]
    )
    assert answers[:2] == [204, 204]
    assert answers[2] in (204, 404)
    assert answers[3] in (200, 410)
    for person in (ana, ben):
        kinds = [item["kind"] for item in person.stream()]
        assert (kinds.count("unlinked"), kinds[-1]) == (1, "unlinked")
