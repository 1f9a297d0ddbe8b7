"""What is over is deleted when it is due, not a day sooner, and nothing else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.support.agreeing import agree
from tests.support.people import Someone
from tracker.extensions import db
from tracker.models import (
    Change,
    Clock,
    CoachCode,
    Credential,
    Invite,
    MailLink,
    Operation,
    Person,
    SignUp,
    StreamHead,
    Talk,
    Throttle,
)
from tracker.services import retention, transaction

NOW = datetime(2026, 5, 20, 18, tzinfo=UTC)
DAY = timedelta(days=1)
Machine = time_machine.TimeMachineFixture


def add(app: Flask, *rows: Any) -> None:
    with app.app_context(), transaction.writing() as session:
        session.add_all(rows)


def count(app: Flask, table: Any) -> int:
    with app.app_context():
        return db.session.query(table).count()


def run(app: Flask, step: Any, now: datetime = NOW) -> int:
    """Do a step until there is nothing left to do; return how much it was."""
    total = 0
    with app.app_context():
        while gone := step(now):
            total += gone
    return total


def invite(person: Someone, over: datetime, number: int) -> Invite:
    return Invite(
        person_id=person.id,
        token_digest=f"{number:064}",
        week_start=1,
        finder_digest=f"{number:064}",
        proof_digest="p" * 64,
        wrong_tries=0,
        code_expires_at=over,
        expires_at=over,
        created_at=over - 7 * DAY,
    )


def credential(person: Someone, over: datetime | None, number: int) -> Credential:
    return Credential(
        person_id=person.id,
        kind="session",
        secret_digest=f"{number:064}",
        label="test",
        created_at=NOW - 400 * DAY,
        last_used_at=NOW - 400 * DAY,
        expires_at=over,
    )


def coach_code(_person: Someone, over: datetime, number: int) -> CoachCode:
    return CoachCode(
        kind="couple",
        token_digest=f"{number:064}",
        finder_digest="f" * 64,
        proof_digest="p" * 64,
        expires_at=over,
        created_at=over - 14 * DAY,
    )


def mail_link(person: Someone, over: datetime, number: int) -> MailLink:
    return MailLink(
        person_id=person.id,
        purpose="reset",
        email=person.email,
        secret_digest=f"{number:064}",
        created_at=over - DAY,
        expires_at=over,
    )


def sign_up(_person: Someone, over: datetime, number: int) -> SignUp:
    return SignUp(
        email=f"{number}@example.org",
        address_key=f"{number}@example.org",
        password_hash="none",
        name="New",
        timezone="UTC",
        secret_digest=f"{number:064}",
        created_at=over - DAY,
        expires_at=over,
    )


@pytest.mark.parametrize(
    ("make", "step"),
    [
        (credential, retention.sessions),
        (coach_code, retention.coach_codes),
        (mail_link, retention.mail_links),
        (sign_up, retention.sign_ups),
    ],
)
def test_what_is_over_goes_fourteen_days_later(
    app: Flask, ana: Someone, make: Any, step: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    table = type(make(ana, NOW, 0))
    before = count(app, table)
    over = [NOW - timedelta(days=days) for days in (300, 15, 14.01, 14, 13.99, 1, -1)]
    add(app, *(make(ana, day, number) for number, day in enumerate(over)))
    assert run(app, step) == 4
    assert count(app, table) == before + 3
    assert run(app, step) == 0


def test_an_invitation_that_is_over_goes_fourteen_days_later(
    app: Flask, ana: Someone, ben: Someone, max_: Someone
) -> None:
    add(app, invite(ana, NOW - 14 * DAY, 1), invite(ben, NOW - 13 * DAY, 2), invite(max_, NOW, 3))
    assert run(app, retention.invitations) == 1
    with app.app_context():
        assert set(db.session.scalars(db.select(Invite.person_id))) == {ben.id, max_.id}


def test_a_token_never_ends_by_itself(app: Flask, ana: Someone) -> None:
    assert run(app, retention.sessions, NOW + 4000 * DAY) == 0
    assert ana.get("/api/me").status_code == 200


def test_counted_tries_go_when_they_count_no_more(app: Flask) -> None:
    rows = [Throttle(key_digest=f"{n:064}", tries=1, resets_at=NOW + n * DAY) for n in (-1, 0, 1)]
    add(app, *rows)
    assert run(app, retention.throttles) == 2
    assert count(app, Throttle) == 1


def test_talks_of_long_ago_are_forgotten_also_those_that_nobody_ended(
    app: Flask, couple: str
) -> None:
    def talk(days: float, *, ended: bool) -> Talk:
        started = NOW - days * DAY
        return Talk(
            couple_id=couple,
            minutes=20,
            started_at=started,
            elapsed=0,
            ended_at=started if ended else None,
        )

    add(app, talk(36, ended=True), talk(35, ended=False), talk(34.9, ended=True))
    assert run(app, retention.talks) == 2
    assert count(app, Talk) == 1


def test_a_zone_of_long_ago_is_forgotten_and_the_one_in_force_then_is_not(
    app: Flask, ana: Someone, ben: Someone
) -> None:
    with app.app_context(), transaction.writing() as session:
        session.query(Clock).delete()
        for person, days in ((ana, (900, 300, 63, 61, 2)), (ben, (900, 61))):
            for number in days:
                since = NOW - number * DAY
                session.add(Clock(person_id=person.id, since=since, timezone="UTC", day_ends_at=0))
    assert run(app, retention.clocks) == 2
    with app.app_context():
        kept = {
            person.name: [
                (NOW - since).days
                for since in db.session.scalars(
                    db.select(Clock.since).filter_by(person_id=person.id).order_by(Clock.since)
                )
            ]
            for person in (ana, ben)
        }
    assert kept == {"ana": [63, 61, 2], "ben": [900, 61]}


def envelope(couple: str, habit: str, day: str, at: datetime, sent_at: datetime) -> dict[str, Any]:
    return {
        "couple": couple,
        "device": "00000000-0000-4000-8000-000000000002",
        "sent_at": sent_at.isoformat(),
        "ops": [
            {
                "op": "00000000-0000-4000-8000-000000000001",
                "type": "tick",
                "habit": habit,
                "date": day,
                "done": True,
                "at": at.isoformat(),
            }
        ],
    }


@pytest.mark.parametrize("clock_is_off", [timedelta(), 40 * DAY, -40 * DAY, timedelta(days=35)])
def test_an_operation_that_was_forgotten_is_refused_whatever_the_phones_clock_says(
    app: Flask,
    ana: Someone,
    ben: Someone,
    couple: str,
    time_machine: Machine,
    clock_is_off: timedelta,
) -> None:
    time_machine.move_to(NOW, tick=False)
    ana.patch("/api/couple", {"backfill_days": 30})
    ana.patch("/api/me", {"timezone": "Pacific/Kiritimati"})  # there it is tomorrow
    habit = agree(ana, ben)["id"]
    day = ana.get("/api/me").get_json()["local_date"]
    sent = ana.post("/api/sync", envelope(couple, habit, day, NOW, NOW)).get_json()
    assert sent["results"][0]["status"] == "applied"
    assert ana.delete(f"/api/habits/{habit}/ticks/{day}").status_code == 200
    ana.patch("/api/me", {"timezone": "Pacific/Pago_Pago", "day_ends_at": 6})
    later = NOW + retention.OPERATIONS
    time_machine.move_to(later, tick=False)
    again = envelope(couple, habit, day, NOW, later - clock_is_off)
    result = ana.post("/api/sync", again).get_json()["results"][0]
    assert result["status"] == "duplicate"
    assert run(app, retention.operations, later) == 1
    assert count(app, Operation) == 0
    result = ana.post("/api/sync", again).get_json()["results"][0]
    assert (result["status"], result["code"]) == ("rejected", "too_old")
    assert ana.get(f"/api/habits/{habit}/ticks").get_json()["items"] == []


def test_operations_are_known_for_as_long_as_one_could_count(app: Flask, ana: Someone) -> None:
    rows = [
        Operation(
            person_id=ana.id,
            op=f"00000000-0000-4000-8000-{number:012}",
            body_digest="d" * 64,
            status="applied",
            received_at=NOW - number * DAY,
        )
        for number in (1, 30, 34, 35, 36, 400)
    ]
    add(app, *rows)
    assert run(app, retention.operations) == 3
    assert count(app, Operation) == 3


def stream(app: Flask, person: Someone, ages: list[int]) -> None:
    """Give somebody a stream of items so many days old."""
    items = [
        Change(
            person_id=person.id,
            seq=seq,
            kind="settings",
            at=(NOW - age * DAY).date().isoformat(),
            by_id=None,
            data="{}",
        )
        for seq, age in enumerate(ages, 1)
    ]
    with app.app_context(), transaction.writing() as session:
        session.add_all(items)
        session.execute(db.update(StreamHead).filter_by(person_id=person.id).values(head=len(ages)))


def test_a_stream_reaches_ninety_days_back_and_keeps_its_newest_item(
    app: Flask, ana: Someone, ben: Someone, dev: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    stream(app, ana, [400, 300, 200, 100, 91, 90, 31, 1])
    stream(app, ben, [500, 400, 300])
    stream(app, dev, [89, 31, 30, 0])
    assert run(app, retention.streams) == 7
    assert [item["seq"] for item in ana.get("/api/changes?after=5").get_json()["items"]] == [
        6,
        7,
        8,
    ]
    assert ana.get("/api/changes?after=4").get_json()["reset"]
    assert [item["seq"] for item in ben.get("/api/changes?after=2").get_json()["items"]] == [3]
    assert [item["seq"] for item in dev.stream()] == [1, 2, 3, 4]
    assert run(app, retention.streams) == 0


def test_a_phone_that_was_offline_for_a_month_catches_up_without_loading_afresh(
    app: Flask, ana: Someone, ben: Someone, couple: str, time_machine: Machine
) -> None:
    time_machine.move_to(NOW, tick=False)
    habit = agree(ana, ben)["id"]
    cursor = ben.get("/api/couple").get_json()["cursor"]
    for number in range(1, 31):
        time_machine.move_to(NOW + number * DAY, tick=False)
        day = (NOW + number * DAY).date()
        assert ana.put(f"/api/habits/{habit}/ticks/{day}").status_code == 200
    assert run(app, retention.streams, NOW + 31 * DAY) == 0
    page = ben.get(f"/api/changes?after={cursor}").get_json()
    assert not page["reset"]
    assert len(page["items"]) == 30


def test_nobody_alive_loses_anything(
    app: Flask, ana: Someone, ben: Someone, couple: str, time_machine: Machine
) -> None:
    time_machine.move_to(NOW, tick=False)
    habit = agree(ana, ben)["id"]
    ana.put(f"/api/habits/{habit}/ticks/2026-05-20", {"note": "mine"})
    before = ana.stream()
    with app.app_context():
        for step in retention.STEPS:
            assert step(NOW) == 0, step.__name__
        assert db.session.query(Person).count() == 2
    assert ana.stream() == before
