"""Taking what is due: once, in its minute, and never late or in a heap."""

import os
import threading
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.support.edges import Edge, edges, walk
from tests.support.habits import agreed
from tests.support.people import Someone
from tests.support.reminding import confirm, device, heard, minute
from tracker.extensions import db
from tracker.models import Reminder
from tracker.services import accounts, contact, couples, transaction
from tracker.services.errands import Errand
from tracker.services.reminders import taking, wishes

FULL = os.environ.get("WOVEN_FULL") == "1"
NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
"""A Wednesday."""
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EVENING = NOON + 8 * HOUR


@pytest.fixture(autouse=True)
def _noon(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def habit(ana: Someone, couple: str) -> str:
    return agreed(ana, couple, date(2007, 1, 1))


@pytest.fixture
def phone(ana: Someone) -> str:
    return device(ana)


def at(person: Someone, habit: str, clock: str, weekdays: list[int] | None = None) -> str:
    wish = {"kind": "time", "time": clock, "weekdays": weekdays}
    with person.app.app_context():
        return wishes.add(person.id, habit, wish, datetime.now(UTC)).id


def row(app: Flask, reminder: str) -> Reminder:
    with app.app_context():
        db.session.rollback()
        return db.session.get_one(Reminder, reminder)


def move(person: Someone, now: datetime, **clock: object) -> None:
    with person.app.app_context():
        accounts.change(person.id, clock, now)


def sent(app: Flask, begin: datetime, minutes: int) -> list[tuple[datetime, Errand]]:
    """Do the rounds of so many minutes, and return what each asked for."""
    moments = [begin + number * MINUTE for number in range(minutes)]
    return [(moment, errand) for moment in moments for errand in minute(app, moment)]


def test_it_is_sent_once_in_its_minute_and_then_set_for_the_next_day(
    app: Flask, ana: Someone, habit: str, phone: str
) -> None:
    reminder = at(ana, habit, "20:00")
    assert minute(app, EVENING - timedelta(seconds=1)) == []
    (errand,) = minute(app, EVENING + timedelta(seconds=7))
    ids = (phone, reminder, "2026-05-20", "2026-05-20T20:00:00.000Z")
    assert errand == Errand("push.reminder", ids)
    assert minute(app, EVENING + MINUTE) == []
    assert row(app, reminder).next_at == EVENING + DAY
    assert row(app, reminder).taken_day == date(2026, 5, 20)


def test_only_on_the_chosen_weekdays(app: Flask, ana: Someone, habit: str, phone: str) -> None:
    at(ana, habit, "20:00", [5, 1])
    days = [number for number in range(9) if minute(app, EVENING + number * DAY)]
    assert days == [2, 5]


def test_every_device_and_by_mail_only_where_wished_and_confirmed(
    app: Flask, ana: Someone, habit: str, phone: str
) -> None:
    other = device(ana)
    reminder = at(ana, habit, "20:00")
    with app.app_context(), pytest.raises(Exception, match="Confirm"):
        contact.change(ana.id, {"by_mail": True})
    confirm(ana, NOON)
    assert len(minute(app, EVENING)) == 2
    with app.app_context():
        contact.change(ana.id, {"by_mail": True})
    pushes = minute(app, EVENING + DAY)
    assert [errand.name for errand in pushes] == ["push.reminder"] * 2 + ["mail.reminder"]
    assert {errand.ids[0] for errand in pushes} == {phone, other, reminder}


def test_several_at_once_are_one_push(app: Flask, ana: Someone, couple: str, phone: str) -> None:
    for number in range(3):
        at(ana, agreed(ana, couple, NOON.date(), title=f"Habit {number}"), "20:00")
    assert len(minute(app, EVENING)) == 1
    assert minute(app, EVENING + MINUTE) == []


def test_what_is_late_is_moved_on_and_never_comes_in_a_heap(
    app: Flask, ana: Someone, habit: str, phone: str
) -> None:
    reminders = [at(ana, habit, f"{hour:02}:00") for hour in range(13, 21)]
    assert minute(app, EVENING + 16 * MINUTE) == []
    for number, reminder in enumerate(reminders):
        assert row(app, reminder).next_at == NOON + DAY + (number + 1) * HOUR
    assert len(minute(app, EVENING + DAY + 15 * MINUTE)) == 1


def test_after_days_without_a_server_it_goes_on_as_ever(
    app: Flask, ana: Someone, habit: str, phone: str
) -> None:
    reminder = at(ana, habit, "20:00")
    assert minute(app, EVENING + 9 * DAY + HOUR) == []
    assert row(app, reminder).next_at == EVENING + 10 * DAY
    assert len(minute(app, EVENING + 10 * DAY)) == 1


def test_a_server_whose_clock_was_a_day_ahead_sends_no_date_twice(
    app: Flask, ana: Someone, habit: str, phone: str
) -> None:
    at(ana, habit, "20:00")
    moments = [EVENING, EVENING + DAY, *(EVENING + number * DAY for number in (-1, 0, 1, 2, 3))]
    days = [errand.ids[2] for moment in moments for errand in minute(app, moment)]
    assert days == ["2026-05-20", "2026-05-21", "2026-05-22", "2026-05-23"]


@pytest.mark.parametrize("wished", [("22:00", "07:00"), ("20:00", "20:01"), ("19:00", "23:00")])
def test_within_quiet_hours_nothing_is_sent(
    app: Flask, ana: Someone, habit: str, phone: str, wished: tuple[str, str]
) -> None:
    with app.app_context():
        contact.change(ana.id, {"quiet_from": wished[0], "quiet_until": wished[1]})
    for clock in ("20:00", "23:30", "06:59", "07:00"):
        at(ana, habit, clock)
    moments = [EVENING + number * 30 * MINUTE for number in range(24)]
    moments = sorted({*moments, EVENING + 11 * HOUR - MINUTE})
    found = [errand.ids[3] for moment in moments for errand in minute(app, moment)]
    instants = {
        "2026-05-20T20:00:00.000Z": wished[0] == "22:00",
        "2026-05-20T23:30:00.000Z": wished[0] != "22:00",
        "2026-05-21T06:59:00.000Z": wished[0] != "22:00",
        "2026-05-21T07:00:00.000Z": True,
    }
    assert found == [instant for instant, comes in instants.items() if comes]


def test_a_reminder_a_little_late_does_not_come_into_quiet_hours_either(
    app: Flask, ana: Someone, habit: str, phone: str
) -> None:
    at(ana, habit, "21:59")
    assert minute(app, EVENING + 2 * HOUR) == []
    at(ana, habit, "06:59")
    assert minute(app, EVENING + 11 * HOUR) == []


def test_an_edit_in_the_minute_it_is_due_loses_nothing_that_is_still_wished(
    app: Flask, ana: Someone, habit: str, phone: str
) -> None:
    at(ana, habit, "20:00")
    move(ana, EVENING + timedelta(seconds=20), day_ends_at=2)
    assert len(minute(app, EVENING + timedelta(seconds=40))) == 1


@pytest.mark.parametrize(
    ("journey", "expected"),
    [
        # Over the date line eastward, in the afternoon before: Honolulu's fifth has no evening.
        (
            [("Pacific/Honolulu", "2026-05-04T00:00"), ("Pacific/Auckland", "2026-05-06T02:00")],
            ["2026-05-03", "2026-05-04", "2026-05-06", "2026-05-07"],
        ),
        # Westward over it, after the evening: the same date comes once more, in silence.
        (
            [("Pacific/Auckland", "2026-05-04T00:00"), ("Pacific/Honolulu", "2026-05-06T09:00")],
            ["2026-05-04", "2026-05-05", "2026-05-06", "2026-05-07"],
        ),
        # There and back on one day.
        (
            [
                ("Europe/Berlin", "2026-05-04T00:00"),
                ("Asia/Tokyo", "2026-05-05T08:00"),
                ("Europe/Berlin", "2026-05-05T13:00"),
            ],
            ["2026-05-04", "2026-05-05", "2026-05-06", "2026-05-07"],
        ),
    ],
)
def test_a_journey_brings_each_date_at_most_once_at_its_local_time(
    app: Flask,
    ana: Someone,
    habit: str,
    phone: str,
    journey: list[tuple[str, str]],
    expected: list[str],
) -> None:
    legs = [(zone, datetime.fromisoformat(f"{moment}:00+00:00")) for zone, moment in journey]
    at(ana, habit, "20:00")
    found, zone = [], "UTC"
    moment, end = legs[0][1], datetime(2026, 5, 8, 7, tzinfo=UTC)
    while moment < end:
        while legs and legs[0][1] <= moment:
            zone, _ = legs.pop(0)
            move(ana, moment, timezone=zone)
        for errand in minute(app, moment):
            wall = moment.astimezone(ZoneInfo(zone))
            assert (wall.hour, wall.minute) == (20, 0)
            found.append(errand.ids[2])
        moment += HOUR
    assert found == expected


SOME = ("Europe/Berlin", "America/Nuuk", "Australia/Lord_Howe", "America/Havana", "Pacific/Apia")
TIMES = ("23:30", "23:50", "00:00", "00:30", "01:30", "01:50", "02:00", "02:30", "02:50", "03:00")


@pytest.mark.parametrize("edge", [edge for edge in edges() if FULL or edge.zone in SOME], ids=str)
def test_minute_by_minute_over_a_change_of_clocks_each_is_due_exactly_once(
    app: Flask,
    ana: Someone,
    habit: str,
    edge: Edge,
    time_machine: time_machine.TimeMachineFixture,
) -> None:
    begin, end = edge.at - 4 * HOUR, edge.at + 5 * HOUR
    time_machine.move_to(begin - 2 * DAY, tick=False)
    move(ana, begin - 2 * DAY, timezone=edge.zone)
    time_machine.move_to(begin - MINUTE, tick=False)
    ids = {at(ana, habit, clock): time.fromisoformat(clock) for clock in TIMES}
    seen = walk(edge.zone, begin - 4 * DAY, end + 4 * DAY)
    middle = edge.at.astimezone(UTC).date()
    expected = sorted(
        (moment, reminder)
        for reminder, clock in ids.items()
        for number in range(-2, 3)
        if (moment := seen.due(middle + number * DAY, clock)) and begin <= moment < end
    )
    found, before = [], dict.fromkeys(ids)
    with app.app_context():
        for number in range((end - begin) // MINUTE):
            now = begin + number * MINUTE
            for person in taking.waiting(now, 10):
                taking.take_due(person, now)
                rows = db.session.execute(select(Reminder.id, Reminder.taken_day))
                after = {row.id: row.taken_day for row in rows}
                found += [(now, key) for key in ids if after[key] != before[key]]
                before = after
    assert sorted(found) == expected
    assert found


def test_two_workers_at_once_and_one_has_it(
    app: Flask, ana: Someone, habit: str, phone: str
) -> None:
    at(ana, habit, "20:00")
    at(ana, habit, "19:50")
    ready, counts = threading.Barrier(4), []

    def work() -> None:
        with app.app_context():
            ready.wait()
            counts.append(taking.take_due(ana.id, EVENING))

    with heard() as asked:
        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert sorted(counts) == [0, 0, 0, 2]
    assert len(asked) == 1


def test_a_worker_that_read_before_another_took_it_takes_nothing(
    app: Flask, ana: Someone, habit: str, phone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminder = at(ana, habit, "20:00")
    claim = taking._claim

    def beaten(session, row, due, coming) -> bool:
        session.execute(db.update(Reminder).values(next_at=EVENING + DAY))
        return claim(session, row, due, coming)

    monkeypatch.setattr(taking, "_claim", beaten)
    assert minute(app, EVENING) == []
    assert row(app, reminder).taken_day is None


def test_killed_between_the_claim_and_the_sending_it_is_not_sent_again(
    app: Flask, ana: Someone, habit: str, phone: str
) -> None:
    at(ana, habit, "20:00")
    with heard() as asked, app.app_context():
        transaction.listeners[:] = []  # the process ends right after the commit
        taking.take_due(ana.id, EVENING)
        assert asked == []
    assert sent(app, EVENING, 20) == []


def test_what_ends_takes_its_reminders_along(
    app: Flask, ana: Someone, ben: Someone, couple: str, habit: str, phone: str
) -> None:
    other = agreed(ana, couple, NOON.date(), title="Read")
    device(ben)
    for one in (ana, ben):
        at(one, habit, "20:00")
        at(one, other, "20:00")
    assert ben.post(f"/api/habits/{habit}/retire").status_code == 200
    for one in (ana, ben):
        assert [each["habit"] for each in one.get("/api/reminders").get_json()["items"]] == [other]
    with app.app_context():
        couples.unlink(ben.id, NOON)
    for one in (ana, ben):
        assert one.get("/api/reminders").get_json()["items"] == []
    assert minute(app, EVENING) == []
