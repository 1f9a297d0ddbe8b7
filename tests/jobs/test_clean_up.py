"""Tidying up by the hour: all kinds, in small steps, and a busy store puts it off."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.services.test_left_couples import export, leave, live
from tests.services.test_retention import count
from tests.support.jobs import run_round
from tests.support.people import PASSWORD, Someone
from tracker.jobs import clean_up
from tracker.jobs.work import ROUNDS
from tracker.models import Habit, Throttle
from tracker.services import retention, throttle
from tracker.store import StoreBusy

Machine = time_machine.TimeMachineFixture


def test_it_is_a_round_by_the_hour() -> None:
    assert ROUNDS["clean_up"].minutes == 60


def test_a_round_does_all_there_is(
    app: Flask, ana: Someone, ben: Someone, couple: str, time_machine: Machine
) -> None:
    live(ana, ben, time_machine)
    with app.app_context():
        throttle.hit("x", "y", limit=1, window=timedelta(hours=1), now=datetime.now(UTC))
    leave(ana, time_machine)
    run_round(app, "clean_up")
    assert count(app, Habit) == count(app, Throttle) == 0
    assert len(export(ana)["kept_ticks"]) == 5
    run_round(app, "clean_up")
    assert len(export(ana)["kept_ticks"]) == 5
    assert ana.delete("/api/me", json={"password": PASSWORD}).status_code == 204


def test_one_that_is_put_off_holds_up_none_of_the_others(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def busy(_now: Any) -> int:
        raise StoreBusy

    def other(_now: Any) -> int:
        done.append("other")
        return 1 if len(done) < 3 else 0

    def endless(_now: Any) -> int:
        done.append("endless")
        return 1

    monkeypatch.setattr(retention, "STEPS", (busy, other, endless))
    monkeypatch.setattr(clean_up, "MOST", 5)
    run_round(app, "clean_up")
    assert done == ["other"] * 3 + ["endless"] * 5
