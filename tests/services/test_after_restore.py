"""What was ended since a backup stays ended once it is put back, and every device loads afresh."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.security.stored import Stored, stored_by
from tests.services.test_safety_check import open_up
from tests.support import checkins, walls
from tests.support.agreeing import agree
from tests.support.coached import let_in
from tests.support.credentials import another
from tests.support.habits import agreed
from tests.support.people import Someone
from tracker import clock
from tracker.extensions import db
from tracker.models import (
    CalendarFeed,
    CheckinAnswer,
    ClientFigures,
    CoachCode,
    CoachConsent,
    Consent,
    ContactWishes,
    Credential,
    Invite,
    MailLink,
    Passkey,
    PasskeyChallenge,
    Person,
    PushSubscription,
    RecoveryCode,
    SecondFactor,
    SignUp,
    Tick,
    UntoldTick,
    WallLink,
)
from tracker.services import after_restore, transaction
from tracker.services import present as presents
from tracker.services.after_restore import STEP, WAYS_IN
from tracker.services.present import Present

CLOSED = (
    CalendarFeed,
    ClientFigures,
    CoachCode,
    Credential,
    Invite,
    MailLink,
    PasskeyChallenge,
    PushSubscription,
    SignUp,
    WallLink,
)
OPEN_NOTHING = {
    "throttles": "counts tries",
    "recovery_codes": "as they were last, or all gone",
    "operations": "knows a repeat again",
    "second_factors": "opens nothing without the password; as it was last",
}
"""Tables with a digest or a secret in them that open nothing by themselves, and why they stay."""


def counted(app: Flask, *tables: Any) -> dict[str, int]:
    with app.app_context():
        return {
            table.__tablename__: db.session.scalar(db.select(db.func.count()).select_from(table))
            for table in tables
        }


def present(app: Flask) -> Present:
    with app.app_context():
        read = presents.read(app.config["WOVEN"].database_url)
    assert read is not None
    return read


def settle(app: Flask, last: Present | None) -> after_restore.Settled:
    with app.app_context():
        return after_restore.settle(clock.now(), last)


def write(app: Flask, *rows: Any) -> None:
    with app.app_context(), transaction.writing() as session:
        session.add_all(rows)


@pytest.fixture
def stored(app: Flask) -> Iterator[Stored]:
    stored = stored_by(app)
    yield stored
    stored.close()


def sign_in(person: Someone) -> None:
    """Give a person a token again, as signing in does."""
    _, person.secret = another(person)


def proofs(person: Someone, mark: str) -> list[Any]:
    """Return a passkey, a second factor and a recovery code of a person's."""
    now = clock.now()
    return [
        Passkey(
            person_id=person.id,
            credential_id=f"{mark}{person.name}".encode(),
            public_key=b"key",
            sign_count=0,
            label=mark,
            created_at=now,
        ),
        SecondFactor(person_id=person.id, sealed_secret=mark, created_at=now, confirmed_at=now),
        RecoveryCode(person_id=person.id, code_digest=mark),
    ]


def open_all(app: Flask, ana: Someone, ben: Someone, cleo: Someone, now: datetime) -> str:
    """Open all that lets somebody in, and say yes to all there is; return the coach's link."""
    open_up(ana)
    open_up(ben, invites=False)
    agree(ana, ben, title="Walk")
    walls.make(ana)
    checkins.agree(ana, ben)
    checkins.seal(ben)
    for one in (ana, ben):
        assert one.patch("/api/me/contact", {"nudges": True}).status_code == 200
    couple = ana.get("/api/me").get_json()["couple"]
    today = now.date()
    link = let_in(cleo, couple, ana, ben, titles_since=today, checkins_since=today)
    assert cleo.post("/api/coaching/practice-code").status_code == 201
    later = now + timedelta(days=1)
    write(
        app,
        *proofs(ana, "then"),
        *proofs(ben, "then"),
        MailLink(
            person_id=ana.id,
            purpose="reset",
            email=ana.email,
            secret_digest="reset",
            created_at=now,
            expires_at=later,
        ),
        SignUp(
            email="fay@example.org",
            address_key="fay@example.org",
            password_hash="",
            name="Fay",
            timezone="UTC",
            secret_digest="up",
            created_at=now,
            expires_at=later,
        ),
        PasskeyChallenge(purpose="sign_in", challenge=b"sign", expires_at=later),
        CoachCode(
            kind="couple",
            link_id=link,
            token_digest="t",
            finder_digest="f",
            proof_digest="p",
            created_at=now,
        ),
    )
    return link


