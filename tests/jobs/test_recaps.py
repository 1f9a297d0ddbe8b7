"""Telling of a week to look back on: to who wishes it, once, by day, if there is something."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from flask import Flask

from tests.support.habits import agreed
from tests.support.jobs import run_errand, run_errands, run_round
from tests.support.mails import mails
from tests.support.people import Someone
from tests.support.reminding import confirm, device, heard
from tracker.jobs import recaps as round_of_recaps
from tracker.services import recap_telling, recaps, ticks
from tracker.services.errands import Errand

MONDAY = date(2026, 5, 11)
WEDNESDAY = date(2026, 5, 20)
NINE = datetime(2026, 5, 20, 9, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Clock = time_machine.TimeMachineFixture


@pytest.fixture(autouse=True)
def _monday(time_machine: Clock) -> None:
    time_machine.move_to(datetime(2026, 5, 11, 8, tzinfo=UTC), tick=False)


@pytest.fixture
def habit(ana: Someone, ben: Someone, couple: str) -> str:
    found = agreed(ana, couple, MONDAY, mode="together")
    with ana.app.app_context():
        ticks.tick(ben.id, found, MONDAY, datetime.combine(MONDAY, time(18), UTC))
    return found


@pytest.fixture
def phone(ana: Someone, habit: str) -> str:
    ana.patch("/api/me/contact", {"recap": True})
    return device(ana)


def told(app: Flask, clock: Clock, now: datetime) -> list[Errand]:
    """Do the round at an instant, and return what it asks for."""
    clock.move_to(now, tick=False)
    with heard() as asked:
        run_round(app, "recaps")
    return asked


def test_it_is_told_once_in_the_morning_of_the_day_it_is_ready(
    app: Flask, phone: str, time_machine: Clock
) -> None:
    assert told(app, time_machine, NINE - DAY) == []
    assert told(app, time_machine, NINE - MINUTE) == []
    assert told(app, time_machine, NINE) == [
        Errand("push.recap", (phone, "2026-05-20T09:00:00.000Z"))
    ]
    assert told(app, time_machine, NINE + 5 * MINUTE) == []
    assert told(app, time_machine, NINE + 7 * DAY) == []  # nothing is in the next one


def test_who_did_not_wish_it_is_not_told(
    app: Flask, ana: Someone, ben: Someone, phone: str, time_machine: Clock
) -> None:
    device(ben)
    assert [errand.ids[0] for errand in told(app, time_machine, NINE)] == [phone]
    ana.patch("/api/me/contact", {"recap": False})
    assert told(app, time_machine, NINE + HOUR) == []


def test_quiet_hours_put_it_off_and_a_late_day_drops_it(
    app: Flask, ana: Someone, phone: str, time_machine: Clock
) -> None:
    ana.patch("/api/me/contact", {"quiet_from": "06:00", "quiet_until": "17:00"})
    assert told(app, time_machine, NINE) == []
    assert len(told(app, time_machine, NINE + 8 * HOUR)) == 1


def test_what_was_ready_days_ago_is_told_no_more(
    app: Flask, phone: str, time_machine: Clock
) -> None:
    assert told(app, time_machine, NINE + 2 * DAY) == []


def test_it_goes_by_the_clock_on_ones_own_wall(
    app: Flask, ana: Someone, ben: Someone, phone: str, time_machine: Clock
) -> None:
    ana.patch("/api/me", {"timezone": "America/New_York"})
    assert told(app, time_machine, NINE) == []
    assert len(told(app, time_machine, NINE + 4 * HOUR)) == 1


def test_who_has_seen_it_or_left_is_not_told(
    app: Flask, ana: Someone, phone: str, time_machine: Clock
) -> None:
    with app.app_context():
        recaps.see(ana.id, MONDAY, NINE)
    assert told(app, time_machine, NINE) == []


def test_two_workers_tell_it_once(app: Flask, ana: Someone, phone: str) -> None:
    with app.app_context(), heard() as asked:
        assert recap_telling.waiting(NINE, None, 10).people == [ana.id]
        assert [recap_telling.tell(ana.id, NINE) for _worker in range(2)] == [True, False]
    assert len(asked) == 1


def test_all_are_looked_at_however_many_at_once(
    app: Flask,
    ana: Someone,
    ben: Someone,
    phone: str,
    monkeypatch: pytest.MonkeyPatch,
    time_machine: Clock,
) -> None:
    ben.patch("/api/me/contact", {"recap": True})
    device(ben)
    monkeypatch.setattr(round_of_recaps, "PEOPLE", 1)
    assert len(told(app, time_machine, NINE)) == 2


def test_by_mail_it_names_nothing(
    app: Flask, ana: Someone, habit: str, time_machine: Clock
) -> None:
    confirm(ana, datetime(2026, 5, 1, tzinfo=UTC))
    ana.patch("/api/me/contact", {"recap": True, "by_mail": True})
    time_machine.move_to(NINE, tick=False)
    run_round(app, "recaps")
    run_errands(app)
    (mail,) = mails(app)
    assert (mail.to, mail.subject) == (ana.email, "Your week, to look back on")
    assert "/recap" in mail.body
    assert "Walk" not in mail.body
    assert "Ben" not in mail.body
    ana.patch("/api/me/contact", {"recap": False})
    run_errand(app, "mail.recap", ana.id, NINE.isoformat())
    assert len(mails(app)) == 1


def test_who_left_meanwhile_gets_no_mail(
    app: Flask, ana: Someone, ben: Someone, habit: str, time_machine: Clock
) -> None:
    confirm(ana, datetime(2026, 5, 1, tzinfo=UTC))
    ana.patch("/api/me/contact", {"recap": True, "by_mail": True})
    ben.post("/api/couple/unlink")
    time_machine.move_to(NINE, tick=False)
    run_round(app, "recaps")
    run_errand(app, "mail.recap", ana.id, NINE.isoformat())
    assert mails(app) == []
