"""A date that a change of zone swallowed is asked about once, and nobody else's are."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from tests.support.habits import agreed
from tests.support.people import Someone, link, problem
from tracker.extensions import db
from tracker.models import Clock as ClockRow
from tracker.services import pauses, swallowed
from tracker.services.errors import Conflict, NotFound
from tracker.services.swallowed import Swallowed

MAY_12 = date(2026, 5, 12)
DAY = timedelta(days=1)
PAGO, KIRITIMATI = "Pacific/Pago_Pago", "Pacific/Kiritimati"
HONOLULU, AUCKLAND = "Pacific/Honolulu", "Pacific/Auckland"
LINE = datetime(2026, 5, 12, 10, 30, tzinfo=UTC)
"""In Pago Pago it is 23:30 on the 11th, in Kiritimati 0:30 on the 13th."""
Machine = time_machine.TimeMachineFixture


def now() -> datetime:
    return datetime.now(UTC)


def asked(person: Someone) -> Swallowed | None:
    with person.app.app_context():
        return swallowed.asked(person.id, now())


def answer(person: Someone, first: date, *, pause: bool) -> bool:
    with person.app.app_context():
        return swallowed.answer(person.id, first, pause=pause, now=now())


def move(person: Someone, zone: str, at: datetime, time_machine: Machine, **more: object) -> None:
    time_machine.move_to(at, tick=False)
    response = person.patch("/api/me", {"timezone": zone, **more})
    assert response.status_code == 200, response.get_json()


def traveller(app: Flask, time_machine: Machine, zone: str = PAGO) -> tuple[Someone, Someone, str]:
    """Return somebody in a zone, their partner, and a habit that began long before the journey."""
    time_machine.move_to(LINE - 60 * DAY, tick=False)
    zoe, ben = Someone(app, "zoe", zone), Someone(app, "ben")
    habit = agreed(zoe, link(zoe, ben), date(2026, 3, 20))
    return zoe, ben, habit


def test_over_the_date_line_the_day_between_is_asked_about(
    app: Flask, time_machine: Machine
) -> None:
    zoe, ben, _ = traveller(app, time_machine)
    assert asked(zoe) is None
    move(zoe, KIRITIMATI, LINE, time_machine)
    assert zoe.get("/api/me").get_json()["local_date"] == "2026-05-13"
    assert asked(zoe) == Swallowed(MAY_12, MAY_12, whole=True)
    assert asked(ben) is None


@pytest.mark.parametrize(
    ("at", "first", "last"),
    [
        # Two in the morning on the 12th at home, midnight of the 13th there.
        (datetime(2026, 5, 12, 12, tzinfo=UTC), MAY_12, MAY_12),
        # In the afternoon: most of the day was there after all.
        (datetime(2026, 5, 12, 23, tzinfo=UTC), None, None),
    ],
)
def test_a_day_of_a_few_hours_is_asked_about_and_a_long_one_not(
    app: Flask, time_machine: Machine, at: datetime, first: date | None, last: date | None
) -> None:
    zoe, _, _ = traveller(app, time_machine, HONOLULU)
    move(zoe, AUCKLAND, at, time_machine)
    expected = None if first is None or last is None else Swallowed(first, last, whole=False)
    assert asked(zoe) == expected
    time_machine.shift(3 * DAY)
    assert asked(zoe) == expected


def test_the_evening_one_lands_in_is_asked_about_when_it_is_over(
    app: Flask, time_machine: Machine
) -> None:
    zoe, _, _ = traveller(app, time_machine, HONOLULU)
    move(zoe, AUCKLAND, datetime(2026, 5, 12, 9, 30, tzinfo=UTC), time_machine)
    assert zoe.get("/api/me").get_json()["local_date"] == "2026-05-12"
    assert asked(zoe) is None
    time_machine.shift(3 * timedelta(hours=1))
    assert asked(zoe) == Swallowed(MAY_12, MAY_12, whole=False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Europe/Berlin", "Asia/Tokyo"),
        ("Asia/Tokyo", "Europe/Berlin"),
        ("America/New_York", "Asia/Tokyo"),
        (KIRITIMATI, PAGO),
        ("Europe/Berlin", "Europe/London"),
    ],
)
def test_ordinary_journeys_and_those_back_are_not(
    app: Flask, time_machine: Machine, before: str, after: str
) -> None:
    zoe, _, _ = traveller(app, time_machine, before)
    for hours in range(0, 48, 5):
        move(zoe, after, LINE + timedelta(hours=hours), time_machine)
        time_machine.shift(2 * DAY)
        assert asked(zoe) is None, hours
        with app.app_context():
            db.session.query(ClockRow).filter_by(person_id=zoe.id, timezone=after).delete()
            db.session.commit()
        move(zoe, before, now(), time_machine)
        with app.app_context():
            rows = db.session.query(ClockRow).filter_by(person_id=zoe.id)
            rows.filter(ClockRow.since > LINE - 60 * DAY).delete()
            db.session.commit()


def test_a_mistake_that_was_put_right_at_once_swallowed_nothing(
    app: Flask, time_machine: Machine
) -> None:
    zoe, _, _ = traveller(app, time_machine)
    move(zoe, KIRITIMATI, LINE, time_machine)
    move(zoe, PAGO, LINE + timedelta(minutes=2), time_machine)
    time_machine.shift(5 * DAY)
    assert asked(zoe) is None


def test_an_hour_of_the_day_end_can_swallow_one_too(app: Flask, time_machine: Machine) -> None:
    zoe, _, _ = traveller(app, time_machine, HONOLULU)
    move(zoe, HONOLULU, LINE - 5 * DAY, time_machine, day_ends_at=6)
    # At home it is five in the morning of the 12th, so still the 11th; there three, of the 13th.
    at = datetime(2026, 5, 12, 15, tzinfo=UTC)
    move(zoe, AUCKLAND, at, time_machine, day_ends_at=0)
    assert asked(zoe) == Swallowed(MAY_12, MAY_12, whole=True)


def test_yes_pauses_it_for_both_and_never_asks_again(app: Flask, time_machine: Machine) -> None:
    zoe, ben, _ = traveller(app, time_machine)
    move(zoe, KIRITIMATI, LINE, time_machine)
    seen = len(ben.stream())
    assert answer(zoe, MAY_12, pause=True)
    (pause,) = ben.get("/api/pauses").get_json()["items"]
    assert (pause["habit"], pause["first"], pause["last"]) == (None, "2026-05-12", "2026-05-12")
    (item,) = ben.stream()[seen:]
    assert (item["kind"], item["data"]["first"]) == ("pause", "2026-05-12")
    assert asked(zoe) is None
    assert zoe.delete(f"/api/pauses/{pause['id']}").status_code == 204
    assert asked(zoe) is None
    assert not answer(zoe, MAY_12, pause=True)
    assert ben.get("/api/pauses").get_json()["items"] == []


def test_leave_it_tells_nobody_and_never_asks_again(app: Flask, time_machine: Machine) -> None:
    zoe, ben, _ = traveller(app, time_machine)
    move(zoe, KIRITIMATI, LINE, time_machine)
    seen = len(ben.stream())
    assert answer(zoe, MAY_12, pause=False)
    assert not answer(zoe, MAY_12, pause=True)
    assert asked(zoe) is None
    assert len(ben.stream()) == seen
    assert zoe.get("/api/pauses").get_json()["items"] == []


def test_it_goes_by_itself_when_it_is_too_old_off_or_written_down(
    app: Flask, time_machine: Machine
) -> None:
    zoe, ben, habit = traveller(app, time_machine)
    move(zoe, KIRITIMATI, LINE, time_machine)
    time_machine.move_to(LINE + 29 * DAY, tick=False)
    assert asked(zoe) is not None
    time_machine.move_to(LINE + 33 * DAY, tick=False)
    assert asked(zoe) is None
    time_machine.move_to(LINE, tick=False)
    body = {"habit": habit, "first": "2026-05-12", "last": "2026-05-12"}
    pause = ben.post("/api/pauses", body).get_json()["id"]
    assert asked(zoe) is None
    ben.delete(f"/api/pauses/{pause}")
    assert asked(zoe) is not None
    ben.put(f"/api/habits/{habit}/ticks/2026-05-12")
    assert asked(zoe) is not None  # that was his
    zoe.put(f"/api/habits/{habit}/ticks/2026-05-12")
    assert asked(zoe) is None


def test_without_a_habit_on_that_day_there_is_nothing_to_ask(
    app: Flask, time_machine: Machine
) -> None:
    time_machine.move_to(LINE - 60 * DAY, tick=False)
    zoe, ben = Someone(app, "zoe", PAGO), Someone(app, "ben")
    couple = link(zoe, ben)
    move(zoe, KIRITIMATI, LINE, time_machine)
    assert asked(zoe) is None
    agreed(zoe, couple, date(2026, 5, 13))
    assert asked(zoe) is None


def test_nobody_alone_and_no_ex_is_asked(app: Flask, time_machine: Machine) -> None:
    zoe, ben, _ = traveller(app, time_machine)
    move(zoe, KIRITIMATI, LINE, time_machine)
    assert ben.post("/api/couple/unlink").status_code == 204
    assert asked(zoe) is None
    with pytest.raises(NotFound):
        answer(zoe, MAY_12, pause=True)
    problem(zoe.get("/api/pauses"), 404, "not_found")


def test_a_pause_too_many_leaves_the_question_open(app: Flask, time_machine: Machine) -> None:
    zoe, _, _ = traveller(app, time_machine)
    move(zoe, KIRITIMATI, LINE, time_machine)
    for number in range(pauses.MOST):
        day = str(date(2026, 6, 1) + number * DAY)
        assert (
            zoe.post("/api/pauses", {"habit": None, "first": day, "last": day}).status_code == 201
        )
    with pytest.raises(Conflict):
        answer(zoe, MAY_12, pause=True)
    assert asked(zoe) is not None
    assert answer(zoe, MAY_12, pause=False)