def test_whatever_opens_something_has_ended_and_every_device_loads_afresh(
    app: Flask, ana: Someone, ben: Someone, couple: str, cleo: Someone
) -> None:
    open_all(app, ana, ben, cleo, clock.now())
    before = counted(app, *CLOSED)
    del before["client_figures"]  # worked out when somebody looks
    assert all(before.values()), before
    heads = {one.name: len(one.stream()) for one in (ana, ben, cleo)}

    done = settle(app, None)
    assert (done.people_known, done.people_asked_again, done.streams) == (0, 3, 3)
    assert done.sessions == before["credentials"]
    assert not any(counted(app, *CLOSED).values())
    assert [one.get("/api/me").status_code for one in (ana, ben, cleo)] == [401] * 3

    for one in (ana, ben, cleo):
        sign_in(one)
        head = STEP + heads[one.name]
        # However far it had come, also by rows that the backup does not have.
        for cursor in (0, heads[one.name], heads[one.name] + 500, head - 1, head + 1):
            page = one.get(f"/api/changes?after={cursor}").get_json()
            assert page == {"items": [], "cursor": head, "reset": True}
    assert ana.patch("/api/couple", {"backfill_days": 5}).status_code == 200
    page = ben.get(f"/api/changes?after={STEP + heads['ben']}").get_json()
    assert [item["seq"] for item in page["items"]] == [STEP + heads["ben"] + 1]
    assert not page["reset"]
    assert ben.get(f"/api/changes?after={heads['ben'] + 7}").get_json()["reset"]


def test_a_new_table_with_a_secret_in_it_is_ended_or_said_to_open_nothing() -> None:
    secret = {
        table.name
        for table in db.metadata.tables.values()
        if any("digest" in column.name or "secret" in column.name for column in table.columns)
    }
    ended = {table.__tablename__ for table in CLOSED}
    assert secret <= ended | OPEN_NOTHING.keys()
    assert {table.__tablename__ for table in WAYS_IN} <= ended


def test_what_was_allowed_is_asked_anew_where_nobody_knows_how_it_was_last(
    app: Flask, ana: Someone, ben: Someone, couple: str, cleo: Someone
) -> None:
    link = open_all(app, ana, ben, cleo, clock.now())
    settle(app, None)
    assert not any(counted(app, Passkey, RecoveryCode, CheckinAnswer).values())
    assert counted(app, SecondFactor) == {"second_factors": 2}  # one that is on stays on
    with app.app_context():
        given = db.session.scalars(db.select(CoachConsent).filter_by(link_id=link)).all()
        assert [(yes.titles_since, yes.checkins_since) for yes in given] == [(None, None)] * 2
        held = db.select(Consent.subject).where(Consent.withdrawn_at.is_(None))
        assert set(db.session.scalars(held)) == {"notice"}
        assert not any(db.session.scalars(db.select(ContactWishes.nudges)))
    sign_in(ana)
    assert ana.get("/api/couple").status_code == 200
    assert ana.get("/api/couple/coach").get_json()["state"] == "active"


def test_proofs_and_yeses_are_those_of_last(
    app: Flask, stored: Stored, ana: Someone, ben: Someone, couple: str, cleo: Someone
) -> None:
    link = open_all(app, ana, ben, cleo, clock.now())
    backup = stored.rows()
    with app.app_context(), transaction.writing() as session:
        session.execute(
            db.update(Person)
            .where(Person.id == ana.id)
            .values(
                password_hash="new", email="new@x.y", address_key="new@x.y", tells_at_day_end=True
            )
        )
        for table in (Passkey, SecondFactor, RecoveryCode):
            session.execute(db.delete(table).where(table.person_id == ana.id))
    write(app, *proofs(ana, "last")[:1])
    narrower = f"/api/couple/coach/{link}/scopes"
    assert ana.put(narrower, {"scopes": ["titles"]}).status_code == 200
    checkins.withdraw(ben)
    assert ben.patch("/api/me/contact", {"nudges": False}).status_code == 200
    fay = Someone(app, "fay")  # made since: the backup does not know her
    last = present(app)

    stored.put_back(backup)
    done = settle(app, last)
    assert (done.people_known, done.people_asked_again) == (3, 0)
    with app.app_context():
        person = db.session.get_one(Person, ana.id)
        assert (person.password_hash, person.email) == ("new", "new@x.y")
        assert person.tells_at_day_end
        assert db.session.get_one(Person, ben.id).password_hash != "new"
        kept = db.session.execute(db.select(Passkey.person_id, Passkey.label)).all()
        assert sorted(kept) == sorted([(ana.id, "last"), (ben.id, "then")])
        assert list(db.session.scalars(db.select(SecondFactor.person_id))) == [ben.id]
        assert list(db.session.scalars(db.select(RecoveryCode.person_id))) == [ben.id]
        scopes = db.session.execute(
            db.select(
                CoachConsent.person_id, CoachConsent.titles_since, CoachConsent.checkins_since
            )
        ).all()
        held = {row[0]: (row[1] is not None, row[2] is not None) for row in scopes}
        assert held == {ana.id: (True, False), ben.id: (True, True)}
        assert db.session.scalars(db.select(CheckinAnswer)).all() == []
        nudged = db.select(ContactWishes.person_id).where(ContactWishes.nudges)
        assert list(db.session.scalars(nudged)) == [ana.id]
        assert db.session.get(Person, fay.id) is None


def test_a_tick_that_was_taken_back_before_anybody_was_told_is_not_told_after_all(
    app: Flask, stored: Stored, ana: Someone, ben: Someone, couple: str
) -> None:
    today = clock.now().date()
    walk, read = (agreed(ana, couple, today - timedelta(days=3)) for _ in range(2))
    own: dict[str, Any] = {"person_id": ana.id, "date": today, "slot": 0, "op": ana.id}
    waits = own | {"done": True, "eff": 1, "note_eff": 0, "note_op": ana.id}
    write(app, *(UntoldTick(habit_id=habit, **waits) for habit in (walk, read)))
    backup = stored.rows()
    with app.app_context(), transaction.writing() as session:
        session.execute(db.delete(UntoldTick))
        session.add(Tick(habit_id=walk, **waits | {"done": False, "eff": 2}))
        session.add(Tick(habit_id=read, **waits))
    last = present(app)

    stored.put_back(backup)
    settle(app, last)
    with app.app_context():
        assert list(db.session.scalars(db.select(UntoldTick.habit_id))) == [read]


def test_an_address_that_somebody_else_has_in_the_backup_stays_as_it_was_there(
    app: Flask, stored: Stored, ana: Someone, ben: Someone
) -> None:
    backup = stored.rows()
    with app.app_context(), transaction.writing() as session:
        session.execute(db.delete(Person).where(Person.id == ben.id))
        session.execute(
            db.update(Person).values(email=ben.email, address_key=ben.email, password_hash="new")
        )
    last = present(app)
    stored.put_back(backup)
    done = settle(app, last)
    assert (done.people_known, done.people_asked_again) == (1, 1)
    with app.app_context():
        person = db.session.get_one(Person, ana.id)
        assert (person.email, person.password_hash) == (ana.email, "new")


def test_one_that_cannot_be_read_is_none(app: Flask, ana: Someone) -> None:
    with app.app_context():
        url = app.config["WOVEN"].database_url
        assert presents.read(f"{url}-none") is None
        with transaction.writing() as session:
            session.execute(db.text("ALTER TABLE coach_consents RENAME TO gone"))
        assert presents.read(url) is None


def test_twice_is_once_but_for_the_numbers(app: Flask, ana: Someone) -> None:
    assert settle(app, None).sessions == 1
    assert settle(app, None).sessions == 0
    sign_in(ana)
    assert ana.get("/api/changes?after=3").get_json()["cursor"] == 2 * STEP
